package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/ctypes-dev/ctypes/graph/compose"
)

// recursion are the flags that make many projects of a few folders.
type recursion struct {
	on    bool
	shard shard
}

func (r *recursion) register(flags *pflag.FlagSet) {
	flags.BoolVarP(&r.on, "recursive", "r", false, "check every project below each PATH; what others include or extend is none")
	flags.Var(&r.shard, "shard", "check the `I/N`th part of the projects; I counts from 0 or from 1")
}

// shard is one of several parts of the projects. The zero shard is all of them.
type shard struct{ index, of int }

// maxShards bounds N.
const maxShards = 10_000

// Set implements pflag.Value. I counts from 0 or from 1, as CI servers do the
// one or the other: the shards 0/N and N/N are the same.
func (s *shard) Set(text string) error {
	index, of, _ := strings.Cut(text, "/")
	i, err := strconv.Atoi(index)
	n, err2 := strconv.Atoi(of)
	if err != nil || err2 != nil || i < 0 || n < 1 || n > maxShards || i > n {
		return misuse("`%s` is no value of `--shard`: expected I/N, with I from 0 to N", text)
	}
	s.index, s.of = i%n, n
	return nil
}

// String implements pflag.Value.
func (s *shard) String() string {
	if s.of == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.index, s.of)
}

// Type implements pflag.Value.
func (s *shard) Type() string { return "I/N" }

// part are the projects of the shard: every Nth, so that neighbours, which are
// often alike, are spread.
func (s *shard) part(all []string) []string {
	if s.of == 0 {
		return all
	}
	var own []string
	for i, p := range all {
		if i%s.of == s.index {
			own = append(own, p)
		}
	}
	return own
}

// projects are the projects that the command line means.
func (s *stages) projects(ctx context.Context, paths []string, r recursion) ([]string, error) {
	if !r.on {
		if len(paths) == 0 {
			paths = []string{""}
		}
		return r.shard.part(paths), nil
	}
	if len(paths) == 0 {
		paths = []string{"."}
	}
	dir, err := s.workingDir()
	if err != nil {
		return nil, err
	}
	found, err := compose.Find(ctx, paths, compose.Options{
		EnvFiles: s.project.envFiles, Environment: s.process.environment(), WorkingDir: dir, Readable: s.readable(),
	})
	if ended := interrupted(ctx); ended != nil {
		return nil, ended
	}
	if err != nil {
		return nil, &failure{code: unreadable, err: err}
	}
	for _, folder := range found.Unread {
		s.notices.add("no projects are looked for in `" + folder + "`, which cannot be read")
	}
	if len(found.Projects) == 0 {
		return nil, &failure{code: unreadable, text: "there is no project below `" + strings.Join(paths, "`, `") + "`"}
	}
	return r.shard.part(found.Projects), nil
}
