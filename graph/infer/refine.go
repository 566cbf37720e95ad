package infer

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

const web = "org.ietf.http"

// refine says more closely what a URL of the web leads to, where the
// variable's name speaks of a protocol over HTTP: S3_ENDPOINT is one of an
// object store, and not of its console.
func (sc *Scope) refine(e *graph.Edge, m *member, all []member) {
	if !isWeb(e.Wants) || !sc.isName(e.Host.Text) || e.Port.Text == "" {
		return
	}
	names := telemetryTypes(m, all)
	if names == nil {
		names = sc.webProduct(m)
	}
	if names == nil {
		return
	}
	tls := e.Wants.Types[0].TLS
	e.Wants, e.Hinted = oneOf(names), true
	for i := range e.Wants.Types {
		e.Wants.Types[i].TLS = tls
	}
}

// isWeb reports whether all that is known of what an edge wants is that it is
// of the web.
func isWeb(wants contract.Expr) bool {
	return len(wants.Types) == 1 && wants.Types[0].Name == web && wants.Types[0].Schema.Kind == contract.Absent
}

// webProduct is the protocol over HTTP that the last word of a variable's
// group names; nil for none. One that others imitate is none either, for
// people give them to the same variables.
func (sc *Scope) webProduct(m *member) []string {
	if m.role != addressRole && m.role != hostRole || m.faces() || len(m.group) == 0 {
		return nil
	}
	name := productType(m.group[len(m.group)-1])
	if name == "" || name == web || !sc.overWeb(name) || sc.imitated(name) {
		return nil
	}
	return []string{name}
}

// overWeb reports whether a protocol is one over plain HTTP.
func (sc *Scope) overWeb(name string) bool {
	d, ok := sc.types.Declared(name)
	return ok && slices.ContainsFunc(d.Is.Types, func(t contract.Type) bool { return t.Name == web })
}

// imitated reports whether some protocol is like another one.
func (sc *Scope) imitated(name string) bool {
	return slices.ContainsFunc(sc.types.Names(), func(other string) bool {
		d, _ := sc.types.Declared(other)
		return slices.ContainsFunc(d.Like.Types, func(t contract.Type) bool { return t.Name == name })
	})
}

// telemetryTypes are what OpenTelemetry's exporters dial: what the protocol's
// variable says, of the same signal before that of all, else either.
func telemetryTypes(m *member, all []member) []string {
	signal, ok := strings.CutPrefix(m.Name, "OTEL_EXPORTER_OTLP_")
	if !ok || !strings.HasSuffix(signal, "ENDPOINT") {
		return nil
	}
	const overGRPC, overHTTP = "io.opentelemetry.otlp-grpc", "io.opentelemetry.otlp-http"
	for _, name := range []string{strings.TrimSuffix(m.Name, "ENDPOINT") + "PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"} {
		i := slices.IndexFunc(all, func(o member) bool { return o.Name == name && o.State == graph.Set })
		if i < 0 {
			continue
		}
		switch {
		case all[i].Value == "grpc":
			return []string{overGRPC}
		case strings.HasPrefix(all[i].Value, "http/"):
			return []string{overHTTP}
		}
	}
	return []string{overGRPC, overHTTP}
}
