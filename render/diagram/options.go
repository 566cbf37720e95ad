package diagram

// View says what a diagram is about.
type View string

// The views.
const (
	ServicesView View = "services" // services and what flows between them
	NetworksView View = "networks" // who is on which network
	VolumesView  View = "volumes"  // who reads and writes what
	StartupView  View = "startup"  // who waits for whom
)

// Views are the names of all views.
func Views() []string {
	return []string{string(ServicesView), string(NetworksView), string(VolumesView), string(StartupView)}
}

// Grouping says what frames stand for.
type Grouping string

// The groupings.
const (
	ByNetwork Grouping = "network"
	ByProfile Grouping = "profile"
	NoGroups  Grouping = "none"
)

// Groupings are the names of all groupings.
func Groupings() []string { return []string{string(ByNetwork), string(ByProfile), string(NoGroups)} }

// Direction says where arrows point, as far as they can.
type Direction string

// The directions.
const (
	LeftToRight Direction = "lr"
	TopToBottom Direction = "tb"
)

// Directions are the names of all directions.
func Directions() []string { return []string{string(LeftToRight), string(TopToBottom)} }

// Detail says how much is drawn.
type Detail string

// The details: low draws services and what flows between them, normal adds
// shared volumes and the order of starting, high adds whatever is mounted.
const (
	Low    Detail = "low"
	Normal Detail = "normal"
	High   Detail = "high"
)

// Details are the names of all details.
func Details() []string { return []string{string(Low), string(Normal), string(High)} }

// many is how many connections are too many to put a label on each, and to draw
// those as well that are neither declared nor known to fit.
const many = 45

// detailFor is what stays readable with so many services and connections.
func detailFor(services, links int) Detail {
	switch {
	case services <= 10 && links <= many/2:
		return High
	case services <= 30 && links <= many:
		return Normal
	}
	return Low
}

// Options choose what of a project is drawn, and how. The zero Options draw
// the services view of everything, with as much detail as stays readable.
type Options struct {
	View View
	// Focus is a service to look at with what is at most Depth steps away from
	// it; "" for the whole project. Depth 0 is the service alone.
	Focus string
	Depth int
	// OnlyErrors leaves out what no error is about.
	OnlyErrors bool
	Group      Grouping
	Direction  Direction
	Detail     Detail
	// Hide takes out of a text what the caller knows to be secret; nil for none.
	Hide func(string) string
}

func (o Options) withDefaults() Options {
	if o.View == "" {
		o.View = ServicesView
	}
	if o.Group == "" {
		o.Group = ByNetwork
	}
	if o.Direction == "" {
		o.Direction = LeftToRight
	}
	if o.Hide == nil {
		o.Hide = func(text string) string { return text }
	}
	return o
}
