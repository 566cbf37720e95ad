// Package shell finds the commands in shell scripts, such as those of
// healthchecks and of commands in string form. It runs nothing.
package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/ctypes-dev/ctypes/graph/source"
)

// longest bounds the scripts that are looked at, in bytes.
const longest = 64 << 10

// Command is one simple command: a program and its arguments.
type Command struct {
	Words []Word
}

// Word is one word of a command.
type Word struct {
	// Text is the word without its quotes. Expansions are spelled as in the
	// script.
	Text string
	// Literal is false for a word that holds an expansion.
	Literal bool
	Span    source.Span // bytes of the script, quotes included
}

// Commands returns the simple commands of a script in the order they stand
// there, those inside substitutions included. A script that cannot be parsed
// has none.
func Commands(script string) []Command {
	if len(script) > longest {
		return nil
	}
	file, err := syntax.NewParser().Parse(strings.NewReader(script), "")
	if err != nil {
		return nil
	}
	var found []Command
	syntax.Walk(file, func(n syntax.Node) bool {
		if call, ok := n.(*syntax.CallExpr); ok && len(call.Args) > 0 {
			found = append(found, command(script, call.Args))
		}
		return true
	})
	return found
}

func command(script string, args []*syntax.Word) Command {
	c := Command{Words: make([]Word, len(args))}
	for i, a := range args {
		c.Words[i] = word(script, a)
	}
	return c
}

func word(script string, w *syntax.Word) Word {
	span := source.Span{Start: int(w.Pos().Offset()), End: int(w.End().Offset())}
	var text strings.Builder
	literal := appendParts(&text, script, w.Parts)
	return Word{Text: text.String(), Literal: literal, Span: span}
}

// appendParts writes the text of word parts and reports whether all of them
// are literal.
func appendParts(text *strings.Builder, script string, parts []syntax.WordPart) bool {
	literal := true
	for _, p := range parts {
		switch p := p.(type) {
		case *syntax.Lit:
			text.WriteString(unescape(p.Value))
		case *syntax.SglQuoted:
			text.WriteString(p.Value)
		case *syntax.DblQuoted:
			literal = appendParts(text, script, p.Parts) && literal
		default:
			text.WriteString(script[p.Pos().Offset():p.End().Offset()])
			literal = false
		}
	}
	return literal
}

// unescape drops the backslashes of a literal.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
			if s[i] == '\n' {
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
