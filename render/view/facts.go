package view

import (
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// fact is something that is compared, by its key.
type fact struct {
	Kind    Kind
	Service string
	name    string
	text    string
	at      Place
	key     string
	needed  bool // of a variable
	detail  bool // goes without saying where the service itself is told
}

// facts are those of a report.
type facts struct {
	list     []fact
	byKey    map[string]fact
	services map[string]*graph.Contract
	// clients are the services that dial a service, or a listener of it.
	clients map[string][]string
	set     map[string]bool // variables, by service

	report *analyze.Report
	place  func(source.Place) Place
}

func newFacts(r *analyze.Report) *facts {
	f := &facts{
		byKey: map[string]fact{}, services: map[string]*graph.Contract{}, clients: map[string][]string{}, set: map[string]bool{},
		report: r, place: resolver(r),
	}
	if r.Graph == nil || r.Graph.Project == nil {
		return f
	}
	for _, s := range r.Graph.Services {
		if s.Active {
			f.service(s)
		}
	}
	for _, l := range r.Links {
		f.link(l)
	}
	for i := range r.Diagnostics {
		d := &r.Diagnostics[i]
		f.add(fact{Kind: FindingKind, Service: d.Service, name: d.Rule, text: d.Severity.String() + ": " + d.Message, at: newPlace(d.At), key: d.Fingerprint})
	}
	return f
}

// add adds a fact. Those that nothing tells apart are numbered.
func (f *facts) add(a fact) {
	key := strings.Join([]string{string(a.Kind), a.Service, a.name, a.key}, "\x00")
	a.key = key
	for n := 1; ; n++ {
		if _, taken := f.byKey[a.key]; !taken {
			break
		}
		a.key = key + "\x00" + strconv.Itoa(n)
	}
	f.byKey[a.key] = a
	f.list = append(f.list, a)
}

func (f *facts) service(s *graph.Service) {
	c := &s.Contract
	f.services[s.Name] = c
	at := f.place(s.Place)
	image := f.report.Redactor.Text(s.Image.Value)
	if image == "" && s.Build != nil {
		image = "built"
	}
	f.add(fact{Kind: ServiceKind, Service: s.Name, text: image, at: at})
	f.add(fact{Kind: ImageKind, Service: s.Name, text: image, at: f.or(s.Image.Place, at), detail: true})
	if text := layers(c); text != "" {
		f.add(fact{Kind: ContractKind, Service: s.Name, text: text, at: at, detail: true})
	}
	for _, v := range s.Environment {
		f.set[s.Name+"\x00"+v.Name] = true
	}
	for _, e := range c.Listens {
		f.add(fact{Kind: ListenerKind, Service: s.Name, name: listener(e), text: e.Gives.String(), at: f.or(e.Place, f.or(e.From.Place, at)), detail: true})
	}
	f.variables(s, at)
}

// variables adds those that a service needs and those that it sets; what else
// its image would take is no news.
func (f *facts) variables(s *graph.Service, at Place) {
	var names []string
	all := map[string]fact{}
	for _, v := range s.Contract.Variables {
		format := v.Clause.Format.String()
		for _, name := range v.Clause.Names {
			a, known := all[name]
			if !known {
				names = append(names, name)
				a = fact{Kind: VariableKind, Service: s.Name, name: name, at: f.or(v.From.Place, at), detail: true}
			}
			a.needed = a.needed || needed(v)
			if a.text == "" {
				a.text = format
			}
			all[name] = a
		}
	}
	for _, name := range names {
		a := all[name]
		if !a.needed && !f.set[s.Name+"\x00"+name] {
			continue
		}
		word := "accepted"
		if a.needed {
			word = "needed"
		}
		a.text = strings.TrimSuffix(word+", "+a.text, ", ")
		f.add(a)
	}
}

// needed reports whether a statement needs its variable. One of a group is
// needed by itself no more than one with a default is.
func needed(v graph.Fact[contract.Environment]) bool {
	c := v.Clause
	return c.Needed && !v.Maybe && len(c.Names) == 1 && !c.Wildcard && c.Default.String() == ""
}

func (f *facts) link(l *unify.Link) {
	at := f.place(l.Edge.Place)
	e := newEdge(l, at)
	target := e.Host
	if e.Port > 0 {
		target += ":" + strconv.Itoa(e.Port)
	}
	if e.Transport != "" {
		target += "/" + e.Transport
	}
	name, text := l.Edge.Variable, target
	if name == "" {
		name = target
	}
	if e.Wants != "" {
		text += " " + e.Wants
	}
	text = f.report.Redactor.Text(text)
	f.add(fact{Kind: EdgeKind, Service: e.From, name: f.report.Redactor.Text(name), text: text, at: at, key: text})
	if l.To == nil {
		return
	}
	f.clients[l.To.Name] = append(f.clients[l.To.Name], e.From)
	if l.Endpoint != nil {
		key := l.To.Name + "\x00" + listener(l.Endpoint)
		f.clients[key] = append(f.clients[key], e.From)
	}
}

// listener names where a service listens: tcp/5432, unix:/run/db.sock.
func listener(e *graph.Endpoint) string {
	switch {
	case e.Any:
		return transport(e.Transport) + "/*"
	case e.Path != "":
		return "unix:" + e.Path
	case e.Ports.Last > e.Ports.First:
		return transport(e.Transport) + "/" + strconv.Itoa(e.Ports.First) + "-" + strconv.Itoa(e.Ports.Last)
	}
	return transport(e.Transport) + "/" + strconv.Itoa(e.Ports.First)
}

// layers says where a contract is from, "" for none.
func layers(c *graph.Contract) string {
	names := make([]string, 0, len(c.Layers)+1)
	for _, l := range c.Layers {
		names = append(names, l.Layer.String())
	}
	if len(names) > 0 && !c.Complete {
		names = append(names, "partial")
	}
	return strings.Join(names, ", ")
}

// or is where a fact stands, or another place where it stands nowhere.
func (f *facts) or(at source.Place, other Place) Place {
	if p := f.place(at); p.File != "" {
		return p
	}
	return other
}
