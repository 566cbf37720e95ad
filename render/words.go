package render

import (
	"fmt"
	"path/filepath"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// Sides are the other places of a finding with what they say, a line each.
func Sides(d *analyze.Diagnostic) []string {
	var lines []string
	for _, r := range d.Related {
		if words := Clean(r.Message); words != "" && !r.At.IsZero() {
			lines = append(lines, Place(r.At)+": "+words)
		}
	}
	return lines
}

// Notes are what a finding says beside its message: its notes, a line each,
// and its help, which may go on for several.
func Notes(d *analyze.Diagnostic) []string {
	var lines []string
	for _, n := range d.Notes {
		if n = Clean(n); n != "" {
			lines = append(lines, "note: "+n)
		}
	}
	if help := CleanLines(d.Help); help != "" {
		lines = append(lines, "help: "+help)
	}
	return lines
}

// Place is a file and a line, as people write it; "" for nowhere.
func Place(at source.Range) string {
	if at.IsZero() {
		return ""
	}
	name := Clean(filepath.ToSlash(at.File))
	if at.Start.Line < 1 {
		return name
	}
	return fmt.Sprintf("%s:%d", name, at.Start.Line)
}
