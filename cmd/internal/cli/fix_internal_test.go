package cli

import (
	"testing"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph/source"
)

func TestEdited(t *testing.T) {
	for _, tt := range []struct {
		edits []analyze.Edit
		want  string
	}{
		{nil, "one two three"},
		{[]analyze.Edit{{Start: 8, End: 13, Text: "3"}, {Start: 0, End: 3, Text: "1"}}, "1 two 3"},
		{[]analyze.Edit{{Start: 3, End: 3, Text: "!"}}, "one! two three"},
		{[]analyze.Edit{{Start: 0, End: 13}}, ""},
	} {
		if got := string(edited([]byte("one two three"), tt.edits)); got != tt.want {
			t.Errorf("%v: got %q, want %q", tt.edits, got, tt.want)
		}
	}
}

func TestFits(t *testing.T) {
	text := &target{text: source.NewFile("f", []byte("one two three")), edits: []analyze.Edit{{File: "f", Start: 4, End: 7}}}
	open := func(name string) *target {
		if name == "f" {
			return text
		}
		return nil
	}
	for _, tt := range []struct {
		edit analyze.Edit
		want bool
	}{
		{analyze.Edit{File: "f", Start: 0, End: 3}, true},
		{analyze.Edit{File: "f", Start: 8, End: 13}, true},
		{analyze.Edit{File: "f", Start: 6, End: 9}, false},
		{analyze.Edit{File: "f", Start: 0, End: 4}, false}, // who knows which of the two is first
		{analyze.Edit{File: "f", Start: 8, End: 14}, false},
		{analyze.Edit{File: "f", Start: 9, End: 8}, false},
		{analyze.Edit{File: "f", Start: -1, End: 2}, false},
		{analyze.Edit{File: "other", Start: 0, End: 1}, false},
	} {
		if got := fits(analyze.Fix{Edits: []analyze.Edit{tt.edit}}, open); got != tt.want {
			t.Errorf("%+v: got %v", tt.edit, got)
		}
	}
	if fits(analyze.Fix{}, open) {
		t.Error("a fix without an edit fits")
	}
}
