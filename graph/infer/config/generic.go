package config

import (
	"net/netip"
	"slices"
	"strings"
	"unicode"

	"github.com/ctypes-dev/ctypes/graph/address"
	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

// genericName is the kind of files whose program is not known.
const genericName = "generic"

// genericKind is a file of no known program, of which only the names of its
// keys can tell.
func genericKind() kind {
	return kind{
		name: genericName,
		may: func(d *document) bool {
			return named("yml", "yaml", "json", "toml", "ini", "cfg", "conf", "cnf", "properties", "config")(d)
		},
		read: func(f *finder) { readGeneric(f, f.anyData()) },
	}
}

// anyData returns what a file holds, as its extension has it read; nil when it
// is no mapping.
func (d *document) anyData() *syntax.Node {
	var root *syntax.Node
	switch d.extension() {
	case "ini", "cfg", "conf", "cnf", "config":
		root = syntax.INI(d.text, "=:")
	case "properties":
		root = syntax.Properties(d.text)
	default:
		root = d.root()
	}
	if root == nil || root.Kind != syntax.Mapping || isForeignData(root) {
		return nil
	}
	return root
}

// isForeignData reports whether a file describes something else than what its
// program connects to: an API, a dashboard, a project, a cluster's objects.
func isForeignData(root *syntax.Node) bool {
	for _, key := range []string{"openapi", "swagger", "panels", "kind", "asyncapi", "jsonrpc", "groups"} {
		if root.Get(key) != nil {
			return true
		}
	}
	for _, service := range root.Get("services").Pairs() {
		if service.Value.Any("image", "build") != nil {
			return true // a compose project
		}
	}
	return false
}

// readGeneric guesses by the names of keys, and leaves out what is known.
func readGeneric(f *finder, root *syntax.Node) {
	g := genericReader{finder: f, siblings: map[*syntax.Node]map[string]*syntax.Node{}, known: map[int]bool{}}
	for _, d := range f.found.Dials {
		g.known[d.Host.Span.Start] = true
	}
	root.Walk(g.scalar)
}

type genericReader struct {
	*finder
	siblings map[*syntax.Node]map[string]*syntax.Node
	known    map[int]bool // where hosts start that have been found
}

func (g *genericReader) scalar(leaf syntax.Leaf) {
	value := leaf.Value.Value
	if len(g.found.Dials) >= most || len(value) < 3 || len(value) > longestValue || strings.ContainsAny(value, "\n\r") {
		return
	}
	words := keyWords(leaf.Keys)
	switch {
	case slices.ContainsFunc(words, isOutward):
	case slices.ContainsFunc(words, isListening):
		g.listener(leaf.Value, leaf.Key)
	default:
		g.dials(leaf, words)
	}
}

// longestValue is more than any address that somebody writes has.
const longestValue = 2048

// keyWords are the words of the last two keys, in lower case. The last is the
// one that tells what the value is.
func keyWords(keys syntax.Keys) []string {
	words := make([]string, 0, 2)
	for _, k := range keys[max(0, len(keys)-2):] {
		words = append(words, splitKey(k)...)
	}
	return words
}

// splitKey splits a key at separators and at changes of case.
func splitKey(key string) []string {
	if len(key) > longestKey {
		return nil
	}
	var words []string
	start, lower := 0, false
	for i, r := range key + "_" {
		separator := strings.ContainsRune("_-. /", r)
		if separator || unicode.IsUpper(r) && lower {
			if start < i {
				words = append(words, strings.ToLower(key[start:i]))
			}
			start = i
			if separator {
				start++
			}
		}
		lower = unicode.IsLower(r)
	}
	return words
}

// isOutward reports whether a word says that a value is for people, for their
// browsers, or for whoever calls back.
func isOutward(word string) bool {
	switch word {
	case "public", "external", "frontend", "origin", "origins", "cors", "allowed", "trusted", "callback", "redirect", "canonical", "site", "domain",
		"domains", "issuer", "audience", "homepage", "link", "links", "self", "csrf", "cookie", "logo", "icon", "image", "avatar", "docs",
		"documentation", "help", "support", "license", "repository", "schema", "namespace", "xmlns", "advertise", "advertised", "proxied", "privacy", "terms":
		return true
	}
	return false
}

// isListening reports whether a word says that a value is where the program
// listens.
func isListening(word string) bool {
	switch word {
	case "listen", "listener", "listeners", "bind", "listening":
		return true
	}
	return false
}

// listener adds a port that a key says something listens on.
func (g *genericReader) listener(value *syntax.Node, what string) {
	_, port := splitBind(value.Text())
	if p, ok := portOf(port); ok && p.Set {
		g.listen(value.Text(), Listen{What: what})
	}
}

// dials adds the addresses of a value whose key says that it holds some, or
// whose scheme can mean nothing else.
func (g *genericReader) dials(leaf syntax.Leaf, words []string) {
	value := disguised(leaf.Value.Value)
	named := len(words) > 0 && isAddressWord(words[len(words)-1]) || slices.Contains(words, "connectionstrings")
	found := address.Parse(value)
	if a, ok := address.HostPort(value); ok && named && a.Host.Open {
		found = []address.Address{a}
	}
	if len(found) == 0 {
		g.bareHost(leaf)
		return
	}
	for _, a := range place(leaf.Value.Text(), found) {
		if !named && (a.Form == address.Pair || isWeb(a.Scheme.Text)) || isForeignScheme(a.Scheme.Text) || g.known[a.Host.Span.Start] {
			continue
		}
		d := a.over(Dial{What: leaf.Key, Lazy: true})
		d.Literal = a.Form != address.Pair && !isLoopback(a.Host.Text)
		if !isWeb(a.Scheme.Text) || !a.Scheme.Set {
			d = g.completed(d, leaf)
		}
		g.dial(d)
	}
}

// isAddressWord reports whether the last word of a key says that its value is
// an address.
func isAddressWord(word string) bool {
	switch word {
	case "host", "hosts", "hostname", "url", "urls", "uri", "uris", "endpoint", "endpoints", "server", "servers", "address", "addresses", "addr",
		"addrs", "broker", "brokers", "upstream", "upstreams", "target", "targets", "nodes", "peers", "dsn", "hostport", "backend", "backends",
		"baseurl", "connection", "connectionstring", "conn":
		return true
	}
	return false
}

// isWeb reports whether a scheme is also that of what people read.
func isWeb(scheme string) bool {
	switch strings.ToLower(scheme) {
	case "http", "https", "ws", "wss", "h2c", "":
		return true
	}
	return false
}

// isForeignScheme reports whether what follows a scheme is no server that the
// program talks to.
func isForeignScheme(scheme string) bool {
	switch strings.ToLower(scheme) {
	case "file", "git", "docker", "oci", "classpath", "data", "chrome", "app", "about", "urn", "lb", "env", "ssm", "vault", "arn", "gs", "sqlite":
		return true
	}
	return false
}

// bareHost adds a host whose key says so and which has a port beside it.
func (g *genericReader) bareHost(leaf syntax.Leaf) {
	prefix, ok := prefixOf(leaf.Key, "hostname", "host", "server", "address", "addr")
	if !ok {
		return
	}
	a, ok := address.Host(disguised(leaf.Value.Value))
	port := g.sibling(leaf.Parent, prefix+"port")
	field, hasPort := portOf(port)
	if !ok || !hasPort || isLoopback(leaf.Value.Value) && prefix == "" {
		return
	}
	if ip, err := netip.ParseAddr(a.Host.Text); err == nil && ip.IsUnspecified() {
		g.listenOn(leaf.Value.Text(), port, Listen{What: leaf.Key})
		return
	}
	for _, l := range place(leaf.Value.Text(), []address.Address{a}) {
		if !g.known[l.Host.Span.Start] {
			g.dial(g.completed(l.over(Dial{What: leaf.Key, Port: field, Lazy: true}), leaf))
		}
	}
}

// prefixOf is what stands before the word that a key ends in, and before those
// for a port and a user then; false when the key ends in none of the words.
func prefixOf(key string, words ...string) (string, bool) {
	if len(key) > longestKey {
		return "", false
	}
	key = normalKey(key)
	for _, word := range words {
		if prefix, ok := strings.CutSuffix(key, word); ok {
			return prefix, true
		}
	}
	return "", false
}

// sibling is the text of a key beside another.
func (g *genericReader) sibling(parent *syntax.Node, key string) syntax.Text {
	known := g.siblings[parent]
	if known == nil {
		known = map[string]*syntax.Node{}
		for _, e := range parent.Pairs() {
			if len(e.Key.Value) <= longestKey && e.Value.IsScalar() {
				known[normalKey(e.Key.Value)] = e.Value
			}
		}
		g.siblings[parent] = known
	}
	return known[key].Text()
}

// completed adds what stands beside an address of who logs in.
func (g *genericReader) completed(d Dial, leaf syntax.Leaf) Dial {
	prefix, ok := prefixOf(leaf.Key, "hostname", "host", "server", "address", "addr", "url", "uri", "dsn", "connectionstring")
	if !ok {
		return d
	}
	for _, part := range []struct {
		to    *Field
		words []string
	}{
		{&d.User, []string{"username", "user"}},
		{&d.Password, []string{"password", "pass", "passwd"}},
		{&d.Database, []string{"database", "dbname"}},
	} {
		for _, word := range part.words {
			if v := g.sibling(leaf.Parent, prefix+word); v.Value != "" && !part.to.Set && !part.to.Open {
				*part.to = fieldOf(v)
			}
		}
	}
	return d
}
