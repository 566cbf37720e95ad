package rules

import (
	"fmt"
	"path"
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
			if hasBrowser(p.Graph) {
				return
			}
			for _, s := range activeServices(p.Graph) {
				for _, v := range builtIn(s) {
					if graph.ForBrowser(v.Name) && !readByServer(v.Name) {
						checkBrowser(p, s, v)
					}
				}
			}
		},
	}
}

// builtIn are the values that may be built into pages: those of an image that is
// built here, or of one that builds when it starts. The pages of other images
// were built before; their variables are for a server, whatever they are called.
func builtIn(s *graph.Service) []graph.Variable {
	if s.Build != nil {
		return slices.Concat(s.Environment, s.Build.Args)
	}
	name, _, _ := strings.Cut(path.Base(s.Image.Value), ":")
	if slices.Contains([]string{"node", "bun", "deno"}, name) {
		return s.Environment
	}
	return nil
}

// hasBrowser reports whether a browser runs in a container of the project: it
// resolves the names of services as the others do.
func hasBrowser(g *graph.Graph) bool {
	browsers := []string{"selenium", "chrom", "firefox", "playwright", "puppeteer", "cypress", "browserless"}
	return slices.ContainsFunc(activeServices(g), func(s *graph.Service) bool {
		return slices.ContainsFunc(browsers, func(word string) bool { return strings.Contains(s.Image.Value, word) })
	})
}

// readByServer reports whether a name with a browser's prefix says that the
// value is for the development server, or for what renders on the server.
func readByServer(name string) bool {
	return slices.ContainsFunc(strings.Split(name, "_"), func(word string) bool {
		return word == "PROXY" || word == "INTERNAL" || word == "SSR"
	})
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
