// Package catalog holds contracts for images whose authors ship none. They are
// embedded, looked up by repository and tag, and parsed only when asked for.
package catalog

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

//go:embed entries
var entries embed.FS

const (
	root      = "entries"
	extension = ".ctypes"
)

// Catalog looks contracts up. It is safe for concurrent use.
type Catalog struct {
	files fs.FS
	own   []Entries // looked up first
	mu    sync.Mutex
	known map[string][]Section // by repository; nil for those that have none
	rest  *Catalog             // looked up where own has nothing; nil for the embedded one
}

// New returns the embedded catalog.
func New() *Catalog { return &Catalog{files: entries, known: map[string][]Section{}} }

// Section is what the catalog knows of one repository, or of a range of its tags.
type Section struct {
	contract.Image
	Statements []contract.Statement
	// Deprecated says what took the place of the image, "" for one in use.
	Deprecated string
	// Unsure says that the tag does not tell whether the section is about it.
	Unsure bool
	// Elsewhere says that the entry is of an image of the same name in another
	// registry.
	Elsewhere bool
	// Catalog names the user's own catalog that it is from, "" for the embedded
	// one.
	Catalog string
}

// Lookup returns what is known of an image, by its repository's full name and
// its tag: the first section that covers the tag. For a tag that holds no
// version, such as latest, that is the first section, which is about the
// newest versions. The error is that of a broken entry.
func (c *Catalog) Lookup(repository, tag string) (Section, bool, error) {
	sections, err := c.sections(Canonical(repository))
	if err != nil {
		return Section{}, false, err
	}
	elsewhere := false
	if sections == nil {
		elsewhere = true
		if sections, err = c.copied(repository); err != nil {
			return Section{}, false, err
		}
	}
	for _, s := range sections {
		if covers := s.Covers(tag); covers != contract.No {
			s.Unsure, s.Elsewhere = covers == contract.Unsaid, elsewhere
			return s, true, nil
		}
	}
	return Section{}, false, nil
}

// copied are the sections of an official image that a repository of another
// registry seems to be a copy of.
func (c *Catalog) copied(repository string) ([]Section, error) {
	name := path.Base(repository)
	if strings.HasPrefix(repository, "docker.io/") || name == "." {
		return nil, nil
	}
	return c.sections(hub(name))
}

// sections returns what is known of a repository, in the order of the file.
func (c *Catalog) sections(repository string) ([]Section, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.known[repository]; ok {
		return known, nil
	}
	read, err := c.read(repository)
	if err != nil {
		return nil, err
	}
	c.known[repository] = read
	return read, nil
}

func (c *Catalog) read(repository string) ([]Section, error) {
	if c.rest != nil {
		return c.readOwn(repository)
	}
	text, err := fs.ReadFile(c.files, entryOf(repository))
	if err != nil {
		return nil, nil //nolint:nilerr // a repository without a file has no entry; embedded files do not fail otherwise
	}
	statements, errs := contract.Parse(string(text))
	if len(errs) > 0 {
		return nil, fmt.Errorf("reading the catalog's entry of `%s`: %w", repository, errs[0])
	}
	return split(statements), nil
}

// split cuts statements into sections; those before the first IMAGE belong to
// all of them.
func split(statements []contract.Statement) []Section {
	var common []contract.Statement
	var sections []Section
	for _, st := range statements {
		image, opens := st.Clause.(contract.Image)
		switch {
		case opens:
			sections = append(sections, Section{Image: image, Statements: slices.Clip(common), Deprecated: st.Deprecated})
		case len(sections) == 0:
			common = append(common, st)
		default:
			last := &sections[len(sections)-1]
			last.Statements = append(last.Statements, st)
		}
	}
	return sections
}

// Sections returns all that is known of a repository, in the order of its
// entry; nothing for a repository without one. The error is that of a broken
// entry.
func (c *Catalog) Sections(repository string) ([]Section, error) {
	return c.sections(Canonical(repository))
}

// Text returns the entry of a repository as it was written, with the comments
// that say where its facts are from; ok is false when there is none.
func (c *Catalog) Text(repository string) (text string, ok bool) {
	read, err := fs.ReadFile(c.files, entryOf(Canonical(repository)))
	return string(read), err == nil
}

// entryOf is the name of a repository's file.
func entryOf(repository string) string { return path.Join(root, FileOf(repository)) }

// Repositories lists the repositories that have an entry, by name.
func (c *Catalog) Repositories() []string {
	var names []string
	// The walk ends with the embedded tree; nothing in it can fail.
	_ = fs.WalkDir(c.files, root, func(name string, d fs.DirEntry, err error) error {
		if repository, ok := strings.CutSuffix(name, extension); ok && err == nil && !d.IsDir() {
			names = append(names, strings.TrimPrefix(repository, root+"/"))
		}
		return nil
	})
	return names
}
