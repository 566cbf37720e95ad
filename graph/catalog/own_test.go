package catalog_test

import (
	"errors"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/catalog"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// entries are a catalog of texts by repository.
type entries map[string]string

func (entries) Name() string { return "ours" }

func (e entries) Entry(repository string) *source.File {
	text, ok := e[repository]
	if !ok {
		return nil
	}
	return source.NewFile(repository, []byte(text))
}

func TestOwn(t *testing.T) {
	t.Parallel()
	first := entries{"example.com/acme/app": "IMAGE: example.com/acme/app\nLISTENS ON: TCP:1\n", "docker.io/library/redis": "IMAGE: redis\nLISTENS ON: TCP:2\n"}
	second := entries{"example.com/acme/app": "IMAGE: example.com/acme/app\nLISTENS ON: TCP:3\n", "example.com/acme/broken": "IMAGE: example.com/acme/broken\nLISTEN ON: TCP:3\n"}
	c := catalog.New().With(first, second)
	for _, tt := range []struct{ repository, from, statement string }{
		{"example.com/acme/app", "ours", "LISTENS ON: TCP:1"},
		{"docker.io/library/redis", "ours", "LISTENS ON: TCP:2"},
		{"mirror.gcr.io/library/redis", "ours", "LISTENS ON: TCP:2"},
		{"docker.io/library/postgres", "", ""},
	} {
		section, ok, err := c.Lookup(tt.repository, "1")
		if err != nil || !ok || section.Catalog != tt.from {
			t.Errorf("%s: from %q, %v, %v", tt.repository, section.Catalog, ok, err)
		}
		if tt.statement != "" && (len(section.Statements) != 1 || section.Statements[0].String() != tt.statement) {
			t.Errorf("%s: %v", tt.repository, section.Statements)
		}
	}
	if _, ok, err := c.Lookup("example.com/acme/none", "1"); ok || err != nil {
		t.Errorf("an image that no catalog knows: %v, %v", ok, err)
	}
	_, _, err := c.Lookup("example.com/acme/broken", "1")
	if own, ok := errors.AsType[*catalog.EntryError](err); !ok || own.File.Name != "example.com/acme/broken" || own.Err.Message == "" {
		t.Errorf("a broken entry is told as %v", err)
	}
	if catalog.New().With() == nil {
		t.Error("a catalog without others is none")
	}
}
