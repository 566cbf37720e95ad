// Package diagram is a project as a drawing before it is drawn: nodes, edges
// and frames with their texts. What it holds is a function of the report and
// the options alone, in an order that depends on names, so that a change of one
// service changes little of what is written from it.
package diagram

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// Version is the version of the diagram's shape as JSON.
const Version = 1

// Diagram is what is drawn. Its texts hold no secret, no control character and
// no line break; formats escape what else they have to.
type Diagram struct {
	Version   int       `json:"version"`
	Project   string    `json:"project"`
	View      View      `json:"view"`
	Direction Direction `json:"direction"`
	Detail    Detail    `json:"detail"`
	Frames    []Frame   `json:"frames"`
	Nodes     []Node    `json:"nodes"`
	Edges     []Edge    `json:"edges"`
}

// Frame is a box around nodes.
type Frame struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// NodeKind says what a node is.
type NodeKind string

// The kinds of nodes.
const (
	Service   NodeKind = "service"
	Job       NodeKind = "job" // a service that ends
	Volume    NodeKind = "volume"
	HostPath  NodeKind = "path"
	Secret    NodeKind = "secret"
	Config    NodeKind = "config"
	Network   NodeKind = "network"
	World     NodeKind = "world"    // where published ports are reached from
	Elsewhere NodeKind = "external" // a host outside of the project
)

// Node is something drawn as a box.
type Node struct {
	// ID is the kind and the name: service/web.
	ID   string   `json:"id"`
	Kind NodeKind `json:"kind"`
	Name string   `json:"name"`
	// Lines are what stands below the name.
	Lines []string `json:"lines"`
	// Frame is the ID of the frame that the node stands in, "" for none.
	Frame   string  `json:"frame"`
	Verdict Verdict `json:"verdict"`
	// Contract are the statements in force, of a service.
	Contract []string  `json:"contract"`
	Findings []Finding `json:"findings"`
	At       Place     `json:"at"`
}

// EdgeKind says what an edge is.
type EdgeKind string

// The kinds of edges.
const (
	Link    EdgeKind = "link"    // a connection
	Publish EdgeKind = "publish" // a published port
	Mount   EdgeKind = "mount"   // files
	Depends EdgeKind = "depends" // an order of starting
	Member  EdgeKind = "member"  // being on a network
)

// Flow is where things go, seen from an edge's From.
type Flow string

// The flows.
const (
	Out  Flow = "out"  // From dials To, or writes to it
	In   Flow = "in"   // From reads what is in To
	Both Flow = "both" // From reads and writes
	Flat Flow = "flat" // no direction
)

// Edge is something drawn as a line.
type Edge struct {
	// ID is the kind, both ends, and what tells edges of the same ends apart.
	ID    string   `json:"id"`
	Kind  EdgeKind `json:"kind"`
	From  string   `json:"from"`
	To    string   `json:"to"`
	Flow  Flow     `json:"flow"`
	Label string   `json:"label"`
	// Inferred says that no contract declares it: values or names suggest it.
	Inferred bool    `json:"inferred"`
	Verdict  Verdict `json:"verdict"`
	// Sides is what either side says, a line each.
	Sides    []string  `json:"sides"`
	Findings []Finding `json:"findings"`
	At       Place     `json:"at"`
}

// Verdict says whether something fits.
type Verdict string

// The verdicts; nothing is said of what cannot be right or wrong.
const (
	Unsaid  Verdict = ""
	Unknown Verdict = "unknown"
	Fits    Verdict = "ok"
	Warning Verdict = "warning"
	Error   Verdict = "error"
)

// Finding is what the report says about a node or an edge.
type Finding struct {
	Rule     string `json:"rule"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	At       Place  `json:"at"`
}

// Place is a line of a file; zero for nowhere.
type Place struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

// Rules are the names of the rules that the findings are of, each once.
func Rules(findings []Finding) []string {
	var names []string
	for _, f := range findings {
		if f.Severity != analyze.Info.String() && !slices.Contains(names, f.Rule) {
			names = append(names, f.Rule)
		}
	}
	return names
}

// New draws a report. The error says that there is no service to focus on.
func New(r *analyze.Report, o Options) (*Diagram, error) {
	b := newBuilder(r, o.withDefaults())
	if o.Focus != "" && b.services[o.Focus] == nil {
		return nil, fmt.Errorf("there is no active service `%s`", o.Focus)
	}
	b.scope()
	switch b.options.View {
	case ServicesView:
		b.drawServices()
	case NetworksView:
		b.drawNetworks()
	case VolumesView:
		b.drawVolumes()
	case StartupView:
		b.drawStartup()
	default:
		return nil, fmt.Errorf("there is no view `%s`", o.View)
	}
	return b.finish(), nil
}

// builder puts a diagram together.
type builder struct {
	report  *analyze.Report
	options Options
	out     *Diagram
	// services are the active services by name; in and drawn are those that are
	// drawn, the latter in the order of the project.
	services map[string]*graph.Service
	in       map[string]bool
	drawn    []*graph.Service
	// sets counts the services that have the same groups; crowded says that too
	// many publish ports for an arrow each, dense that there are too many
	// connections for a label each.
	sets           map[string]int
	crowded, dense bool
	nodes          map[string]*Node
	edges          map[string]*Edge
	resolve        func(source.Place) source.Range
	findings       findings
}

func newBuilder(r *analyze.Report, o Options) *builder {
	b := &builder{
		report: r, options: o, out: &Diagram{Version: Version, View: o.View, Direction: o.Direction},
		services: map[string]*graph.Service{}, in: map[string]bool{}, sets: map[string]int{},
		nodes: map[string]*Node{}, edges: map[string]*Edge{},
		resolve: func(source.Place) source.Range { return source.Range{} },
	}
	b.findings = newFindings(b)
	if p := b.project(); p.Sources != nil {
		b.resolve = p.Sources.Resolve
	}
	for _, s := range b.project().Services {
		if s.Active {
			b.services[s.Name] = s
		}
	}
	return b
}

// project is the report's, or an empty one.
func (b *builder) project() *graph.Project {
	if b.report.Graph == nil || b.report.Graph.Project == nil {
		return &graph.Project{}
	}
	return b.report.Graph.Project
}

// node is the node of a kind and a name, which is made when it is not there.
func (b *builder) node(kind NodeKind, name string) *Node {
	id := nodeID(kind, name)
	if n := b.nodes[id]; n != nil {
		return n
	}
	n := &Node{ID: id, Kind: kind, Name: b.text(name), Lines: []string{}, Contract: []string{}, Findings: []Finding{}}
	b.nodes[id] = n
	return n
}

// edge adds an edge; one that is there already keeps its texts.
func (b *builder) edge(e Edge, apart string) *Edge {
	e.ID = string(e.Kind) + "/" + e.From + "/" + e.To
	if apart != "" {
		e.ID += "/" + apart
	}
	e.ID = b.text(e.ID)
	if old := b.edges[e.ID]; old != nil {
		return old
	}
	e.Sides, e.Findings = []string{}, []Finding{}
	b.edges[e.ID] = &e
	return &e
}

// finish sorts what was gathered.
func (b *builder) finish() *Diagram {
	d := b.out
	d.Project = b.text(b.project().Name)
	d.Nodes, d.Edges = make([]Node, 0, len(b.nodes)), make([]Edge, 0, len(b.edges))
	for _, n := range b.nodes {
		n.Verdict = worse(n.Verdict, found(n.Findings))
		d.Nodes = append(d.Nodes, *n)
	}
	for _, e := range b.edges {
		e.Verdict = worse(e.Verdict, found(e.Findings))
		d.Edges = append(d.Edges, *e)
	}
	slices.SortFunc(d.Nodes, func(x, y Node) int { return cmp.Or(cmp.Compare(x.Frame, y.Frame), cmp.Compare(x.ID, y.ID)) })
	slices.SortFunc(d.Edges, func(x, y Edge) int { return cmp.Compare(x.ID, y.ID) })
	d.Frames = b.frames()
	return d
}

// found is the verdict that findings come to.
func found(all []Finding) Verdict {
	worst := Unsaid
	for _, f := range all {
		if s, ok := analyze.ParseSeverity(f.Severity); ok {
			worst = worse(worst, verdictOf(s))
		}
	}
	return worst
}
