package rules

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// kinds are the uses of a store that differ in what they say: of many
// services that use it alike, the first stands for all.
func kinds(uses []unify.Use, which func(unify.Use) bool) []unify.Use {
	seen := map[string]bool{}
	var all []unify.Use
	for _, u := range uses {
		c := u.Fact.Clause
		ids, _ := u.UserIDs()
		key := strings.Join([]string{u.Path, c.Produces.String(), c.Consumes.String(), numbers(ids)}, "\x00")
		if which(u) && !seen[key] {
			seen[key] = true
			all = append(all, u)
		}
	}
	return all
}

// useFinding is a finding about how a service uses a store.
func useFinding(u unify.Use, message string) analyze.Finding {
	return analyze.Finding{
		Message: message, Service: u.Service.Name, Key: u.Mount.Raw, Place: sourcePlace(*u.Mount),
		Consumer: u.Fact.From.Confidence, Notes: []string{tick(u.Service.Name) + ": " + stated(u.Fact.From, u.Fact.Doc)},
	}
}

// other adds the other party of a store to a finding.
func other(f analyze.Finding, u unify.Use, message string) analyze.Finding {
	f.OtherService, f.Producer = u.Service.Name, u.Fact.From.Confidence
	f.Related = append(f.Related, graph.Related{Message: message, Service: u.Service.Name, Place: sourcePlace(*u.Mount)})
	f.Notes = append(f.Notes, tick(u.Service.Name)+": "+stated(u.Fact.From, u.Fact.Doc))
	return f
}

// sourcePlace is where a mount says what it mounts.
func sourcePlace(m graph.Mount) source.Place {
	if m.SourceRaw.Place.IsZero() {
		return m.Place
	}
	return m.SourceRaw.Place
}

// storeText names what a use mounts for people: the volume, or the host's
// folder in the user's spelling.
func storeText(s *unify.Store, u unify.Use) string {
	if s.Volume != nil {
		return "the volume " + tick(s.Name)
	}
	return tick(sourceText(*u.Mount))
}

// fitsFormat reports how what one use puts into a store serves another. Who
// speaks of files of any kind may mean those of the other.
func fitsFormat(p *analyze.Pass, writer, reader unify.Use) unify.TypeFit {
	gives, wants := writer.Fact.Clause.Produces, reader.Fact.Clause.Consumes
	fit := unify.Fit(p.Types, gives, wants)
	if !fit.Compatible() && (ofAnyKind(gives) || ofAnyKind(wants)) {
		return unify.TypeFit{}
	}
	return fit
}

// ofAnyKind reports whether a format is that of files of any kind.
func ofAnyKind(e contract.Expr) bool {
	return slices.ContainsFunc(e.Types, func(t contract.Type) bool { return t.Name == "org.unix.files" })
}

// waitsFor reports whether one of two services is a job that the other waits
// for, so that they never run at once.
func waitsFor(p *analyze.Pass, a, b *graph.Service) bool {
	return p.Order.Before(a, unify.Exit, b) || p.Order.Before(b, unify.Exit, a) || runsOnce(a) || runsOnce(b)
}

func isExclusive(u unify.Use) bool { return u.Fact.Clause.Share == contract.Exclusive && u.Writes() }

// onStores is a rule's Run that looks at each store.
func onStores(look func(*analyze.Pass, *unify.Store)) func(*analyze.Pass) {
	return func(p *analyze.Pass) {
		for _, s := range p.Stores {
			look(p, s)
		}
	}
}

// readersOf are the uses that need something in the store.
func readersOf(s *unify.Store) []unify.Use { return kinds(s.Uses, unify.Use.Reads) }

// writersOf are the uses that put something into it.
func writersOf(s *unify.Store) []unify.Use { return kinds(s.Uses, unify.Use.Writes) }

// firstOf is the first use of some that a test holds for.
func firstOf(uses []unify.Use, is func(unify.Use) bool) (unify.Use, bool) {
	if i := slices.IndexFunc(uses, is); i >= 0 {
		return uses[i], true
	}
	return unify.Use{}, false
}
