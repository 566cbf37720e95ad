package unify

import "github.com/ctypes-dev/ctypes/graph"

// Moment is a point in a container's life.
type Moment int

// The moments, in the order they come.
const (
	Start Moment = iota // its process begins
	Ready               // it is healthy
	Exit                // it has done its work
	moments
)

// Order knows what depends_on makes happen before what.
type Order struct {
	index  map[*graph.Service]int
	before [][]int // for each event, the events that it waits for
	// seen marks the events that come before the start of client, by the walk
	// of the same number: whoever asks about one client asks more than once.
	seen   []int
	walk   int
	client *graph.Service
}

func newOrder(p *graph.Project) *Order {
	n := len(p.Services)
	o := &Order{index: make(map[*graph.Service]int, n), before: make([][]int, n*int(moments)), seen: make([]int, n*int(moments))}
	byName := make(map[string]*graph.Service, n)
	for i, s := range p.Services {
		o.index[s] = i
		byName[s.Name] = s
		for m := Ready; m < moments; m++ {
			o.before[o.event(s, m)] = []int{o.event(s, m-1)}
		}
	}
	for _, s := range p.Services {
		for _, d := range s.DependsOn {
			if on := byName[d.Service]; on != nil && on.Active {
				start := o.event(s, Start)
				o.before[start] = append(o.before[start], o.event(on, awaited(d.Condition)))
			}
		}
	}
	return o
}

func awaited(c graph.Condition) Moment {
	switch c {
	case graph.Healthy:
		return Ready
	case graph.Completed:
		return Exit
	case graph.Started:
		return Start
	}
	return Start
}

func (o *Order) event(s *graph.Service, m Moment) int { return o.index[s]*int(moments) + int(m) }

// Before reports whether depends_on, directly or through others, makes moment
// m of p come before service c starts. A service never precedes itself.
func (o *Order) Before(p *graph.Service, m Moment, c *graph.Service) bool {
	if o.client != c {
		o.visit(c)
	}
	return o.seen[o.event(p, m)] == o.walk
}

// visit marks all that comes before a service starts.
func (o *Order) visit(c *graph.Service) {
	o.walk++
	o.client = c
	queue := []int{o.event(c, Start)}
	for len(queue) > 0 {
		e := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, b := range o.before[e] {
			if o.seen[b] != o.walk {
				o.seen[b] = o.walk
				queue = append(queue, b)
			}
		}
	}
}
