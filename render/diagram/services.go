package diagram

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/render"
)

// manyDoors is from how many services that publish ports on a node says what it
// publishes, rather than an arrow from the outside.
const manyDoors = 9

// manyListeners is how many listeners a node shows before it counts them.
const manyListeners = 4

// anyPort is what is drawn of a listener that may be on each port.
const anyPort = "listens on any port"

// drawServices draws what flows between services.
func (b *builder) drawServices() {
	b.addServices()
	b.addLinks()
	b.addMounts()
	if b.out.Detail != Low {
		b.addDepends()
	}
	b.addDoors()
	b.settle()
}

// addServices adds a node for each service that is drawn.
func (b *builder) addServices() {
	for _, s := range b.drawn {
		n := b.serviceNode(s)
		if frame, alone := b.frameOf(s); frame != "" {
			n.Frame = frame
		} else if alone != "" {
			n.Lines = append(n.Lines, b.text(alone))
		}
	}
}

// serviceNode is the node of a service, without a frame.
func (b *builder) serviceNode(s *graph.Service) *Node {
	id := nodeID(Service, s.Name)
	if n := b.nodes[id]; n != nil {
		return n
	}
	n := b.node(Service, s.Name)
	if s.Contract.Runs.Stated && s.Contract.Runs.Clause.Mode == contract.Once {
		n.Kind = Job
	}
	n.At = b.place(s.Place)
	for _, line := range b.serviceLines(s) {
		if line != "" {
			n.Lines = append(n.Lines, short(b.text(line)))
		}
	}
	n.Contract = b.contract(s)
	return n
}

// serviceLines are what stands below a service's name.
func (b *builder) serviceLines(s *graph.Service) []string {
	lines := []string{image(s)}
	if b.options.View == ServicesView {
		lines = append(lines, b.listeners(s)...)
	}
	if s.Contract.Runs.Stated && s.Contract.Runs.Clause.Mode == contract.Once {
		lines = append(lines, "runs once")
	}
	if s.Replicas.Set && s.Replicas.N != 1 {
		lines = append(lines, render.Plural(s.Replicas.N, "replica"))
	}
	if len(s.Profiles) > 0 && b.options.Group != ByProfile {
		lines = append(lines, "profile "+strings.Join(s.Profiles, ", "))
	}
	if b.options.View == ServicesView && b.crowded {
		lines = append(lines, published(s)...)
	}
	return lines
}

// listeners are where a service listens, a line each.
func (b *builder) listeners(s *graph.Service) []string {
	var lines []string
	for _, e := range s.Contract.Listens {
		if line := b.listener(e); line != "" && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	if len(lines) > 1 {
		lines = slices.DeleteFunc(lines, func(line string) bool {
			vague := func(other string) bool { return strings.HasPrefix(other, line+" ") }
			return line == anyPort || slices.ContainsFunc(lines, vague)
		})
	}
	if b.out.Detail == Low && len(lines) > 1 {
		for i := 1; i < len(lines); i++ {
			lines[i] = strings.TrimPrefix(lines[i], "listens ")
		}
		return []string{someOf(lines)}
	}
	if len(lines) > manyListeners {
		rest := len(lines) - manyListeners + 1
		lines = append(lines[:manyListeners-1], "and "+strconv.Itoa(rest)+" more listeners")
	}
	return lines
}

// someOf are as many of some words as there is room for in a line.
func someOf(words []string) string {
	line := words[0]
	for _, w := range words[1:] {
		if len(line)+len(w)+len(", , …") > longest {
			return line + ", …"
		}
		line += ", " + w
	}
	return line
}

// listener says where an endpoint listens and what it speaks.
func (b *builder) listener(e *graph.Endpoint) string {
	var at string
	switch {
	case e.Path != "":
		at = e.Path
	case e.Any:
		return anyPort
	case e.Ports.First != 0:
		at = ports(e.Ports)
		if e.Transport != contract.TCP && e.Transport != contract.NoTransport {
			at += "/" + strings.ToLower(e.Transport.String())
		}
	default:
		return ""
	}
	return strings.TrimSpace("listens " + at + " " + b.speaks(e.Gives))
}

// contract is the contract in force, a statement a line, without the conditions
// that made it hold.
func (b *builder) contract(s *graph.Service) []string {
	lines := make([]string, 0, len(s.Contract.Clauses))
	for _, c := range s.Contract.Clauses {
		if c.Holds != contract.No {
			st := c.Statement
			st.Condition, st.Doc = contract.Condition{}, ""
			lines = append(lines, hidePasswords(b.text(st.String())))
		}
	}
	return lines
}

// hidePasswords masks the passwords that a statement spells out.
func hidePasswords(statement string) string {
	before, after, found := strings.Cut(statement, "password=")
	if !found {
		return statement
	}
	value, rest, more := strings.Cut(after, " ")
	if !strings.HasPrefix(value, "{{") {
		value = render.Mask
	}
	if more {
		rest = " " + hidePasswords(rest)
	}
	return before + "password=" + value + rest
}

// published are the ports that a service publishes, in one line.
func published(s *graph.Service) []string {
	var doors []string
	for _, p := range s.Ports {
		if door := door(p); !slices.Contains(doors, door) {
			doors = append(doors, door)
		}
	}
	if len(doors) == 0 {
		return nil
	}
	doors[0] = "published " + doors[0]
	return []string{someOf(doors)}
}

// door is a published port: 8080 → 80.
func door(p graph.Publication) string {
	inside, outside := ports(p.Target), "any"
	if p.Published.First != 0 {
		outside = ports(p.Published)
	}
	if p.HostIP != "" && p.HostIP != "0.0.0.0" && p.HostIP != "::" {
		outside = p.HostIP + ":" + outside
	}
	if p.Protocol != contract.TCP && p.Protocol != contract.NoTransport {
		inside += "/" + strings.ToLower(p.Protocol.String())
	}
	if outside == inside {
		return inside
	}
	return outside + " → " + inside
}

// addDoors adds an arrow from the outside for each published port.
func (b *builder) addDoors() {
	if b.crowded {
		return
	}
	for _, s := range b.drawn {
		for _, p := range s.Ports {
			about := b.findings.ofPort(s, p)
			verdict := b.findings.verdict(about)
			if !p.Known || b.options.OnlyErrors && verdict != Error {
				continue
			}
			text := door(p)
			e := b.edge(Edge{
				Kind: Publish, From: b.node(World, "outside world").ID, To: nodeID(Service, s.Name), Flow: Out,
				Label: b.text(text), At: b.place(p.Place),
			}, text)
			e.Sides = append(e.Sides, "published by `"+b.text(s.Name)+"`: "+b.text(p.Raw))
			e.Findings = append(e.Findings, b.findings.take(about)...)
		}
	}
}

// settle gives each service what is said of it and of nothing else in the
// drawing, as far as the view is about that.
func (b *builder) settle() {
	families := b.families()
	apart := func(i int) bool {
		family, _, _ := strings.Cut(b.report.Diagnostics[i].Rule, "-")
		return families != nil && !slices.Contains(families, family)
	}
	for _, s := range b.drawn {
		if n := b.nodes[nodeID(Service, s.Name)]; n != nil {
			n.Findings = append(n.Findings, b.findings.take(slices.DeleteFunc(b.findings.rest(s.Name), apart))...)
		}
	}
}

// families are the families of rules that a view is about, nil for all.
func (b *builder) families() []string {
	switch b.options.View {
	case NetworksView:
		return []string{"compose", "host", "port"}
	case VolumesView:
		return []string{"compose", "volume", "bind"}
	case StartupView:
		return []string{"compose", "order", "depends", "healthcheck", "schema", "init"}
	case ServicesView:
	}
	return nil
}
