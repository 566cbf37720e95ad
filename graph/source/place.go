package source

import (
	"strconv"
	"strings"
)

// Path is a route through a YAML model, spelled as a JSON Pointer (RFC 6901):
// /services/web/environment/DATABASE_URL. The empty Path is the root.
type Path string

// NewPath returns the route through keys.
func NewPath(keys ...string) Path { return Path("").Join(keys...) }

// Join returns p with keys appended.
func (p Path) Join(keys ...string) Path {
	var b strings.Builder
	b.WriteString(string(p))
	for _, k := range keys {
		b.WriteByte('/')
		if strings.ContainsAny(k, "~/") {
			k = strings.ReplaceAll(strings.ReplaceAll(k, "~", "~0"), "/", "~1")
		}
		b.WriteString(k)
	}
	return Path(b.String())
}

// Index returns p with a list index appended.
func (p Path) Index(i int) Path { return p.Join(strconv.Itoa(i)) }

// Keys splits p into its keys.
func (p Path) Keys() []string {
	if p == "" {
		return nil
	}
	keys := strings.Split(strings.TrimPrefix(string(p), "/"), "/")
	for i, k := range keys {
		if strings.Contains(k, "~") {
			keys[i] = strings.ReplaceAll(strings.ReplaceAll(k, "~1", "/"), "~0", "~")
		}
	}
	return keys
}

// Base is the last key of p, "" for the root.
func (p Path) Base() string {
	keys := p.Keys()
	if len(keys) == 0 {
		return ""
	}
	return keys[len(keys)-1]
}

// Parent is p without its last key; the root's parent is the root.
func (p Path) Parent() Path {
	i := strings.LastIndexByte(string(p), '/')
	if i < 0 {
		return ""
	}
	return p[:i]
}

// String spells p with dots, as people write it: services.web.image.
func (p Path) String() string { return strings.Join(p.Keys(), ".") }

// Place says where a fact stands without the cost of finding its line: either
// a route in the compose model (File empty) and bytes inside the value there,
// or bytes of another file (a Dockerfile, an env file, a mounted
// configuration, a contract). The zero Place is nowhere.
type Place struct {
	File string
	Path Path
	// Key says that the route's key is meant rather than its value.
	Key bool
	// Span is bytes of the value at Path, after interpolation, or of File.
	Span Span
}

// IsZero reports whether the place is nowhere.
func (p Place) IsZero() bool { return p == Place{} }

// At returns the place of a span inside the value at p. Spans of spans add up;
// what is inside of a value that stands nowhere stands nowhere too.
func (p Place) At(s Span) Place {
	if p.IsZero() {
		return p
	}
	p.Span = s.Shift(p.Span.Start)
	return p
}

// Resolver turns places into ranges. The zero Range answers a place that it
// does not know.
type Resolver interface {
	Resolve(Place) Range
}
