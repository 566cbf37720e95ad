// Package config reads the small configuration files that projects mount into
// containers, and says whom the program dials, where it listens and which
// folders it serves, each with the bytes of the file that say so. It is pure.
// It only ever guesses: what it does not know or cannot parse, it leaves out.
package config

import (
	"cmp"
	"slices"

	"github.com/ctypes-dev/ctypes/graph/address"
	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// Field is a part of an address. Its span is bytes of the file. A field that
// is Open holds a reference that nobody has filled in, such as ${NAME}, and is
// not Set. A port that is neither is the program's default: it has a text and
// no bytes. One without a text is unknown.
type Field = address.Field

// Found is what a file says, in the order of the file.
type Found struct {
	// Kind is the program whose file it is, "generic" when only the names of
	// its keys told anything, "" when the file was not read.
	Kind    string
	Dials   []Dial
	Listens []Listen
	Folders []Folder
	// Groups are the names that the file gives to groups of servers, such as
	// nginx's upstreams. Other files of the same program may dial them; they
	// are no hosts.
	Groups []string
}

// Dial is whom the program connects to.
type Dial struct {
	Host, Port, Scheme, User, Password, Database Field
	// Types are the names of the protocols that it may speak, the most telling
	// first; nil when the file does not say.
	Types []string
	// What is the setting, for messages: proxy_pass, scrape target.
	What string
	// TLS says that it insists on encryption, UDP that it does not dial TCP.
	TLS, UDP bool
	// Lazy says that it looks the host up when it needs it rather than when it
	// starts.
	Lazy bool
	// Literal tells a setting that can be nothing else from a guess.
	Literal bool
}

// Listen is where the program listens.
type Listen struct {
	Port Field
	// Loopback says that it listens on the loopback interface alone.
	Loopback bool
	Types    []string
	TLS, UDP bool
	// User, Password and Database are an account that the program sets up.
	User, Password, Database Field
	// AdvertisedHost and AdvertisedPort are the address that it hands to its
	// clients.
	AdvertisedHost, AdvertisedPort Field
	What                           string
	// Span is the setting's value.
	Span source.Span
}

// Access is what a program does with a folder. The zero Access is invalid.
type Access string

// The accesses.
const (
	Read  Access = "read"
	Write Access = "write"
)

// Folder is a folder that the program reads from or writes to.
type Folder struct {
	Path   string // absolute, without a slash at its end
	Span   source.Span
	Access Access
	What   string
}

// most is how many dials, listeners and folders are found in a file at most,
// of each.
const most = 1000

// Scan reads a file that is mounted at target in a container of an image: its
// repository, "" when unknown. A file of a kind that it does not know, or that
// does not parse, yields nothing.
func Scan(target, repository string, f *source.File) Found {
	d, ok := newDocument(target, repository, f)
	if !ok {
		return Found{}
	}
	k, ok := choose(d)
	if !ok {
		return Found{}
	}
	s := finder{document: d, found: Found{Kind: k.name}}
	k.read(&s)
	if k.name == genericName && len(s.found.Dials)+len(s.found.Listens) == 0 {
		return Found{}
	}
	s.found.sort()
	return s.found
}

// sort orders what was found by place and drops what was found twice.
func (f *Found) sort() {
	slices.SortStableFunc(f.Dials, func(a, b Dial) int {
		return cmp.Or(compare(a.Host.Span, b.Host.Span), compare(a.Port.Span, b.Port.Span))
	})
	f.Dials = slices.CompactFunc(f.Dials, func(a, b Dial) bool {
		return a.Host == b.Host && a.Port == b.Port && a.Scheme == b.Scheme && a.What == b.What
	})
	slices.SortStableFunc(f.Listens, func(a, b Listen) int { return compare(a.Span, b.Span) })
	f.Listens = slices.CompactFunc(f.Listens, func(a, b Listen) bool {
		return a.Span == b.Span && a.Port == b.Port && a.UDP == b.UDP && a.AdvertisedHost == b.AdvertisedHost
	})
	slices.SortStableFunc(f.Folders, func(a, b Folder) int { return compare(a.Span, b.Span) })
	f.Folders = slices.CompactFunc(f.Folders, func(a, b Folder) bool { return a == b })
}

func compare(a, b source.Span) int {
	return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
}

// fieldOf is a whole text as a field; the zero Field for an empty one.
func fieldOf(t syntax.Text) Field {
	if t.Value == "" {
		return Field{}
	}
	f := Field{Text: t.Value, Span: t.Span(), Set: true}
	if isOpen(t.Value) {
		f.Set, f.Open = false, true
	}
	return f
}

// within is a field of a text as a field of the file.
func within(t syntax.Text, f Field) Field {
	if f.Set || f.Open {
		f.Span = t.Origin(f.Span)
	}
	return f
}

// otherwise is a port that a program has when nothing says another.
func otherwise(port string) Field { return Field{Text: port} }
