package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	xterm "github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/render"
)

// output is where reports go, and how they look.
type output struct {
	process *Process
	format  choice
	color   choice
	summary choice
	file    string
	verbose bool
	many    bool             // of several projects
	failOn  analyze.Severity // zero for never

	renderer render.Renderer
	mask     *strings.Replacer
	buffer   *bytes.Buffer // of a file, which is written as a whole
	w        io.Writer
}

func newOutput(p *Process) output {
	return output{
		process: p,
		format:  choice{what: "format", words: render.Formats(), value: render.Term.String(), open: true},
		color:   choice{what: "color", words: []string{"auto", "always", "never"}, value: "auto"},
		summary: choice{what: "summary", words: []string{"lines", "tree"}, value: "lines"},
	}
}

func (o *output) register(cmd *cobra.Command) {
	o.format.register(cmd, "format", "what the report is written as")
	o.color.register(cmd, "color", "when to use colours")
	cmd.Flags().StringVarP(&o.file, "output", "o", "", "write the report to `FILE`, as a whole or not at all")
}

// open chooses the renderer and the place that reports go to.
func (o *output) open() error {
	format, argument, err := render.ParseFormat(o.format.value)
	if err != nil {
		return misuse("%v", err)
	}
	o.w, o.mask = o.process.Stdout, newMask(o.process.environment())
	if o.file != "" {
		o.buffer = &bytes.Buffer{}
		o.w = o.buffer
	}
	o.renderer, err = o.newRenderer(format, argument)
	return err
}

// write writes a report.
func (o *output) write(r *analyze.Report) error {
	return o.masked(func(w io.Writer) error { return o.renderer.Render(w, r) })
}

// masked writes what a renderer writes, without the secrets of the environment.
func (o *output) masked(write func(io.Writer) error) error {
	var text strings.Builder
	err := write(&text)
	limit, ok := errors.AsType[*render.LimitError](err)
	if err == nil || ok {
		_, err = o.mask.WriteString(o.w, text.String())
	}
	if err != nil {
		return unwritten("the report", err)
	}
	if ok {
		return &failure{code: unreadable, err: limit}
	}
	return nil
}

// close ends the output, and puts the file in its place. What was written is
// well-formed then, also where a project before failed to be written.
func (o *output) close() error {
	end := o.masked(o.renderer.Close)
	if _, ok := errors.AsType[*render.LimitError](end); end != nil && !ok {
		return end
	}
	if err := o.place(); err != nil {
		return err
	}
	return end
}

// place puts the file in its place, if there is one.
func (o *output) place() error {
	if o.file == "" {
		return nil
	}
	if err := replace(o.file, o.buffer.Bytes()); err != nil {
		return unwritten("`"+o.file+"`", err)
	}
	return nil
}

// replace writes a file so that nobody sees half of it. What is no regular
// file, such as a pipe or /dev/null, is written to as it is.
func replace(path string, data []byte) error {
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		if !info.Mode().IsRegular() {
			return os.WriteFile(path, data, 0o600) //nolint:wrapcheck // the caller names the file
		}
		mode = info.Mode().Perm()
	}
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err //nolint:wrapcheck // the caller names the file
	}
	defer func() { _ = os.Remove(temp.Name()) }() // gone already when all went well
	_, err = temp.Write(data)
	if err == nil {
		err = temp.Chmod(mode)
	}
	if closing := temp.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("writing a temporary file: %w", err)
	}
	return os.Rename(temp.Name(), path) //nolint:wrapcheck // the caller names the file
}

// colors decides whether the output is painted. The terminal is not asked.
func (o *output) colors(w io.Writer) bool {
	switch o.color.value {
	case "always":
		return true
	case "never":
		return false
	}
	if o.process.variable("NO_COLOR") != "" {
		return false
	}
	if force := o.process.variable("CLICOLOR_FORCE"); force != "" && force != "0" {
		return true
	}
	return isTerminal(w) && o.process.variable("TERM") != "dumb"
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && xterm.IsTerminal(f.Fd())
}

// width is the terminal's width, 0 for anything else.
func width(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok || !xterm.IsTerminal(f.Fd()) {
		return 0
	}
	columns, _, err := xterm.GetSize(f.Fd())
	if err != nil {
		return 0
	}
	return columns
}
