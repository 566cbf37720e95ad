package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/address"
)

func hostBrowser() analyze.Rule {
	return analyze.Rule{
		Name: "host-browser", Severity: analyze.Warning,
		Title: "a value that a browser reads names a service, which only containers can resolve",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				values := s.Environment
				if s.Build != nil {
					values = slices.Concat(values, s.Build.Args)
				}
				for _, v := range values {
					if graph.ForBrowser(v.Name) {
						checkBrowser(p, s, v)
					}
				}
			}
		},
	}
}

func checkBrowser(p *analyze.Pass, s *graph.Service, v graph.Variable) {
	for _, a := range address.Parse(v.Value) {
		if !a.Host.Set || a.Form != address.URL {
			continue
		}
		r := p.Resolve(s, a.Host.Text)
		if r.Outcome != unify.Reached && r.Outcome != unify.Unreachable {
			continue
		}
		to := r.Services[0]
		f := analyze.Finding{
			Message: fmt.Sprintf("%s is read by browsers, which cannot resolve %s", tick(v.Name), tick(a.Host.Text)),
			Service: s.Name, OtherService: to.Name, Key: v.Name, Place: v.Place.At(a.Host.Span),
			Label: "a name that only containers know", Help: browserHelp(to, a),
		}
		p.Report(f)
		return
	}
}

// browserHelp names the address by which a browser on the host reaches a
// service.
func browserHelp(to *graph.Service, a address.Address) string {
	for _, m := range to.Ports {
		if m.Published.First != 0 && (!a.Port.Set || m.Target.Contains(atoi(a.Port.Text))) {
			return fmt.Sprintf("use the published port: %s", tick(strings.ToLower(a.Scheme.Text)+"://localhost:"+portText(m.Published)))
		}
	}
	return fmt.Sprintf("publish a port of %s and use that", tick(to.Name))
}
