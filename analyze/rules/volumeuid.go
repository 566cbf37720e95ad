package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func volumeUID() analyze.Rule {
	return analyze.Rule{
		Name: "volume-uid", Severity: analyze.Error,
		Title: "user ids and modes do not let a service use its volume",
		Run: onStores(func(p *analyze.Pass, s *unify.Store) {
			for _, u := range kinds(s.Uses, func(u unify.Use) bool { return !u.Fact.Maybe }) {
				if locksOut(s, u) {
					reportRootFolder(p, s, u)
				}
			}
			onOwners(s, func(owner, u unify.Use) {
				mine, _ := owner.UserIDs()
				theirs, _ := u.UserIDs()
				f := useFinding(u, fmt.Sprintf("%s uses %s as user %s, and the files of %s there belong to user %s", tick(u.Service.Name), storeText(s, u), numbers(theirs),
					tick(owner.Service.Name), numbers(mine)))
				if !u.Service.User.Place.IsZero() {
					f.Related = append(f.Related, graph.Related{Message: "mounted here", Service: u.Service.Name, Place: f.Place})
					f.Place, f.Label = u.Service.User.Place, "another user than "+tick(owner.Service.Name)
				}
				f = other(f, owner, fmt.Sprintf("%s writes here as user %s", tick(owner.Service.Name), numbers(mine)))
				f.Help = "run both as one user, or let the writer's mode admit the other"
				p.Report(f)
			})
		}),
	}
}

// onOwners looks at each use that a writer's files do not admit.
func onOwners(s *unify.Store, look func(owner, u unify.Use)) {
	told := map[*graph.Service]bool{}
	for _, owner := range writersOf(s) {
		for _, u := range kinds(s.Uses, func(u unify.Use) bool { return u.Reads() || u.Writes() }) {
			if u.Service != owner.Service && u.Overlaps(owner) && !told[u.Service] && !owner.Admits(u) {
				told[u.Service], told[owner.Service] = true, true
				look(owner, u)
			}
		}
	}
}

// locksOut reports whether the engine makes the folder behind a mount, as
// root, for a service that must write there as another user.
func locksOut(s *unify.Store, u unify.Use) bool {
	ids, known := u.UserIDs()
	return u.Mount.Kind == graph.Bind && u.Mount.Found == graph.MissingEntry && u.Mount.CreateHostPath &&
		u.Fact.Clause.Requires&contract.Write != 0 && !u.Chowns() && known && !slices.Contains(ids, 0) && !prepared(s, u)
}

// prepared reports whether another service may give the folder to its user:
// one that runs as root and mounts it too.
func prepared(s *unify.Store, u unify.Use) bool {
	return slices.ContainsFunc(s.Mounts, func(m unify.Mounted) bool {
		return m.Service != u.Service && m.Service.Command != nil && !m.Mount.ReadOnly &&
			slices.ContainsFunc(m.Service.Command.Words, func(w graph.Text) bool {
				return strings.Contains(w.Value, "chown") || strings.Contains(w.Value, "chmod")
			}) || m.Service != u.Service && m.Service.Entrypoint != nil
	})
}

func reportRootFolder(p *analyze.Pass, _ *unify.Store, u unify.Use) {
	ids, _ := u.UserIDs()
	f := useFinding(u, fmt.Sprintf("%s writes to %s as user %s, but the engine makes %s as root", tick(u.Service.Name), tick(unify.VolumePath(u.Fact)), numbers(ids), tick(sourceText(*u.Mount))))
	f.Notes = append(f.Notes, tick(sourceText(*u.Mount))+" does not exist yet")
	f.Help = "use a named volume, or make the folder first and give it to user " + numbers(ids)
	p.Report(f)
}

func numbers(ids []int) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = strconv.Itoa(id)
	}
	return list(words, "or")
}
