package term_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/fixtures/reports"
	"github.com/ctypes-dev/ctypes/render/term"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// looks are the ways in which each report is drawn.
var looks = []struct {
	name    string
	options term.Options
}{
	{"pipe", term.Options{}},
	{"narrow", term.Options{Width: 48}},
	{"color", term.Options{Width: 100, Color: true, Verbose: true}},
}

func TestGolden(t *testing.T) {
	for _, c := range reports.All() {
		for _, l := range looks {
			t.Run(c.Name+"/"+l.name, func(t *testing.T) {
				got := draw(t, c.Report, l.options)
				path := filepath.Join("testdata", c.Name+"."+l.name+".txt")
				if *update {
					if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if got != string(want) {
					t.Errorf("%s is another now:\n%s\nwanted:\n%s", path, got, want)
				}
			})
		}
	}
}

func draw(t *testing.T, r *analyze.Report, o term.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := term.New(o).Render(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSameBytesInParallel(t *testing.T) {
	for _, c := range reports.All() {
		r := term.New(term.Options{Color: true, Verbose: true})
		var wg sync.WaitGroup
		var drawn [20]bytes.Buffer
		for i := range drawn {
			wg.Go(func() {
				if err := r.Render(&drawn[i], c.Report); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for i := range drawn {
			if drawn[i].String() != drawn[0].String() {
				t.Errorf("%s: run %d differs from run 0", c.Name, i)
			}
		}
	}
}

func TestFitsTheWidth(t *testing.T) {
	for _, width := range []int{40, 60, 80, 120} {
		for _, c := range reports.All() {
			for row := range strings.Lines(draw(t, c.Report, term.Options{Width: width})) {
				if n := term.Width(strings.TrimSuffix(row, "\n")); n > width && strings.Contains(strings.TrimSpace(row), " | ") {
					t.Errorf("%s: %d cells on a terminal of %d: %q", c.Name, n, width, row)
				}
			}
		}
	}
}
