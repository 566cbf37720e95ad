package infer

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// makeBuckets notes on the edge to an object store which buckets a command
// makes there: mc, which knows stores by aliases that an earlier command set,
// and the AWS client, which is given the store's URL.
func makeBuckets(words argv, dialled []*graph.Edge, aliases map[string]*graph.Edge) {
	switch {
	case len(words) == 0:
	case base(words[0].Value) == "mc":
		makeByAlias(words[1:], dialled, aliases)
	case strings.HasPrefix(base(words[0].Value), "aws") && len(dialled) > 0:
		if i := slices.IndexFunc(words, is("mb")); i >= 0 {
			for _, w := range words[i+1:] {
				if name, ok := strings.CutPrefix(w.Value, "s3://"); ok {
					creates(dialled[0], w, len(w.Value)-len(name))
				}
			}
		}
	}
}

// makeByAlias reads mc alias set NAME URL, mc config host add NAME URL, and
// mc mb NAME/BUCKET.
func makeByAlias(arguments argv, dialled []*graph.Edge, aliases map[string]*graph.Edge) {
	for _, set := range []string{"set", "add"} {
		if i := slices.IndexFunc(arguments, is(set)); i >= 0 && i+1 < len(arguments) && len(dialled) > 0 {
			aliases[arguments[i+1].Value] = dialled[0]
			return
		}
	}
	i := slices.IndexFunc(arguments, is("mb"))
	if i < 0 {
		return
	}
	for _, w := range arguments[i+1:] {
		alias, bucket, ok := strings.Cut(w.Value, "/")
		if e := aliases[alias]; ok && e != nil && bucket != "" {
			creates(e, w, len(alias)+1)
		}
	}
}

func is(word string) func(graph.Text) bool {
	return func(t graph.Text) bool { return t.Value == word }
}

// creates notes that the edge's service makes the bucket named from byte n of
// a word.
func creates(e *graph.Edge, w graph.Text, n int) {
	v := w.At(source.Span{Start: n, End: len(w.Value)}, w.Value[n:])
	if !w.Known() {
		v.Known = false
	}
	e.Creates = append(e.Creates, graph.Attribute{Name: "bucket", Value: v})
}
