// Package dockerfile reads Dockerfiles: a small scanner that knows where every
// word stands, and a description of the image that a stage builds, contracts
// included. It runs nothing and reads no disk.
package dockerfile

import (
	"github.com/ctypes-dev/ctypes/graph/source"
)

// File is a Dockerfile as scanned.
type File struct {
	Source *source.File
	// Escape is the character that escapes others and continues lines, \ or `.
	Escape byte
	// Directives are the parser directives at the top.
	Directives []Directive
	// Instructions are in order; those of ONBUILD are inside of it.
	Instructions []*Instruction
	// Comments are all comment lines that are no directives, in order.
	Comments []Comment
}

// Directive is a parser directive: # syntax=, # escape= or # check=.
type Directive struct {
	Name  string // lower case
	Value string
	Span  source.Span // of the line, without the white space around it
}

// Comment is one comment line.
type Comment struct {
	Text string // without the # and the white space around it
	Span source.Span
	// Text's own span.
	TextSpan source.Span
}

// Instruction is one instruction, however many lines it is on.
type Instruction struct {
	// Name is the keyword in upper case; Keyword is where it stands.
	Name    string
	Keyword source.Span
	// Span reaches from the keyword to the end of the last line, that of the
	// last here-document included.
	Span source.Span
	// Line is the instruction with its lines joined and its comments removed.
	Line string
	// Flags are the options before the arguments: --platform=linux/amd64.
	Flags []Word
	// Args is what follows keyword and flags.
	Args Word
	// Words are the arguments as the instruction splits them. Quotes and
	// references to variables are still in them, except in the JSON form.
	Words []Word
	// Pairs are the arguments of ENV and LABEL instead.
	Pairs []Pair
	// JSON tells the exec form, a JSON list, from the shell form.
	JSON bool
	// Documents are the here-documents of RUN, COPY and ADD.
	Documents []Document
	// Trigger is the instruction of ONBUILD.
	Trigger *Instruction

	text text
}

// Word is a piece of an instruction and where it stands.
type Word struct {
	Text string
	Span source.Span
}

// Pair is a name and a value of ENV or LABEL. Legacy tells NAME VALUE from
// NAME=VALUE.
type Pair struct {
	Name, Value Word
	Legacy      bool
}

// Document is a here-document.
type Document struct {
	Name string // what ends it
	// Expand says that variables are expanded in it: its name is not quoted.
	Expand bool
	// Chomp says that tabs at the start of lines are not part of it (<<-).
	Chomp bool
	// Content is without the line that ends it.
	Content source.Span
}

// SyntaxError is something in a Dockerfile that no builder takes.
type SyntaxError struct {
	Message string
	Place   source.Place
}

// Error is the message.
func (e SyntaxError) Error() string { return e.Message }
