package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/near"
	"github.com/ctypes-dev/ctypes/graph/source"
)

const (
	// maxDepth is how deep values may nest: far deeper than any that means
	// something.
	maxDepth = 20
	// maxItems bounds lists and mappings.
	maxItems = 1000
)

// key is something that a mapping may say, and how it is read.
type key struct {
	name string
	read func(source.Pair)
}

// parser reads one file.
type parser struct {
	doc      *source.Document
	rules    []string
	config   Config
	problems []graph.Problem
}

// Parse reads a file, given the names of all rules. It returns what could be
// read, and what could not be, as problems with their places.
func Parse(file *source.File, rules []string) (Config, []graph.Problem) {
	p := &parser{rules: rules, config: Config{
		File: file, Severities: map[string]analyze.Severity{}, Off: map[string]bool{},
	}}
	if !utf8.Valid(file.Data) {
		p.add(graph.Problem{Message: "`" + file.Name + "` is not UTF-8", Place: source.Place{File: file.Name}})
		return p.config, p.problems
	}
	documents, err := source.ParseYAML(file, maxDepth)
	switch {
	case err != nil:
		p.syntax(file, err)
	case len(documents) > 1:
		p.doc = documents[1]
		p.problem(documents[1].Root, "", "a second document means nothing here")
	case len(documents) == 1:
		p.doc = documents[0]
		if root := source.Deref(p.doc.Root); !isNull(root) {
			p.mapping(root, "the configuration", p.keys())
		}
	}
	return p.config, p.problems
}

func (p *parser) syntax(file *source.File, err error) {
	problem := graph.Problem{Message: "`" + file.Name + "` is no YAML: " + err.Error(), Place: source.Place{File: file.Name}}
	//nolint:errorlint // ParseYAML returns it bare
	if e, ok := err.(*source.SyntaxError); ok && e.At >= 0 && e.At <= len(file.Data) {
		problem.Place.Span = source.Span{Start: e.At, End: min(e.At+1, len(file.Data))}
	}
	p.add(problem)
}

// keys are those of the file.
func (p *parser) keys() []key {
	values := func(into *[]Value, what string, wrong func(string) string) func(source.Pair) {
		return func(at source.Pair) { *into = p.values(at, what, wrong) }
	}
	return []key{
		{"severities", p.severities},
		{"ignores", p.ignores},
		{"mirrors", values(&p.config.Mirrors, "a mirror", notMirror)},
		{"contracts", values(&p.config.Contracts, "a folder", notFolder)},
		{"catalogs", values(&p.config.Catalogs, "a catalog", notCatalog)},
		{"strict", p.strict},
	}
}

// mapping reads the entries of a mapping, each as its key says, and returns the
// keys that were there.
func (p *parser) mapping(n *yaml.Node, what string, keys []key) map[string]bool {
	seen := map[string]bool{}
	for _, pair := range p.pairs(n, what) {
		name := pair.Key.Value
		i := slices.IndexFunc(keys, func(k key) bool { return k.name == name })
		switch {
		case i < 0:
			names := make([]string, 0, len(keys))
			for _, k := range keys {
				names = append(names, k.name)
			}
			p.unknown(pair.Key, "key", names, "there are "+strings.Join(names, ", "))
		case seen[name]:
			p.problem(pair.Key, name, "the key `"+name+"` is there twice")
		default:
			seen[name] = true
			keys[i].read(pair)
		}
	}
	return seen
}

// pairs are the entries of a mapping.
func (p *parser) pairs(n *yaml.Node, what string) []source.Pair {
	n = source.Deref(n)
	if n == nil || n.Kind != yaml.MappingNode {
		p.problem(n, "", what+" must be a mapping")
		return nil
	}
	pairs := source.Pairs(n)
	if len(pairs) > maxItems {
		p.problem(n, "", fmt.Sprintf("%s may have %d entries at most", what, maxItems))
		pairs = pairs[:maxItems]
	}
	return pairs
}

// items are those of a list.
func (p *parser) items(at source.Pair) []*yaml.Node {
	n := source.Deref(at.Value)
	if n == nil || n.Kind != yaml.SequenceNode {
		p.problem(cmp.Or(n, at.Key), at.Key.Value, "`"+at.Key.Value+"` must be a list")
		return nil
	}
	if len(n.Content) > maxItems {
		p.problem(n, at.Key.Value, fmt.Sprintf("`%s` may have %d items at most", at.Key.Value, maxItems))
		return n.Content[:maxItems]
	}
	return n.Content
}

// severities reads the severities of rules.
func (p *parser) severities(at source.Pair) {
	seen := map[string]bool{}
	for _, pair := range p.pairs(at.Value, "`severities`") {
		rule := pair.Key.Value
		if !p.rule(pair.Key) {
			continue
		}
		if seen[rule] {
			p.problem(pair.Key, rule, "the rule `"+rule+"` is there twice")
			continue
		}
		seen[rule] = true
		p.severity(rule, pair)
	}
}

func (p *parser) severity(rule string, pair source.Pair) {
	word, ok := p.text(pair.Value)
	if !ok {
		p.problem(cmp.Or(pair.Value, pair.Key), rule, "a severity must be a word: error, warning, info or off")
		return
	}
	severity, known := analyze.ParseSeverity(word)
	switch {
	case known:
		p.config.Severities[rule] = severity
	case word == "off" && rule == unreadable:
		p.problem(pair.Value, rule, "the rule `"+rule+"` cannot be turned off: it says why a project could not be read")
	case word == "off":
		p.config.Off[rule] = true
	default:
		p.unknown(pair.Value, "severity", []string{"error", "warning", "info", "off"}, "there are error, warning, info and off")
	}
}

// ignores reads the list of ignores.
func (p *parser) ignores(at source.Pair) {
	for _, item := range p.items(at) {
		before := len(p.problems)
		i := p.ignore(item)
		if len(p.problems) == before {
			p.config.Ignores = append(p.config.Ignores, i)
		}
	}
}

func (p *parser) ignore(item *yaml.Node) Ignore {
	i := Ignore{}
	text := func(into *string, wrong func(string) string) func(source.Pair) {
		return func(at source.Pair) { *into = p.value(at, wrong) }
	}
	seen := p.mapping(item, "an ignore", []key{
		{"rule", func(at source.Pair) {
			if i.Rule = p.value(at, nil); i.Rule != "" && p.rule(at.Value) {
				i.Place = p.place(at.Value)
			}
		}},
		{"service", text(&i.Service, nil)},
		{"key", text(&i.Key, nil)},
		{"file", text(&i.File, notPattern)},
		{"reason", text(&i.Reason, nil)},
		{"expires", text(&i.Expires, notDay)},
	})
	for _, needed := range []string{"rule", "reason"} {
		if n := source.Deref(item); !seen[needed] && n != nil && n.Kind == yaml.MappingNode {
			p.problem(n, needed, "an ignore must have a `"+needed+"`")
		}
	}
	return i
}

func (p *parser) strict(at source.Pair) {
	n := source.Deref(at.Value)
	if n == nil || n.Kind != yaml.ScalarNode || n.Tag != "!!bool" {
		p.problem(cmp.Or(n, at.Key), "strict", "`strict` must be true or false")
		return
	}
	p.config.Strict = strings.EqualFold(n.Value, "true")
}

// values reads a list of texts.
func (p *parser) values(at source.Pair, what string, wrong func(string) string) []Value {
	var all []Value
	for _, item := range p.items(at) {
		text, ok := p.text(item)
		switch {
		case !ok || text == "":
			p.problem(item, at.Key.Value, what+" must be a text that is not empty")
		case wrong(text) != "":
			p.problem(item, text, wrong(text))
		default:
			all = append(all, Value{Text: text, Place: p.place(source.Deref(item))})
		}
	}
	return all
}

// value reads a text that must not be empty; "" after saying what is wrong.
func (p *parser) value(at source.Pair, wrong func(string) string) string {
	text, ok := p.text(at.Value)
	switch {
	case !ok || text == "":
		p.problem(cmp.Or(at.Value, at.Key), at.Key.Value, "`"+at.Key.Value+"` must be a text that is not empty")
		return ""
	case wrong != nil && wrong(text) != "":
		p.problem(at.Value, text, wrong(text))
		return ""
	}
	return text
}

// text is a scalar that YAML reads as a string, or as a day.
func (p *parser) text(n *yaml.Node) (string, bool) {
	n = source.Deref(n)
	if n == nil || n.Kind != yaml.ScalarNode || n.Tag != "!!str" && n.Tag != "!!timestamp" {
		return "", false
	}
	return n.Value, true
}

// rule checks the name of a rule.
func (p *parser) rule(n *yaml.Node) bool {
	n = source.Deref(n)
	if slices.Contains(p.rules, n.Value) {
		return true
	}
	p.unknown(n, "rule", p.rules, "`ctypes rules` lists them")
	return false
}

func isNull(n *yaml.Node) bool {
	return n == nil || n.Kind == yaml.ScalarNode && n.Tag == "!!null"
}

// unknown reports a word that is none of those that are known.
func (p *parser) unknown(n *yaml.Node, kind string, known []string, help string) {
	if similar := near.Suggest(n.Value, known); len(similar) > 0 {
		help = "a " + kind + " of a similar name: `" + strings.Join(similar, "`, `") + "`"
	}
	p.add(graph.Problem{Message: "there is no " + kind + " `" + n.Value + "`", Key: n.Value, Place: p.place(n), Help: help})
}

// problem reports what is wrong with a node.
func (p *parser) problem(n *yaml.Node, name, message string) {
	if n == nil {
		n = p.doc.Root
	}
	p.add(graph.Problem{Message: message, Key: name, Place: p.place(n)})
}

// unreadable is the rule that says why a project could not be read.
const unreadable = "compose-invalid"

func (p *parser) add(problem graph.Problem) {
	problem.Rule, problem.Fatal = unreadable, true
	p.problems = append(p.problems, problem)
}

// place is where a node stands; of a mapping or a list, its first line.
func (p *parser) place(n *yaml.Node) source.Place {
	span := p.doc.Span(n)
	text := string(p.doc.File.Data[span.Start:span.End])
	if i := strings.IndexAny(text, "\r\n"); i > 0 {
		span.End = span.Start + i
	}
	return source.Place{File: p.doc.File.Name, Span: span}
}
