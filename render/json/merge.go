package json

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// Report is a report of one project that was written before.
type Report struct {
	line []byte
	head
}

// head is what merging looks at.
type head struct {
	Version     int             `json:"version"`
	Project     *string         `json:"project"`
	Files       []string        `json:"files"`
	Services    json.RawMessage `json:"services"`
	Edges       json.RawMessage `json:"edges"`
	Diagnostics []struct {
		At struct {
			File string `json:"file"`
		} `json:"at"`
	} `json:"diagnostics"`
	Summary json.RawMessage `json:"summary"`
}

// Parse reads what renderers wrote: one report a project.
func Parse(data []byte) ([]Report, error) {
	var all []Report
	d := json.NewDecoder(bytes.NewReader(data))
	for {
		var value json.RawMessage
		err := d.Decode(&value)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("report %d: %w", len(all)+1, err)
		}
		r, err := newReport(value)
		if err != nil {
			return nil, fmt.Errorf("report %d: %w", len(all)+1, err)
		}
		all = append(all, r)
	}
}

func newReport(value []byte) (Report, error) {
	var r Report
	if err := json.Unmarshal(value, &r.head); err != nil {
		return r, err //nolint:wrapcheck // the caller says which
	}
	switch {
	case r.Version != 1:
		return r, fmt.Errorf("its version is %d, and this ctypes knows version 1", r.Version)
	case r.Project == nil || r.Services == nil || r.Edges == nil || r.Diagnostics == nil || r.Summary == nil:
		return r, errors.New("it is no report of `ctypes check --format json`")
	}
	var line bytes.Buffer
	if err := json.Compact(&line, value); err != nil {
		return r, err //nolint:wrapcheck // the caller says which
	}
	r.line = line.Bytes()
	return r, nil
}

// place orders reports as a run over all their projects does: folders stand
// before what is in them.
func (r Report) place() string {
	file := ""
	switch {
	case len(r.Files) > 0:
		file = r.Files[0]
	case len(r.Diagnostics) > 0:
		file = r.Diagnostics[0].At.File // of a project that could not be read
	}
	if dir := path.Dir(file); dir != "." {
		return strings.ReplaceAll(dir, "/", "\x00")
	}
	return ""
}

// Merge writes reports as one run over their projects would. A report that is
// there twice is written once.
func Merge(w io.Writer, all []Report) error {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b Report) int {
		return cmp.Or(strings.Compare(a.place(), b.place()), strings.Compare(*a.Project, *b.Project), bytes.Compare(a.line, b.line))
	})
	all = slices.CompactFunc(all, func(a, b Report) bool { return bytes.Equal(a.line, b.line) })
	for _, r := range all {
		if _, err := fmt.Fprintf(w, "%s\n", r.line); err != nil {
			return fmt.Errorf("writing the reports: %w", err)
		}
	}
	return nil
}
