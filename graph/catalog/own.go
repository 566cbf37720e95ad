package catalog

import (
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// Entries is a catalog of the user's own. Implementations are safe for
// concurrent use.
type Entries interface {
	// Name names the catalog for people.
	Name() string
	// Entry returns the entry of a repository, by its full name; nil when there
	// is none.
	Entry(repository string) *source.File
}

// EntryError says that an entry of the user's own cannot be read.
type EntryError struct {
	File *source.File
	Err  contract.SyntaxError
}

// Error implements error.
func (e *EntryError) Error() string { return e.Err.Message }

// With returns a catalog that looks into catalogs of the user's own, in order,
// before it looks into c.
func (c *Catalog) With(own ...Entries) *Catalog {
	if len(own) == 0 {
		return c
	}
	return &Catalog{own: own, rest: c, files: c.files, known: map[string][]Section{}}
}

// FileOf is the path of a repository's entry within a catalog.
func FileOf(repository string) string { return repository + extension }

// readOwn returns the sections of the first entry that there is.
func (c *Catalog) readOwn(repository string) ([]Section, error) {
	for _, own := range c.own {
		file := own.Entry(repository)
		if file == nil {
			continue
		}
		statements, errs := contract.Parse(string(file.Data))
		for _, e := range errs {
			if !e.Warning {
				return nil, &EntryError{File: file, Err: e}
			}
		}
		sections := split(statements)
		for i := range sections {
			sections[i].Catalog = own.Name()
		}
		return sections, nil
	}
	return c.rest.sections(repository)
}
