// Package svg draws graphs with the program ctypes-svg, and makes of what it
// draws a picture for documents: for light and dark grounds, with tooltips and
// links, and with texts that stay in their boxes whatever font is at hand.
package svg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// Name is the name of the program that draws.
const Name = "ctypes-svg"

// The bounds of a drawing.
const (
	maxPicture = 64 << 20
	maxTrouble = 4 << 10
	// grace is how much longer than it was told the program may take to end.
	grace = 2 * time.Second
)

// ErrNotFound says that the program is not installed.
var ErrNotFound = errors.New("the program `" + Name + "` is neither beside `ctypes` nor on the PATH")

// Program is how drawings are made.
type Program struct {
	// Path is where the program is.
	Path string
	// Env is its environment.
	Env []string
	// Timeout is how long a drawing may take.
	Timeout time.Duration
}

// Find looks for the program beside an executable, then on the PATH.
func Find(executable string) (string, error) {
	name := Name
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if target, err := filepath.EvalSymlinks(executable); err == nil {
		if path, err := exec.LookPath(filepath.Join(filepath.Dir(target), name)); err == nil {
			return path, nil
		}
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", ErrNotFound
	}
	return path, nil
}

// Draw draws a graph in a format, svg or png. The program is killed when it
// takes too long, or when the context ends.
func (p Program) Draw(ctx context.Context, dot []byte, format string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, p.Timeout+grace)
	defer cancel()
	cmd := exec.CommandContext(ctx, p.Path, "-format", format, "-timeout", p.Timeout.String()) //nolint:gosec // found beside this program or on the PATH
	picture, trouble := &bounded{left: maxPicture}, &bounded{left: maxTrouble}
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = bytes.NewReader(dot), picture, trouble, p.Env
	cmd.WaitDelay = grace
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("drawing with %s: %w", Name, ctx.Err())
	case picture.over:
		return nil, fmt.Errorf("the drawing has more than %d MiB", maxPicture>>20)
	case err != nil && trouble.Len() > 0:
		first, _, _ := strings.Cut(strings.TrimPrefix(trouble.String(), Name+": "), "\n")
		return nil, fmt.Errorf("drawing with %s: %s", Name, first)
	case err != nil:
		return nil, fmt.Errorf("drawing with %s: %w", Name, err)
	}
	return picture.Bytes(), nil
}

// bounded is a buffer that takes so many bytes and forgets the rest.
type bounded struct {
	bytes.Buffer
	left int
	over bool
}

// Write implements io.Writer.
func (b *bounded) Write(p []byte) (int, error) {
	n := min(len(p), b.left)
	b.left -= n
	b.over = b.over || n < len(p)
	b.Buffer.Write(p[:n])
	return len(p), nil
}
