package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func volumeReadonly() analyze.Rule {
	return analyze.Rule{
		Name: "volume-readonly", Severity: analyze.Error,
		Title: "a service must write where its mount is read-only",
		Run: onVolumes(func(p *analyze.Pass, w wanted) {
			if w.fact.Clause.Requires&contract.Write == 0 {
				return
			}
			m, ok, unsure := mountOf(w.service, w.path)
			switch {
			case unsure:
			case ok && m.ReadOnly:
				reportReadonly(p, w, m)
			case !ok && w.service.ReadOnly && !makesVolume(w):
				f := w.finding(fmt.Sprintf("%s must write to %s, but its root file system is read-only and nothing is mounted there", tick(w.service.Name), tick(w.path)))
				f.Help = "mount a volume or a tmpfs there"
				p.Report(f)
			}
		}),
	}
}

func reportReadonly(p *analyze.Pass, w wanted, m graph.Mount) {
	f := w.finding(fmt.Sprintf("%s must write to %s, but the mount is read-only", tick(w.service.Name), tick(w.path)))
	f.Key, f.Place, f.Label = m.Raw, m.Place, "read-only"
	if !m.ModePlace.IsZero() {
		f.Place = m.ModePlace
	}
	mode := graph.Value{Text: "ro", Place: m.ModePlace}
	switch {
	case m.Kind == graph.ConfigFile || m.Kind == graph.SecretFile:
		f.Help = "configs and secrets are always read-only: mount a file of the host, or a volume"
	case m.ModePlace.Path.Base() == "read_only":
		f.Help = "mount it without `read_only`"
		f.Fixes = replace(mode, "false", analyze.Unsafe)
	case strings.HasSuffix(m.Raw, ":ro"):
		f.Help = "mount it without `ro`"
		f.Fixes = replace(mode, "rw", analyze.Unsafe)
	default:
		f.Help = "mount it without `ro`"
	}
	p.Report(f)
}

// makesVolume reports whether the image may make a volume at the path by
// itself, which is writable: it says so, or nobody knows what it says.
func makesVolume(w wanted) bool {
	meta := w.service.Meta
	return meta == nil || slices.ContainsFunc(meta.Volumes, func(v graph.Text) bool { return unify.Inside(w.path, v.Value) })
}
