// Package syntax reads how configuration files are spelled: data as YAML, JSON,
// TOML, INI and properties, and the directives and blocks of the servers that
// have a language of their own. It is pure and tolerant, it knows nothing of
// what the files mean, and every text it returns knows its bytes.
package syntax

import (
	"strings"
	"unicode/utf8"

	"github.com/ctypes-dev/ctypes/graph/source"
)

const (
	// Largest is how many bytes of a file are read at most.
	Largest = 1 << 20
	// deepest is how deep blocks and values may nest.
	deepest = 100
	// mostNodes bounds what a file becomes, its aliases spelled out.
	mostNodes = 100_000
)

const byteOrderMark = "\ufeff"

// Text is a string of a file, with the bytes that it was read from.
type Text struct {
	Value string
	// at is where Value begins in the text that runs align with the file, and
	// in the file itself when there are no runs.
	at   int
	runs source.Alignment
}

// Whole returns the text of a file without its byte order mark; false when it
// is too large or no UTF-8.
func Whole(f *source.File) (Text, bool) {
	if len(f.Data) > Largest || !utf8.Valid(f.Data) {
		return Text{}, false
	}
	t := Text{Value: string(f.Data)}
	if strings.HasPrefix(t.Value, byteOrderMark) {
		t = t.From(len(byteOrderMark))
	}
	return t, true
}

// Sub returns the bytes from i to j.
func (t Text) Sub(i, j int) Text { return Text{t.Value[i:j], t.at + i, t.runs} }

// From returns the text without its first i bytes.
func (t Text) From(i int) Text { return t.Sub(i, len(t.Value)) }

// Cut is strings.Cut.
func (t Text) Cut(separator string) (before, after Text, found bool) {
	i := strings.Index(t.Value, separator)
	if i < 0 {
		return t, t.From(len(t.Value)), false
	}
	return t.Sub(0, i), t.From(i + len(separator)), true
}

// Split cuts at each of some bytes; empty items are dropped.
func (t Text) Split(separators string) []Text {
	var items []Text
	for start := 0; start < len(t.Value); {
		n := strings.IndexAny(t.Value[start:], separators)
		if n < 0 {
			n = len(t.Value) - start
		}
		if item := t.Sub(start, start+n).Trim(); item.Value != "" {
			items = append(items, item)
		}
		start += n + 1
	}
	return items
}

// Trim drops white space at both ends.
func (t Text) Trim() Text {
	left := len(t.Value) - len(strings.TrimLeft(t.Value, " \t\r\n"))
	t = t.From(left)
	return t.Sub(0, len(strings.TrimRight(t.Value, " \t\r\n")))
}

// StripPrefix drops a prefix, and reports whether it was there.
func (t Text) StripPrefix(prefix string) (Text, bool) {
	if !strings.HasPrefix(t.Value, prefix) {
		return t, false
	}
	return t.From(len(prefix)), true
}

// Unquote drops a pair of quotes around the text.
func (t Text) Unquote() Text {
	if n := len(t.Value); n > 1 && t.Value[0] == t.Value[n-1] && (t.Value[0] == '"' || t.Value[0] == '\'') {
		return t.Sub(1, n-1)
	}
	return t
}

// Span returns the bytes of the file that the text was read from.
func (t Text) Span() source.Span { return t.Origin(source.Span{End: len(t.Value)}) }

// Origin returns the bytes of the file that some bytes of the text were read
// from.
func (t Text) Origin(s source.Span) source.Span {
	s = source.Span{Start: s.Start + t.at, End: s.End + t.at}
	if s.IsZero() && len(t.runs) > 0 {
		return source.Span{Start: t.runs[0].Origin.Start, End: t.runs[0].Origin.Start}
	}
	return t.runs.Origin(s)
}

// Join returns texts of one file as a single one.
func Join(pieces []Text) Text {
	var joined Text
	var value strings.Builder
	for _, p := range pieces {
		value.WriteString(p.Value)
		for _, r := range p.alignment() {
			if n := r.Text.End - r.Text.Start; r.Verbatim {
				joined.runs.Verbatim(n, r.Origin.Start)
			} else {
				joined.runs.Derived(n, r.Origin)
			}
		}
	}
	joined.Value = value.String()
	return joined
}

// derived is a value that a text stands for as a whole, if it is not the same.
func derived(value string, from Text) Text {
	if from.Value == value {
		return from
	}
	t := Text{Value: value}
	t.runs.Derived(len(value), from.Span())
	return t
}

// alignment relates the text to the file.
func (t Text) alignment() source.Alignment {
	var own source.Alignment
	own.Verbatim(len(t.Value), t.at)
	if t.runs == nil {
		return own
	}
	return own.Through(t.runs)
}

// decoded is a text with its escapes replaced. next returns what the escape at
// the start of a string stands for, and its width; a width of zero says that it
// is none.
func decoded(t Text, next func(string) (string, int)) Text {
	if !strings.Contains(t.Value, `\`) {
		return t
	}
	var value strings.Builder
	var runs source.Alignment
	for i := 0; i < len(t.Value); {
		n := strings.IndexByte(t.Value[i:], '\\')
		if n < 0 {
			n = len(t.Value) - i
		}
		value.WriteString(t.Value[i : i+n])
		runs.Verbatim(n, t.at+i)
		if i += n; i == len(t.Value) {
			break
		}
		means, width := next(t.Value[i:])
		if width == 0 {
			means, width = t.Value[i:i+1], 1
		}
		value.WriteString(means)
		runs.Derived(len(means), source.Span{Start: t.at + i, End: t.at + i + width})
		i += width
	}
	if t.runs != nil {
		runs = runs.Through(t.runs)
	}
	return Text{value.String(), 0, runs}
}

// lines cuts a text into its lines, without their line breaks.
func lines(t Text) []Text {
	var all []Text
	for start := 0; start < len(t.Value); {
		end, next := len(t.Value), len(t.Value)
		if n := strings.IndexByte(t.Value[start:], '\n'); n >= 0 {
			end, next = start+n, start+n+1
		}
		all = append(all, t.Sub(start, start+len(strings.TrimRight(t.Value[start:end], "\r"))))
		start = next
	}
	return all
}
