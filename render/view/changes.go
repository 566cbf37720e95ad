package view

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/render"
)

// Changes are what is different between a project and what it was before.
type Changes struct {
	Version int    `json:"version"`
	Project string `json:"project"`
	Base    string `json:"base"`
	Head    string `json:"head"`
	// Changes are in order of kind, service and name.
	Changes []Change      `json:"changes"`
	Summary ChangeSummary `json:"summary"`
}

// Change is one thing that was added, removed or changed.
type Change struct {
	Kind    Kind   `json:"kind"`
	Action  Action `json:"action"`
	Service string `json:"service"`
	// Name is what tells several of one kind apart: a listener's port, a
	// variable, the rule of a finding.
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
	// Breaking says that what worked with the service before may not any more,
	// and Why for whom, or how.
	Breaking bool   `json:"breaking"`
	Why      string `json:"why"`
	// At is where it stands now.
	At Place `json:"at"`
}

// ChangeSummary counts changes.
type ChangeSummary struct {
	Added    int `json:"added"`
	Removed  int `json:"removed"`
	Changed  int `json:"changed"`
	Breaking int `json:"breaking"`
}

// Kind says what changed.
type Kind string

// The kinds, in the order they are told.
const (
	ServiceKind  Kind = "service"
	ImageKind    Kind = "image"
	ContractKind Kind = "contract"
	ListenerKind Kind = "listener"
	VariableKind Kind = "variable"
	EdgeKind     Kind = "edge"
	FindingKind  Kind = "finding"
)

// Kinds are all kinds, in the order they are told.
func Kinds() []Kind {
	return []Kind{ServiceKind, ImageKind, ContractKind, ListenerKind, VariableKind, EdgeKind, FindingKind}
}

// Action says what happened to it.
type Action string

// The actions.
const (
	Added   Action = "added"
	Removed Action = "removed"
	Changed Action = "changed"
)

// Compare says what is different between two reports of a project.
func Compare(base, head *analyze.Report) Changes {
	before, after := newFacts(base), newFacts(head)
	out := Changes{Version: Version, Project: New(head).Project, Changes: []Change{}}
	for _, f := range after.list {
		old, ok := before.byKey[f.key]
		switch {
		case !ok && before.services[f.Service] == nil && f.detail:
			// A service that is new is one change.
		case !ok:
			out.add(f, Change{Action: Added, After: f.text}, after.breaks(nil, &f, before))
		case old.text != f.text && f.Kind != FindingKind && f.Kind != ServiceKind:
			out.add(f, Change{Action: Changed, Before: old.text, After: f.text}, after.breaks(&old, &f, before))
		}
	}
	for _, f := range before.list {
		if _, ok := after.byKey[f.key]; ok || after.services[f.Service] == nil && f.detail {
			continue
		}
		f.at = Place{}
		out.add(f, Change{Action: Removed, Before: f.text}, after.breaks(&f, nil, before))
	}
	out.pair()
	slices.SortStableFunc(out.Changes, compareChanges)
	return out
}

// add adds a change of a fact; why is not empty where it breaks something.
func (c *Changes) add(f fact, change Change, why string) {
	change.Kind, change.Service, change.Name, change.At = f.Kind, f.Service, f.name, f.at
	change.Breaking, change.Why = why != "", why
	c.Changes = append(c.Changes, change)
	switch change.Action {
	case Added:
		c.Summary.Added++
	case Removed:
		c.Summary.Removed++
	case Changed:
		c.Summary.Changed++
	}
	if change.Breaking {
		c.Summary.Breaking++
	}
}

// pair makes one change of an edge that went and one that came in its place.
func (c *Changes) pair() {
	var kept []Change
	for _, change := range c.Changes {
		i := slices.IndexFunc(kept, func(k Change) bool {
			return k.Kind == EdgeKind && k.Action == Added && change.Kind == EdgeKind && change.Action == Removed &&
				k.Service == change.Service && k.Name == change.Name
		})
		if i < 0 {
			kept = append(kept, change)
			continue
		}
		kept[i].Action, kept[i].Before = Changed, change.Before
		c.Summary.Added--
		c.Summary.Removed--
		c.Summary.Changed++
	}
	c.Changes = append(c.Changes[:0], kept...)
}

func compareChanges(a, b Change) int {
	return cmp.Or(
		cmp.Compare(slices.Index(Kinds(), a.Kind), slices.Index(Kinds(), b.Kind)),
		strings.Compare(a.Service, b.Service),
		strings.Compare(a.Name, b.Name),
		cmp.Compare(a.Action, b.Action),
		strings.Compare(a.Before+"\x00"+a.After, b.Before+"\x00"+b.After),
	)
}

// breaks says what a change of a fact breaks, "" for nothing that is known. One
// of the two is nil where the fact is only at the other end.
func (f *facts) breaks(old, now *fact, before *facts) string {
	switch {
	case now == nil && old.Kind == ServiceKind:
		return f.still(before.clients[old.Service], "the service is gone")
	case now == nil && old.Kind == ListenerKind && f.services[old.Service].ListensKnown:
		return f.orElse(before.clients[old.Service+"\x00"+old.name], "nothing listens there any more")
	case now != nil && old != nil && now.Kind == ListenerKind && unversioned(old.text) != unversioned(now.text) && now.text != "" && old.text != "":
		return f.orElse(before.clients[old.Service+"\x00"+old.name], "it is of another type")
	case now != nil && now.Kind == VariableKind && now.needed && (old == nil || !old.needed) && len(before.services[now.Service].Layers) > 0:
		if f.set[now.Service+"\x00"+now.name] {
			return "it is needed now, and set here"
		}
		return "it is needed now, and not set here"
	}
	return ""
}

// still says of which clients that are still there a change is the matter.
func (f *facts) still(clients []string, what string) string {
	clients = slices.DeleteFunc(slices.Clone(clients), func(c string) bool { return f.services[c] == nil })
	if len(clients) == 0 {
		return ""
	}
	slices.Sort(clients)
	return what + ", and was dialled by `" + strings.Join(slices.Compact(clients), "`, `") + "`"
}

// orElse is still, or what changed where no client is known.
func (f *facts) orElse(clients []string, what string) string {
	if text := f.still(clients, what); text != "" {
		return text
	}
	return what
}

// versions matches the versions in types.
var versions = regexp.MustCompile(`@[^ |&/()]+`)

func unversioned(typ string) string { return versions.ReplaceAllString(typ, "") }

// Clean is the changes with each text made fit for one line of output.
func (c Changes) Clean() Changes {
	c.Project, c.Base, c.Head = render.Clean(c.Project), render.Clean(c.Base), render.Clean(c.Head)
	c.Changes = slices.Clone(c.Changes)
	for i := range c.Changes {
		ch := &c.Changes[i]
		for _, text := range []*string{&ch.Service, &ch.Name, &ch.Before, &ch.After, &ch.Why, &ch.At.File} {
			*text = render.Clean(*text)
		}
	}
	return c
}
