package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// difference is something that an entry and an image say differently.
type difference struct {
	image string
	text  string
	// contradicts says that one of the two is wrong; otherwise one only says
	// more than the other.
	contradicts bool
}

// comparison gathers the differences between an image's configuration and what
// the catalog says of it.
type comparison struct {
	service *graph.Service
	meta    *graph.Metadata
	// version is the variable that the entry says holds the version.
	version string
	found   []difference
}

// compareImage compares the contract of a service, as far as it is from the
// catalog, with the configuration of its image.
func compareImage(s *graph.Service, version string) []difference {
	c := &comparison{service: s, meta: s.Meta, version: version}
	c.ports()
	c.volumes()
	c.user()
	c.environment()
	c.health()
	return c.found
}

func (c *comparison) note(format string, args ...any) { c.add(false, format, args...) }

func (c *comparison) contradict(format string, args ...any) { c.add(true, format, args...) }

func (c *comparison) add(contradicts bool, format string, args ...any) {
	c.found = append(c.found, difference{c.service.Image.Value, fmt.Sprintf(format, args...), contradicts})
}

// ports compares EXPOSE with the listeners. An image need not expose where it
// listens; what it exposes and a complete entry knows nothing of is a mistake.
func (c *comparison) ports() {
	stated := c.listens()
	for _, x := range c.meta.Exposed {
		if slices.ContainsFunc(stated, func(l contract.Listen) bool { return covers(l, x) }) {
			continue
		}
		text := portsText(x.Ports) + "/" + strings.ToLower(x.Protocol.String())
		if c.service.Contract.ListensKnown && len(stated) > 0 {
			c.contradict("the image exposes %s, and the entry says that nothing listens there", text)
		} else {
			c.note("the image exposes %s, of which the entry says nothing", text)
		}
	}
	for _, e := range c.service.Contract.Listens {
		if e.Maybe || e.Ports.First == 0 || e.From.Layer > contract.BaseLayer {
			continue
		}
		exposed := slices.ContainsFunc(c.meta.Exposed, func(x graph.Exposure) bool {
			return x.Protocol == e.Transport && x.Ports.Contains(e.Ports.First)
		})
		if !exposed {
			c.note("the entry says that it listens on %s/%s, which the image does not expose", portsText(e.Ports), strings.ToLower(e.Transport.String()))
		}
	}
}

// listens are the listeners that the entry speaks of, those among them that
// only other settings bring about, with their ports filled in.
func (c *comparison) listens() []contract.Listen {
	var all []contract.Listen
	for _, d := range c.service.Contract.Clauses {
		if l, ok := d.Statement.Clause.(contract.Listen); ok && d.From.Layer <= contract.BaseLayer {
			all = append(all, l)
		}
	}
	for _, e := range c.service.Contract.Listens {
		if e.From.Layer <= contract.BaseLayer {
			all = append(all, contract.Listen{On: contract.Endpoint{Transport: e.Transport, First: e.Ports.First, Last: e.Ports.Last, Any: e.Any}})
		}
	}
	return all
}

func covers(l contract.Listen, x graph.Exposure) bool {
	return l.On.Transport == x.Protocol && (l.On.Any || graph.Ports{First: l.On.First, Last: l.On.Last}.Contains(x.Ports.First))
}

func portsText(p graph.Ports) string {
	if p.First == p.Last {
		return strconv.Itoa(p.First)
	}
	return fmt.Sprintf("%d-%d", p.First, p.Last)
}

// volumes compares VOLUME with the folders that the entry speaks of.
func (c *comparison) volumes() {
	for _, v := range c.meta.Volumes {
		known := slices.ContainsFunc(c.service.Contract.Clauses, func(d graph.Decided) bool {
			stated, ok := d.Statement.Clause.(contract.Volume)
			return ok && related(stated.At.String(), v.Value)
		})
		if !known && !slices.ContainsFunc(c.service.Contract.Volumes, func(f graph.Fact[contract.Volume]) bool { return related(f.Clause.At.String(), v.Value) }) {
			c.note("the image declares the volume %s, of which the entry says nothing", v.Value)
		}
	}
}

// related reports whether one of two paths is the other, or below it.
func related(a, b string) bool {
	a, b = strings.TrimSuffix(a, "/")+"/", strings.TrimSuffix(b, "/")+"/"
	return strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
}

// user compares USER with who writes the files of volumes.
func (c *comparison) user() {
	name, _, _ := strings.Cut(c.meta.User.Value, ":")
	uid, err := strconv.Atoi(name)
	if err != nil || uid == 0 {
		return
	}
	for _, f := range c.service.Contract.Volumes {
		ids := f.Clause.UID
		if f.From.Layer > contract.BaseLayer || ids.Any || len(ids.Values) == 0 || slices.Contains(ids.Values, uid) {
			continue
		}
		c.contradict("the image runs as %d, and the entry says that %s belongs to %s", uid, f.Clause.At, ids)
	}
}

// environment compares ENV with the variables that the entry speaks of.
func (c *comparison) environment() {
	contract := c.service.Contract
	for _, f := range contract.Forbids {
		if v := c.variable(f.Clause.Name); v != nil && v.Value != "" && !f.Maybe {
			c.contradict("the image sets %s itself, which the entry says it refuses", v.Name)
		}
	}
	for _, f := range contract.Ignores {
		if v := c.variable(f.Clause.Name); v != nil && !f.Maybe {
			c.note("the image sets %s itself, which the entry says it does not read", v.Name)
		}
	}
	for _, f := range contract.Variables {
		if e := f.Clause; e.Needed && !f.Maybe && len(e.Names) == 1 && c.variable(e.Names[0]) != nil {
			c.note("the entry says that %s must be set, and the image sets it itself", e.Names[0])
		}
	}
	// A configuration without a PATH is not told in full.
	if c.version != "" && c.variable("PATH") != nil && c.variable(c.version) == nil {
		c.contradict("the entry says that %s holds the version, and the image does not set it", c.version)
	}
}

// variable is a variable of the image's own; nil when it sets none of the name.
func (c *comparison) variable(name string) *graph.Variable {
	for i := range c.meta.Env {
		if c.meta.Env[i].Name == name {
			return &c.meta.Env[i]
		}
	}
	return nil
}

// health compares HEALTHCHECK with when the entry says that the image is ready.
func (c *comparison) health() {
	ready := c.service.Contract.Ready
	if !c.meta.HealthKnown || !ready.Stated || ready.Maybe || ready.From.Layer > contract.BaseLayer || ready.Clause.When != contract.ReadyHealthy {
		return
	}
	switch checked := c.meta.Health != nil; {
	case !checked && ready.Clause.Via == "":
		c.contradict("the entry says that the image checks its health, and it does not")
	case checked && ready.Clause.Via != "":
		c.note("the image checks its health itself, and the entry suggests a command")
	}
}
