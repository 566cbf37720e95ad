package cli

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestColors(t *testing.T) {
	for _, c := range []struct {
		flag string
		env  []string
		want bool
	}{
		{"auto", nil, false}, // a buffer is no terminal
		{"auto", []string{"CLICOLOR_FORCE=1"}, true},
		{"auto", []string{"CLICOLOR_FORCE=0"}, false},
		{"auto", []string{"CLICOLOR_FORCE="}, false},
		{"auto", []string{"CLICOLOR_FORCE=1", "NO_COLOR=1"}, false},
		{"auto", []string{"CLICOLOR_FORCE=1", "NO_COLOR="}, true},
		{"auto", []string{"CLICOLOR_FORCE=1", "TERM=dumb"}, true},
		{"always", []string{"NO_COLOR=1", "TERM=dumb"}, true},
		{"never", []string{"CLICOLOR_FORCE=1"}, false},
	} {
		o := newOutput(&Process{Env: c.env})
		o.color.value = c.flag
		if got := o.colors(&bytes.Buffer{}); got != c.want {
			t.Errorf("--color %s with %q: %t", c.flag, c.env, got)
		}
	}
}

func TestNoTerminal(t *testing.T) {
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for _, w := range []io.Writer{f, &bytes.Buffer{}, nil} {
		if isTerminal(w) || width(w) != 0 {
			t.Errorf("%T is taken for a terminal", w)
		}
	}
}

func TestReplace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "report")
	for _, text := range []string{"first", "second", ""} {
		if err := replace(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("%q is read as %q, %v", text, got, err)
		}
	}
	if err := replace(os.DevNull, []byte("text")); err != nil {
		t.Error(err)
	}
	if err := replace(dir, []byte("text")); err == nil {
		t.Error("a folder is replaced")
	}
	if err := replace(filepath.Join(dir, "none", "report"), nil); err == nil {
		t.Error("a report is written into a folder that is not there")
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestVariable(t *testing.T) {
	p := &Process{Env: []string{"A=1", "B=x=y", "A=2", "C"}}
	for name, want := range map[string]string{"A": "2", "B": "x=y", "C": "", "D": ""} {
		if got := p.variable(name); got != want {
			t.Errorf("%s is %q, wanted %q", name, got, want)
		}
	}
}
