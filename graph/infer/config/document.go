package config

import (
	"path"
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// document is a file with what is known of it before it is read.
type document struct {
	file  *source.File
	text  syntax.Text
	path  string // where it is mounted, without the suffixes of templates
	image string // the last word of the repository

	parsed bool
	roots  []*syntax.Node
}

// newDocument returns a file as a document, false for one that cannot be a
// configuration file.
func newDocument(target, repository string, f *source.File) (*document, bool) {
	t, ok := syntax.Whole(f)
	if !ok || strings.HasPrefix(t.Value, "#!") || strings.TrimSpace(t.Value) == "" {
		return nil, false
	}
	d := &document{file: f, text: t, path: untemplated(path.Clean("/" + target)), image: path.Base(repository)}
	return d, !isForeign(d.base())
}

// untemplated drops the suffixes of files that something fills in before the
// program reads them.
func untemplated(p string) string {
	for _, suffix := range []string{".template", ".tmpl", ".tpl", ".j2", ".envsubst", ".dist", ".example", ".sample"} {
		p = strings.TrimSuffix(p, suffix)
	}
	return p
}

// base is the file's name in lower case.
func (d *document) base() string { return strings.ToLower(path.Base(d.path)) }

// extension is what follows the last dot of the file's name.
func (d *document) extension() string {
	base := d.base()
	return base[strings.LastIndexByte(base, '.')+1:]
}

// isForeign reports whether a name is that of a file which configures nothing
// that dials or listens, or which other parts of ctypes read.
func isForeign(base string) bool {
	switch base {
	case "package.json", "package-lock.json", "composer.json", "composer.lock", "tsconfig.json", "angular.json", "manifest.json",
		"renovate.json", "deno.json", "lerna.json", "nx.json", "openapi.yaml", "openapi.yml", "openapi.json", "swagger.json",
		"swagger.yaml", "swagger.yml", "mkdocs.yml", "pyproject.toml", "cargo.toml", "poetry.lock", "pnpm-lock.yaml", "hosts", "passwd", "group",
		"resolv.conf", ".env":
		return true
	}
	if strings.HasPrefix(base, ".env") || strings.Contains(base, "compose") {
		return true
	}
	switch base[strings.LastIndexByte(base, '.')+1:] {
	case "sh", "bash", "py", "js", "mjs", "cjs", "ts", "tsx", "jsx", "rb", "go", "rs", "php", "pl", "lua", "java", "kt", "sql", "css", "html", "htm",
		"md", "rst", "txt", "log", "env", "pem", "crt", "cer", "key", "csr", "p12", "jks", "pub", "xsl", "xsd", "svg", "png", "jpg", "gif",
		"ico", "csv", "tsv", "lock", "graphql", "proto", "jinja", "vue", "svelte", "ejs", "rules", "ipynb", "geojson", "jsonl", "ndjson", "gz":
		return true
	}
	return false
}

// documents returns the file's values as its extension has it read; nil when it
// does not parse.
func (d *document) documents() []*syntax.Node {
	if !d.parsed {
		d.parsed = true
		d.roots = d.parse()
	}
	return d.roots
}

// root is the first of the file's values; nil when there is none.
func (d *document) root() *syntax.Node {
	for _, root := range d.documents() {
		return root
	}
	return nil
}

func (d *document) parse() []*syntax.Node {
	var root *syntax.Node
	switch d.extension() {
	case "toml":
		root = syntax.TOML(d.text)
	case "json":
		root = syntax.JSON(d.text)
	case "yml", "yaml":
		return syntax.YAML(d.file)
	default:
		if strings.HasPrefix(strings.TrimSpace(d.text.Value), "{") {
			root = syntax.JSON(d.text)
			break
		}
		return syntax.YAML(d.file)
	}
	if root == nil {
		return nil
	}
	return []*syntax.Node{root}
}

// has reports whether the file holds a mapping with all of some keys.
func (d *document) has(keys ...string) bool {
	root := d.root()
	return root != nil && root.Kind == syntax.Mapping && root.Has(keys...)
}
