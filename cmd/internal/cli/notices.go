package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/ctypes-dev/ctypes/render"
)

// notices are troubles of our own, such as a registry that cannot be reached.
// Each is said once, on stderr.
type notices struct {
	w    io.Writer
	mask *strings.Replacer

	mu      sync.Mutex
	held    bool
	pending []string
	said    []string
}

func (n *notices) add(text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if text != "" && !slices.Contains(n.pending, text) && !slices.Contains(n.said, text) {
		n.pending = append(n.pending, text)
	}
}

// hold keeps everything until it is released, so that it is said in one order.
func (n *notices) hold() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.held = true
}

// release says what was held.
func (n *notices) release() {
	n.mu.Lock()
	n.held = false
	n.mu.Unlock()
	n.flush()
}

// flush says what is pending, in order of its text: registries answer in any.
func (n *notices) flush() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.held {
		return
	}
	slices.Sort(n.pending)
	for _, text := range n.pending {
		fmt.Fprintln(n.w, "notice: "+n.mask.Replace(render.Clean(text)))
	}
	n.said = append(n.said, n.pending...)
	n.pending = nil
}
