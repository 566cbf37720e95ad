package config

import (
	"path"
	"slices"
	"strings"
)

// kind is a program whose files are known.
type kind struct {
	name string
	// paths are where its files are mounted: names of files, with wildcards,
	// and folders, which end in a slash.
	paths []string
	// images are the last words of the repositories of its images.
	images []string
	// may reports whether the content may be its own, where the path or the
	// image says that it is; sure whether it can be nobody else's.
	may, sure func(*document) bool
	read      func(*finder)
}

// choose returns the kind of a document. A path that fits says more than the
// content does, and that more than the image.
func choose(d *document) (kind, bool) {
	all := kinds()
	for _, fits := range []func(kind) bool{
		func(k kind) bool { return k.hasPath(d) && k.isSure(d) },
		func(k kind) bool { return k.hasPath(d) && k.may(d) },
		func(k kind) bool { return k.isSure(d) },
		func(k kind) bool { return slices.Contains(k.images, d.image) && k.may(d) },
		func(k kind) bool { return k.name == genericName && k.may(d) },
	} {
		if i := slices.IndexFunc(all, fits); i >= 0 {
			return all[i], true
		}
	}
	return kind{}, false
}

func (k kind) isSure(d *document) bool { return k.sure != nil && k.sure(d) }

// hasPath reports whether the document is mounted where the program's files are.
func (k kind) hasPath(d *document) bool {
	base := d.base()
	return slices.ContainsFunc(k.paths, func(pattern string) bool {
		if strings.HasSuffix(pattern, "/") {
			return strings.HasPrefix(d.path, pattern)
		}
		fits, err := path.Match(pattern, base)
		return err == nil && fits
	})
}

// kinds are all kinds; where several fit, the first one is meant.
func kinds() []kind {
	return slices.Concat(proxyKinds(), gatewayKinds(), metricKinds(), logKinds(), storeKinds(), applicationKinds())
}

// holds is the test for a mapping with all of some keys.
func holds(keys ...string) func(*document) bool {
	return func(d *document) bool { return d.has(keys...) }
}

// either is the test for any of some tests.
func either(tests ...func(*document) bool) func(*document) bool {
	return func(d *document) bool {
		return slices.ContainsFunc(tests, func(test func(*document) bool) bool { return test(d) })
	}
}

// isData is the test for a mapping.
func isData(d *document) bool { return d.has() }

// named is the test for one of some extensions; "" is that of a name without.
func named(extensions ...string) func(*document) bool {
	return func(d *document) bool {
		extension := d.extension()
		if extension == d.base() {
			extension = ""
		}
		return slices.Contains(extensions, extension)
	}
}
