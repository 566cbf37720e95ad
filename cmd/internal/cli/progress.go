package cli

import (
	"fmt"
	"io"
	"sync"

	"github.com/ctypes-dev/ctypes/graph/image"
)

// progress is a line on a terminal that says how far the registries are asked.
type progress struct {
	w io.Writer // nil when nobody looks

	mu            sync.Mutex
	started, done int
	shown         bool
}

// newProgress shows progress when stderr is a terminal.
func newProgress(p *Process) *progress {
	if !isTerminal(p.Stderr) || p.variable("TERM") == "dumb" {
		return &progress{}
	}
	return &progress{w: p.Stderr}
}

// event counts what the image client does.
func (p *progress) event(e image.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case e.Started:
		p.started++
	case e.Finished:
		p.done++
	}
	if p.w != nil && (e.Started || e.Finished) {
		fmt.Fprintf(p.w, "\r\x1b[Klooking at images: %d of %d", p.done, p.started)
		p.shown = true
	}
}

// end takes the line away.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.shown = false
	}
}
