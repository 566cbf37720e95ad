package compose

import (
	"maps"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/ctypes-dev/ctypes/graph/source"
)

// costly finds the values that cost compose-go too much: port ranges, of which
// it writes every port out, and long command strings, which it splits in
// quadratic time.
type costly struct {
	unit *unit
	// ports are the mappings with ranges and how they read with the first port
	// alone; there are total ports in them.
	ports    map[*yaml.Node]string
	total    int
	commands map[*yaml.Node]string
	seen     map[*yaml.Node]bool
}

// spare settles what compose-go gets in the place of costly values.
func (t *layout) spare() {
	c := costly{ports: map[*yaml.Node]string{}, commands: map[*yaml.Node]string{}, seen: map[*yaml.Node]bool{}}
	t.eachUnit(t.root, c.visit)
	for _, g := range t.baseGroups() {
		t.eachUnit(g, c.visit)
	}
	t.spares = c.commands
	if c.total > maxPorts {
		maps.Copy(t.spares, c.ports)
	}
}

// eachUnit visits the units of a group and of what it includes.
func (t *layout) eachUnit(g *group, visit func(*unit)) {
	for _, u := range g.units {
		for _, inner := range u.included {
			t.eachUnit(inner, visit)
		}
		visit(u)
	}
}

func (c *costly) visit(u *unit) {
	c.unit = u
	for _, section := range []string{"services", "jobs"} {
		c.walk(source.Lookup(u.doc.Root, section).Value)
	}
}

func (c *costly) walk(n *yaml.Node) {
	n = source.Deref(n)
	if n == nil || c.seen[n] || n.Kind != yaml.MappingNode && n.Kind != yaml.SequenceNode {
		return
	}
	c.seen[n] = true
	if n.Kind == yaml.SequenceNode {
		for _, item := range n.Content {
			c.walk(item)
		}
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		value := source.Deref(n.Content[i+1])
		switch n.Content[i].Value {
		case "command", "entrypoint":
			c.command(value)
		case "ports":
			c.ranges(value)
		default:
			c.walk(value)
		}
	}
}

// command takes a command string that is too long for compose-go to split.
func (c *costly) command(n *yaml.Node) {
	if n == nil || n.Kind != yaml.ScalarNode || len(n.Value) <= maxCommand && strings.IndexByte(n.Value, '$') < 0 {
		return
	}
	value, _ := c.unit.value(n) // what is wrong with it is reported when it is read
	if len(value) <= maxCommand {
		return
	}
	c.commands[n] = sparedWord
	if _, ok := shellWords(value); !ok {
		c.commands[n] = "'" // it is refused for a quote that is left open
	}
}

// sparedWord stands for all words of a command that compose-go did not split.
const sparedWord = "..."

// ranges shortens the ranges of port mappings.
func (c *costly) ranges(n *yaml.Node) {
	if n == nil || n.Kind != yaml.SequenceNode {
		return
	}
	for _, item := range n.Content {
		item = source.Deref(item)
		value, ok := c.unit.value(item)
		if !ok || strings.IndexByte(value, '-') < 0 {
			continue
		}
		spec, err := parsePort(value)
		if err != nil || width(spec.target) < 2 {
			continue
		}
		c.total += width(spec.target)
		c.ports[item] = firstPort(value, spec)
	}
}

// firstPort is a port mapping with the first ports of its ranges alone.
func firstPort(value string, s portSpec) string {
	target := strconv.Itoa(s.target.First) + value[s.targetAt.End:]
	if s.published.Last == 0 {
		return value[:s.targetAt.Start] + target
	}
	return value[:s.publishedAt.Start] + strconv.Itoa(s.published.First) + value[s.publishedAt.End:s.targetAt.Start] + target
}
