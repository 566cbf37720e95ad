package cli

import (
	"bytes"
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// maxPasses is how often a project is checked for more to fix: a fix may uncover
// another finding, and fixes of one place wait for each other.
const maxPasses = 8

// target is a file that fixes change.
type target struct {
	path  string // without symbolic links
	text  *source.File
	edits []analyze.Edit // apart from each other
}

// fix applies the safe fixes of what is found in projects, one after the other.
func (s *stages) fix(ctx context.Context, paths []string) error {
	for _, path := range paths {
		if err := s.fixOne(ctx, path); err != nil {
			return err
		}
	}
	s.notices.flush()
	return nil
}

func (s *stages) fixOne(ctx context.Context, path string) error {
	var last []*target
	for range maxPasses {
		r, err := s.check(ctx, path)
		if err != nil {
			return err
		}
		if r.fatal {
			return restore(last)
		}
		if last, err = s.targets(r); err != nil || len(last) == 0 {
			return err
		}
		for _, t := range last {
			if err := replace(t.path, edited(t.text.Data, t.edits)); err != nil {
				return unwritten("`"+t.text.Name+"`", err)
			}
		}
	}
	return nil
}

// restore takes back the changes after which a project cannot be read.
func restore(changed []*target) error {
	for _, t := range changed {
		if err := replace(t.path, t.text.Data); err != nil {
			return unwritten("`"+t.text.Name+"`", err)
		}
	}
	return nil
}

// targets are the files that the safe fixes of a report change, each fix as a
// whole or not at all.
func (s *stages) targets(r *result) ([]*target, error) {
	dir, err := s.workingDir()
	if err != nil {
		return nil, err
	}
	var all []*target
	open := func(name string) *target {
		if i := slices.IndexFunc(all, func(t *target) bool { return t.text.Name == name }); i >= 0 {
			return all[i]
		}
		t := openTarget(r, dir, name)
		if t != nil {
			all = append(all, t)
		}
		return t
	}
	for _, d := range r.Diagnostics {
		for _, f := range d.Fixes {
			if f.Safety == analyze.Safe && fits(f, open) {
				for _, e := range f.Edits {
					t := open(e.File)
					t.edits = append(t.edits, e)
				}
				s.notices.add("fixed at " + d.At.File + ": " + f.Title)
				break
			}
		}
	}
	return slices.DeleteFunc(all, func(t *target) bool { return len(t.edits) == 0 }), nil
}

// fits reports whether all edits of a fix can be made beside those before it.
func fits(f analyze.Fix, open func(string) *target) bool {
	return len(f.Edits) > 0 && !slices.ContainsFunc(f.Edits, func(e analyze.Edit) bool {
		t := open(e.File)
		return t == nil || e.Start < 0 || e.End < e.Start || e.End > len(t.text.Data) ||
			slices.ContainsFunc(t.edits, func(o analyze.Edit) bool { return e.Start <= o.End && o.Start <= e.End })
	})
}

// openTarget finds the file of a report's name. It is nil where the file is not
// the project's own, or is another by now.
func openTarget(r *result, dir, name string) *target {
	text := r.Graph.Sources.File(name)
	if text == nil {
		return nil
	}
	path := filepath.FromSlash(name)
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	path, err := filepath.EvalSymlinks(path)
	if err != nil || !inside(r.Graph.Root, path) && !slices.Contains(r.Graph.Files, name) {
		return nil
	}
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	data, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(data, text.Data) {
		return nil
	}
	return &target{path: path, text: text}
}

func inside(folder, path string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// edited is a text with edits made; everything else stays as it is.
func edited(text []byte, edits []analyze.Edit) []byte {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(a, b analyze.Edit) int { return cmp.Compare(a.Start, b.Start) })
	var out []byte
	at := 0
	for _, e := range edits {
		out = append(append(out, text[at:e.Start]...), e.Text...)
		at = e.End
	}
	return append(out, text[at:]...)
}
