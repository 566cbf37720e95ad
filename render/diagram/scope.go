package diagram

import (
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
)

// joint is what stands between the groups of a set.
const joint = " + "

// scope chooses the services that are drawn, and how much of them.
func (b *builder) scope() {
	switch {
	case b.options.Focus != "":
		b.around(b.options.Focus, b.options.Depth)
	default:
		for name := range b.services {
			b.in[name] = true
		}
	}
	if b.options.OnlyErrors {
		b.keepErrors()
	}
	b.out.Detail = b.options.Detail
	if b.out.Detail == "" {
		b.out.Detail = detailFor(len(b.in), b.pairs())
	}
	b.dense = b.out.Detail == Low && b.pairs() > many
	doors := 0
	for _, s := range b.project().Services {
		if !s.Active || !b.in[s.Name] {
			continue
		}
		b.drawn = append(b.drawn, s)
		b.sets[strings.Join(b.groups(s), joint)]++
		if len(s.Ports) > 0 {
			doors++
		}
	}
	b.crowded = doors >= manyDoors || b.out.Detail == Low
}

// pairs counts the pairs of services of which one dials the other.
func (b *builder) pairs() int {
	pairs := map[[2]string]bool{}
	for _, l := range b.report.Links {
		if l.To != nil && l.To != l.Edge.Service && b.in[l.To.Name] && b.in[l.Edge.Service.Name] {
			pairs[[2]string{l.Edge.Service.Name, l.To.Name}] = true
		}
	}
	return len(pairs)
}

// around adds the services that are at most depth steps from one.
func (b *builder) around(name string, depth int) {
	near := b.neighbours()
	b.in[name] = true
	edge := []string{name}
	for range depth {
		var next []string
		for _, from := range edge {
			for _, to := range near[from] {
				if !b.in[to] {
					b.in[to] = true
					next = append(next, to)
				}
			}
		}
		edge = next
	}
}

// neighbours are the services that each one has to do with: whom it dials or
// waits for, and who dials it or waits for it.
func (b *builder) neighbours() map[string][]string {
	near := map[string][]string{}
	join := func(x, y string) {
		if b.services[x] != nil && b.services[y] != nil && x != y {
			near[x], near[y] = append(near[x], y), append(near[y], x)
		}
	}
	for _, l := range b.report.Links {
		if l.To != nil {
			join(l.Edge.Service.Name, l.To.Name)
		}
	}
	for _, s := range b.project().Services {
		for _, d := range s.DependsOn {
			join(s.Name, d.Service)
		}
	}
	return near
}

// keepErrors leaves out the services that no error is about.
func (b *builder) keepErrors() {
	wrong := map[string]bool{}
	for _, d := range b.report.Diagnostics {
		if d.Severity == analyze.Error {
			wrong[d.Service], wrong[d.OtherService] = true, true
		}
	}
	for name := range b.in {
		if !wrong[name] {
			delete(b.in, name)
		}
	}
}
