package image

import (
	"context"
	"sync"
)

// flight answers each key once: callers that come while the answer is under
// way wait for it, later ones get it at once. An answer whose caller gave up
// is forgotten. The zero flight is ready for use.
type flight[K comparable, V any] struct {
	mu    sync.Mutex
	calls map[K]*call[V]
}

type call[V any] struct {
	done      chan struct{}
	value     V
	err       error
	abandoned bool
}

// do returns fn's answer for key, or the context's error.
func (f *flight[K, V]) do(ctx context.Context, key K, fn func() (V, error)) (V, error) {
	for {
		c, mine := f.join(key)
		if mine {
			c.value, c.err = fn()
			c.abandoned = ctx.Err() != nil
			if c.abandoned {
				f.forget(key)
			}
			close(c.done)
			return c.value, c.err
		}
		select {
		case <-ctx.Done():
			var zero V
			return zero, ctx.Err() //nolint:wrapcheck // the caller's own context
		case <-c.done:
		}
		if !c.abandoned {
			return c.value, c.err
		}
	}
}

// join returns the key's call, and whether the caller is to make it.
func (f *flight[K, V]) join(key K) (c *call[V], mine bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if c, ok := f.calls[key]; ok {
		return c, false
	}
	if f.calls == nil {
		f.calls = map[K]*call[V]{}
	}
	c = &call[V]{done: make(chan struct{})}
	f.calls[key] = c
	return c, true
}

func (f *flight[K, V]) forget(key K) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.calls, key)
}
