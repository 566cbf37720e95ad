// Command ctypes-svg draws a graph: DOT on stdin, SVG or PNG on stdout. ctypes
// runs it, one drawing a process: the library that does the work compiles
// WebAssembly when it is initialised, cannot be interrupted, and is not to be
// trusted after a graph that it could not lay out.
//
//	ctypes-svg [-format svg|png] [-timeout 60s] <graph.dot >graph.svg
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"

	"github.com/ctypes-dev/ctypes/cmd/ctypes-svg/internal/cache"
)

// maxInput is how many bytes of DOT are read.
const maxInput = 16 << 20

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fail(err)
	}
	cache.Close()
}

// fail says why there is no drawing, and ends the process.
func fail(err error) {
	cache.Close()
	fmt.Fprintln(os.Stderr, "ctypes-svg: "+err.Error())
	os.Exit(1)
}

// rarely is how often a drawing looks for garbage: it is soon done, and then
// all is free. Bitmaps are too large for that.
const rarely = 800

func run(args []string, stdin io.Reader, stdout io.Writer) error {
	flags := flag.NewFlagSet("ctypes-svg", flag.ContinueOnError)
	format := flags.String("format", "svg", "what to draw: svg or png")
	timeout := flags.Duration("timeout", time.Minute, "how long the drawing may take")
	if err := flags.Parse(args); err != nil {
		return err //nolint:wrapcheck // about the command line, in flag's words
	}
	if err := cache.Err(); err != nil {
		return err //nolint:wrapcheck // says what it was about
	}
	dot, err := io.ReadAll(io.LimitReader(stdin, maxInput+1))
	switch {
	case err != nil:
		return fmt.Errorf("reading the graph: %w", err)
	case len(dot) > maxInput:
		return fmt.Errorf("the graph has more than %d MiB", maxInput>>20)
	}
	picture, err := drawWithin(*timeout, *format, dot)
	if err != nil {
		return err
	}
	_, err = stdout.Write(picture)
	return err //nolint:wrapcheck // the writer's own error says it all
}

// drawWithin draws in time, or ends the process: the library ignores its
// context. A drawing that is late is none, so that half a one is never written.
func drawWithin(timeout time.Duration, format string, dot []byte) ([]byte, error) {
	late := fmt.Errorf("no drawing within %v", timeout)
	start := time.Now()
	timer := time.AfterFunc(timeout, func() { fail(late) })
	picture, err := drawAs(format, dot)
	if !timer.Stop() || time.Since(start) >= timeout {
		return nil, late
	}
	return picture, err
}

func drawAs(format string, dot []byte) ([]byte, error) {
	switch format {
	case "svg":
		debug.SetGCPercent(rarely)
		return drawSVG(context.Background(), dot)
	case "png":
		return drawPNG(context.Background(), dot)
	}
	return nil, errors.New("the formats are svg and png")
}
