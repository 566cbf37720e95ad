package unify

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// Store is something that services share through mounts: a named volume, or a
// tree of the host's files.
type Store struct {
	// Name is the volume's key, or the host path that all mounts are in.
	Name string
	// Volume is the top-level volume; nil for host paths.
	Volume *graph.Volume
	// Mounts are all mounts of it, Uses what contracts say of them; both in
	// the order of services.
	Mounts []Mounted
	Uses   []Use
}

// Mounted is a mount of a store.
type Mounted struct {
	Service *graph.Service
	Mount   *graph.Mount
}

// Use is a VOLUME statement whose path is in a store.
type Use struct {
	Mounted
	Fact graph.Fact[contract.Volume]
	// Path is where in the store the statement's path is.
	Path string
}

// Fresh reports whether the store is empty when the project first starts: a
// volume of the project's own, on no device.
func (s *Store) Fresh() bool {
	return s.Volume != nil && !s.Volume.External && len(s.Volume.Options) == 0
}

// newStores gathers what the active services mount.
func newStores(p *graph.Project) []*Store {
	volumes := make(map[string]*graph.Volume, len(p.Volumes))
	for _, v := range p.Volumes {
		volumes[v.Key] = v
	}
	byName := map[string]*Store{}
	var stores []*Store
	for _, root := range hostRoots(p) {
		byName["/"+root] = &Store{Name: root}
		stores = append(stores, byName["/"+root])
	}
	for _, s := range p.Services {
		for i := range s.Mounts {
			m := &s.Mounts[i]
			if !s.Active || !m.Known || m.Source == "" || m.Kind != graph.NamedVolume && m.Kind != graph.Bind {
				continue
			}
			store := storeOf(byName, m)
			if store == nil {
				store = &Store{Name: m.Source, Volume: volumes[m.Source]}
				byName[m.Source] = store
				stores = append(stores, store)
			}
			store.Mounts = append(store.Mounts, Mounted{s, m})
		}
	}
	for _, store := range stores {
		store.addUses()
	}
	return stores
}

// hostRoots are the host paths that are in no other mounted one.
func hostRoots(p *graph.Project) []string {
	var paths []string
	for _, s := range p.Services {
		for _, m := range s.Mounts {
			if s.Active && m.Known && m.Kind == graph.Bind && m.Source != "" {
				paths = append(paths, path.Clean(m.Source))
			}
		}
	}
	// By elements, so that what is in a folder follows the folder at once.
	slices.SortFunc(paths, func(a, b string) int {
		return cmp.Compare(strings.ReplaceAll(a, "/", "\x00"), strings.ReplaceAll(b, "/", "\x00"))
	})
	var roots []string
	for _, p := range paths {
		if len(roots) == 0 || !Inside(p, roots[len(roots)-1]) {
			roots = append(roots, p)
		}
	}
	return roots
}

// storeOf finds the store of a mount: for a host path, the root that it is in.
func storeOf(byName map[string]*Store, m *graph.Mount) *Store {
	if m.Kind == graph.NamedVolume {
		return byName[m.Source]
	}
	for p := path.Clean(m.Source); ; p = path.Dir(p) {
		if store := byName["/"+p]; store != nil || p == "/" || p == "." {
			return store
		}
	}
}

// addUses adds the VOLUME statements whose paths are on the store's mounts.
func (s *Store) addUses() {
	for _, m := range s.Mounts {
		for _, f := range m.Service.Contract.Volumes {
			at := VolumePath(f)
			if at == "" || f.Deprecated != "" || !Inside(at, m.Mount.Target) || !s.nearest(m, at) {
				continue
			}
			rest := strings.TrimPrefix(at, strings.TrimSuffix(m.Mount.Target, "/"))
			base := "/" + m.Mount.Subpath
			if m.Mount.Kind == graph.Bind {
				base = m.Mount.Source
			}
			s.Uses = append(s.Uses, Use{Mounted: m, Fact: f, Path: path.Join(base, rest)})
		}
	}
}

// nearest reports whether no other mount of the service lies closer to a path.
func (s *Store) nearest(m Mounted, at string) bool {
	return !slices.ContainsFunc(m.Service.Mounts, func(o graph.Mount) bool {
		return len(o.Target) > len(m.Mount.Target) && Inside(at, o.Target)
	})
}

// VolumePath is the path of a VOLUME statement, whose references are filled in.
func VolumePath(f graph.Fact[contract.Volume]) string {
	if len(f.Clause.At) != 1 {
		return ""
	}
	return strings.TrimSuffix(f.Clause.At[0].Text, "/")
}

// Inside reports whether a path is a folder or in it.
func Inside(p, folder string) bool {
	folder = strings.TrimSuffix(folder, "/")
	return p == folder || strings.HasPrefix(p, folder+"/")
}

// Overlaps reports whether two uses share files: the path of one is in the
// path of the other.
func (u Use) Overlaps(o Use) bool { return Inside(u.Path, o.Path) || Inside(o.Path, u.Path) }

// Writes reports whether the use certainly puts something into the store.
func (u Use) Writes() bool { return !u.Fact.Maybe && !u.Fact.Clause.Produces.IsZero() }

// Reads reports whether the use certainly needs something in the store.
func (u Use) Reads() bool { return !u.Fact.Maybe && !u.Fact.Clause.Consumes.IsZero() }

// Typed reports whether all who mount the store say all they do with it.
func (s *Store) Typed() bool {
	return !slices.ContainsFunc(s.Mounts, func(m Mounted) bool { return !m.Service.Contract.Complete })
}
