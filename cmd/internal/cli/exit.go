package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ctypes-dev/ctypes/graph/near"
	"github.com/ctypes-dev/ctypes/render"
)

// code is an exit code. It does not depend on the format of the output.
type code int

const (
	clean      code = iota // nothing at or above --fail-on
	findings               // something was found
	misused                // the command line is wrong
	unreadable             // a project could not be read, or the output not written
)

// failure ends a command with an exit code. What it says goes to stderr; it
// says nothing when the output has said it all.
type failure struct {
	code code
	text string
	help string
	err  error // what it is made of, for errors.Is
}

// Error implements error.
func (f *failure) Error() string {
	if f.text == "" && f.err != nil {
		return f.err.Error()
	}
	return f.text
}

// Unwrap returns the cause.
func (f *failure) Unwrap() error { return f.err }

// misuse is a failure for a command line that is wrong.
func misuse(format string, args ...any) *failure {
	return &failure{code: misused, text: fmt.Sprintf(format, args...)}
}

// mistyped is a misuse that names what was meant, when there is anything near.
func mistyped(kind, word string, known []string) *failure {
	f := misuse("there is no %s `%s`", kind, word)
	if names := near.Suggest(word, known); len(names) > 0 {
		f.help = fmt.Sprintf("a %s of a similar name: `%s`", kind, strings.Join(names, "`, `"))
	}
	return f
}

// exit says what a failure has to say and returns its exit code. An error of
// another kind is cobra's, about the command line.
func (p *Process) exit(err error) int {
	if err == nil {
		return int(clean)
	}
	f, ok := errors.AsType[*failure](err)
	if !ok {
		f = &failure{code: misused, err: err}
	}
	if text := f.Error(); text != "" {
		complain(p.Stderr, text, f.help)
	}
	return int(f.code)
}

// complain writes to stderr in the way of a report.
func complain(w io.Writer, text, help string) {
	fmt.Fprintln(w, "error: "+render.Clean(text))
	if help != "" {
		fmt.Fprintln(w, "  = help: "+render.Clean(help))
	}
}

// noSuchCommand refuses arguments of the bare program.
func noSuchCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, sub := range c.Commands() {
		if !sub.Hidden {
			names = append(names, sub.Name())
		}
	}
	f := mistyped("command", args[0], names)
	if f.help == "" {
		f.help = "the commands are " + strings.Join(names, ", ")
	}
	return f
}

// flagError puts pflag's errors into our words.
func flagError(c *cobra.Command, err error) error {
	if own, ok := errors.AsType[*failure](err); ok {
		return own
	}
	help := "`" + c.CommandPath() + " --help` lists the flags"
	if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return misuse("`%s` is no value of `--%s`: %v", invalid.GetValue(), invalid.GetFlag().Name, invalid.Unwrap())
	}
	unknown, ok := errors.AsType[*pflag.NotExistError](err)
	if !ok {
		return &failure{code: misused, err: err, help: help}
	}
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	word := unknown.GetSpecifiedName()
	if len(word) > 1 {
		word = "-" + word
	}
	f := mistyped("flag", "-"+word, names)
	if f.help == "" {
		f.help = help
	}
	return f
}
