package cli

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
)

func TestInOrder(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 100} {
		var got []int
		err := inOrder(t.Context(), n, func(_ context.Context, i int) int { return i }, func(i int) error {
			got = append(got, i)
			return nil
		})
		want := make([]int, n)
		for i := range want {
			want[i] = i
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%d: used %v (%v)", n, got, err)
		}
	}
}

// TestInOrderIsBounded checks that work does not run far ahead of what is used,
// and that nothing is worked on any more when it ends.
func TestInOrderIsBounded(t *testing.T) {
	t.Parallel()
	var started, running atomic.Int64
	enough := errors.New("enough")
	err := inOrder(t.Context(), 1_000_000, func(context.Context, int) int {
		started.Add(1)
		running.Add(1)
		defer running.Add(-1)
		return 0
	}, func(int) error { return enough })
	if !errors.Is(err, enough) {
		t.Errorf("the error is %v", err)
	}
	if started.Load() > 1000 || running.Load() != 0 {
		t.Errorf("%d were started, and %d still run", started.Load(), running.Load())
	}
}

// TestInOrderWorksAtOnce checks that all processors work: each waits until the
// others do.
func TestInOrderWorksAtOnce(t *testing.T) {
	t.Parallel()
	workers := runtime.GOMAXPROCS(0)
	var arrived sync.WaitGroup
	arrived.Add(workers)
	err := inOrder(t.Context(), workers, func(context.Context, int) int {
		arrived.Done()
		arrived.Wait()
		return 0
	}, func(int) error { return nil })
	if err != nil {
		t.Error(err)
	}
}

func TestShard(t *testing.T) {
	t.Parallel()
	all := []string{"a", "b", "c", "d", "e"}
	for _, shards := range [][]string{{"0/1"}, {"1/1"}, {"0/2", "1/2"}, {"1/2", "2/2"}, {"0/3", "1/3", "2/3"}, {"1/3", "2/3", "3/3"}, {"1/9", "2/9", "3/9", "4/9", "5/9", "6/9", "7/9", "8/9", "9/9"}} {
		var got []string
		for _, text := range shards {
			var s shard
			if err := s.Set(text); err != nil {
				t.Fatal(err)
			}
			got = append(got, s.part(all)...)
		}
		slices.Sort(got)
		if !slices.Equal(got, all) {
			t.Errorf("%q together are %q", shards, got)
		}
	}
	for _, text := range []string{"", "1", "1/", "/2", "3/2", "-1/2", "0/0", "a/b", "1/2/3", "1/99999"} {
		var s shard
		if err := s.Set(text); err == nil {
			t.Errorf("`%s` is taken for a shard", text)
		}
	}
	var none shard
	if got := none.part(all); !slices.Equal(got, all) || none.String() != "" {
		t.Errorf("no shard is %q of all", got)
	}
}
