package source_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ctypes-dev/ctypes/graph/source"
)

func TestPositions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		data         string
		offset       int
		line, column int
	}{
		{"", 0, 1, 1},
		{"ab\ncd", 0, 1, 1},
		{"ab\ncd", 2, 1, 3},
		{"ab\ncd", 3, 2, 1},
		{"ab\r\ncd", 4, 2, 1},
		{"ab\rcd", 3, 2, 1},
		{"é\nü", 2, 1, 2},
		{"é\nüx", 5, 2, 2},
		{"\ufeffa", 3, 1, 1},
		{"\ufeffa", 0, 1, 1},
		{"a\n", 2, 2, 1},
		{"a", 99, 1, 2},
		{"a", -1, 1, 1},
		{strings.Repeat("é", 5000) + "x", 10_000, 1, 5001},
		{"a\n" + strings.Repeat("x", 9000) + "y", 9002, 2, 9001},
	}
	for _, test := range tests {
		f := source.NewFile("f", []byte(test.data))
		got := f.Position(test.offset)
		if got != (source.Position{Line: test.line, Column: test.column}) {
			t.Errorf("%.20q: byte %d is at %v, want %d:%d", test.data, test.offset, got, test.line, test.column)
		}
	}
}

func TestOffsetInvertsPosition(t *testing.T) {
	t.Parallel()
	for _, data := range []string{
		"", "a", "\ufeffab\ncd\n", "one\r\ntwo\rthree\n\nfive", strings.Repeat("aé漢😀", 3000) + "\nend",
	} {
		f := source.NewFile("f", []byte(data))
		for offset := 0; offset <= len(data); offset++ {
			if offset < len(data) && !utf8.RuneStart(data[offset]) || strings.HasPrefix(data, "\ufeff") && offset < 3 {
				continue
			}
			if offset > 0 && offset < len(data) && data[offset] == '\n' && data[offset-1] == '\r' {
				continue // between the bytes of one line break
			}
			if got := f.Offset(f.Position(offset)); got != offset {
				t.Fatalf("%.20q: byte %d is at %v, which is byte %d", data, offset, f.Position(offset), got)
			}
		}
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	f := source.NewFile("f", []byte("\ufeffone\r\ntwo\rthree\n"))
	for i, want := range []string{"", "one", "two", "three", "", ""} {
		if got := f.Line(i); got != want {
			t.Errorf("line %d is %q, want %q", i, got, want)
		}
	}
	if f.Lines() != 4 {
		t.Errorf("%d lines", f.Lines())
	}
	if r := f.Range(source.Span{}); r.Bytes != (source.Span{Start: 3, End: 6}) || r.End.Column != 4 {
		t.Errorf("the whole file stands for %+v", r)
	}
}

func TestAlignment(t *testing.T) {
	t.Parallel()
	// "ab" copied from 10, "X" for the three bytes of an escape, nothing for a
	// variable, "cd" copied from 20.
	var a source.Alignment
	a.Verbatim(2, 10)
	a.Derived(1, source.Span{Start: 12, End: 15})
	a.Derived(0, source.Span{Start: 15, End: 20})
	a.Verbatim(2, 20)
	tests := []struct{ from, to, start, end int }{
		{0, 2, 10, 12},
		{1, 2, 11, 12},
		{2, 3, 12, 15},
		{1, 3, 11, 15},
		{3, 5, 20, 22},
		{4, 5, 21, 22},
		{0, 0, 10, 22},
		{1, 1, 11, 11},
		{3, 3, 15, 20},
		{5, 5, 22, 22},
		{0, 5, 10, 22},
	}
	for _, test := range tests {
		got := a.Origin(source.Span{Start: test.from, End: test.to})
		if got != (source.Span{Start: test.start, End: test.end}) {
			t.Errorf("[%d:%d] is from %v, want [%d:%d]", test.from, test.to, got, test.start, test.end)
		}
	}
	if a.Len() != 5 {
		t.Errorf("it covers %d bytes", a.Len())
	}
	var whole source.Alignment
	if s := (source.Span{Start: 3, End: 4}); whole.Origin(s) != s {
		t.Error("an empty alignment relates a text to itself")
	}
}

func TestAlignmentThrough(t *testing.T) {
	t.Parallel()
	var inner source.Alignment // "abXcd", as above
	inner.Verbatim(2, 10)
	inner.Derived(1, source.Span{Start: 12, End: 15})
	inner.Verbatim(2, 15)
	var outer source.Alignment // "bXc", then "d!" for "d"
	outer.Verbatim(3, 1)
	outer.Derived(2, source.Span{Start: 4, End: 5})
	both := outer.Through(inner)
	tests := []struct{ from, to, start, end int }{{0, 1, 11, 12}, {1, 2, 12, 15}, {2, 3, 15, 16}, {3, 4, 16, 17}, {3, 5, 16, 17}}
	for _, test := range tests {
		got := both.Origin(source.Span{Start: test.from, End: test.to})
		if got != (source.Span{Start: test.start, End: test.end}) {
			t.Errorf("[%d:%d] is from %v, want [%d:%d]", test.from, test.to, got, test.start, test.end)
		}
	}
	if both.Len() != 5 {
		t.Errorf("it covers %d bytes", both.Len())
	}
}

func TestPaths(t *testing.T) {
	t.Parallel()
	p := source.NewPath("services", "a/b~c", "x").Index(3)
	if p != "/services/a~1b~0c/x/3" || p.Base() != "3" || p.Parent().Base() != "x" {
		t.Errorf("path %q", string(p))
	}
	if keys := p.Keys(); len(keys) != 4 || keys[1] != "a/b~c" || p.String() != "services.a/b~c.x.3" {
		t.Errorf("keys %q", keys)
	}
	if root := source.Path(""); root.Base() != "" || root.Parent() != "" || root.Keys() != nil {
		t.Error("the root has no keys")
	}
	place := source.Place{Path: p}.At(source.Span{Start: 2, End: 4}).At(source.Span{Start: 2, End: 4})
	if place.Span != (source.Span{Start: 4, End: 6}) || place.IsZero() {
		t.Errorf("spans of spans add up: %+v", place)
	}
}

// TestPlaceAtNowhere checks that a part of a value that stands nowhere, such as
// a contract's default, stands nowhere.
func TestPlaceAtNowhere(t *testing.T) {
	t.Parallel()
	if got := (source.Place{}).At(source.Span{Start: 2, End: 4}); !got.IsZero() {
		t.Errorf("a span inside of nowhere is at %+v", got)
	}
}
