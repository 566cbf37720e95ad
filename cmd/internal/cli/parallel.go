package cli

import (
	"context"
	"runtime"
)

// ahead is how many results may wait to be used, for each that is worked on.
const ahead = 2

// inOrder works on n things, as many at once as there are processors, and uses
// the results in order, one at a time. It works only a little ahead of what is
// used, so that memory does not grow with n. The first error of use ends it.
func inOrder[T any](ctx context.Context, n int, work func(ctx context.Context, i int) T, use func(T) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := min(runtime.GOMAXPROCS(0), max(n, 1))
	waiting := make(chan chan T, ahead*workers)
	go func() {
		defer close(waiting)
		slots := make(chan struct{}, workers)
		for i := range n {
			result := make(chan T, 1)
			select {
			case waiting <- result:
			case <-ctx.Done():
				return
			}
			slots <- struct{}{}
			go func() {
				result <- work(ctx, i)
				<-slots
			}()
		}
	}()
	var err error
	for result := range waiting {
		r := <-result // also after an error: what works on it may not be left behind
		if err == nil {
			if err = use(r); err != nil {
				cancel()
			}
		}
	}
	return err
}
