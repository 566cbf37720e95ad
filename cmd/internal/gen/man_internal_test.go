package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/ctypes-dev/ctypes/cmd/internal/cli"
)

func TestPage(t *testing.T) {
	c := &cobra.Command{Use: "tool", Short: "A tool"}
	sub := &cobra.Command{Use: "sub-way [PATH]", Short: "Go there", Long: "One\n.two \\ it's.\n\nThree.", Run: func(*cobra.Command, []string) {}}
	sub.Flags().StringP("file", "f", "", "the `FILE`")
	sub.Flags().Bool("hidden", false, "")
	sub.Flags().Lookup("hidden").Hidden = true
	c.AddCommand(sub, &cobra.Command{Use: "none", Hidden: true, Run: func(*cobra.Command, []string) {}})
	want := `.TH "TOOL\-SUB\-WAY" 1 "" ctypes "ctypes manual"
.SH NAME
tool\-sub\-way \- Go there
.SH SYNOPSIS
.B tool sub\-way [PATH] [flags]
.SH DESCRIPTION
One
\&.two \e it\(aqs.
.PP
Three.
.SH OPTIONS
.TP
.B \-f, \-\-file FILE
the FILE
.SH SEE ALSO
.BR tool (1)
`
	if got := page(sub); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := page(c); !strings.Contains(got, ".B sub\\-way\nGo there\n") || strings.Contains(got, "none") {
		t.Errorf("got\n%s", got)
	}
}

// TestPages writes all pages, and has groff read them where it is installed.
func TestPages(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "man")
	if err := writePages(dir, cli.Commands()); err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob(filepath.Join(dir, "*.1"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ctypes.1", "ctypes-check.1", "ctypes-diff.1", "ctypes-completion-bash.1"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !strings.Contains(string(data), ".SH SYNOPSIS\n.B ctypes") {
			t.Errorf("%s: %v\n%s", name, err, data)
		}
	}
	if groff, err := exec.LookPath("groff"); err == nil {
		out, err := exec.CommandContext(t.Context(), groff, append([]string{"-man", "-Tascii", "-ww", "-z"}, pages...)...).CombinedOutput()
		if err != nil || len(out) > 0 {
			t.Errorf("groff: %v\n%s", err, out)
		}
	}
}
