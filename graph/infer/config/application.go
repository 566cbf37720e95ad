package config

import (
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

// applicationKinds are the kinds of applications and of their frameworks.
func applicationKinds() []kind {
	return []kind{
		temporalKind(),
		javaKind(),
		{
			name: "appsettings", paths: []string{"appsettings.json", "appsettings.*.json"},
			may: isData, sure: func(d *document) bool { return named("json")(d) && d.has("ConnectionStrings") }, read: readAppSettings,
		},
		{
			name: "airflow", paths: []string{"airflow.cfg"},
			may: func(d *document) bool { return syntax.INI(d.text, "=") != nil }, read: readAirflow,
		},
		genericKind(),
	}
}

// readAppSettings reads the settings of .NET: connection strings, and where
// its server listens.
func readAppSettings(f *finder) {
	root := f.root()
	for _, e := range root.Get("ConnectionStrings").Pairs() {
		f.addresses(e.Value, Dial{What: "ConnectionStrings", Literal: true, Lazy: true})
	}
	for _, endpoint := range root.Get("Kestrel", "Endpoints").All() {
		f.listenURLs(endpoint.Get("Url").Text(), "Kestrel endpoint")
	}
	f.listenURLs(root.Get("urls").Text(), "urls")
	rest := &syntax.Node{Kind: syntax.Mapping}
	for _, e := range root.Pairs() {
		if !slices.ContainsFunc([]string{"Kestrel", "urls", "ConnectionStrings"}, func(own string) bool { return syntax.SameKey(own, e.Key.Value) }) {
			rest.Entries = append(rest.Entries, e)
		}
	}
	readGeneric(f, rest)
}

// listenURLs adds the listeners of a list of URLs.
func (f *finder) listenURLs(t syntax.Text, what string) {
	for _, url := range t.Split(";") {
		f.listen(url, Listen{Types: types("http"), What: what, TLS: strings.HasPrefix(url.Value, "https"), Port: schemePort(scheme(url), Field{})})
	}
}

// scheme is what stands before ://.
func scheme(t syntax.Text) string {
	before, _, found := t.Cut("://")
	if !found {
		return ""
	}
	return before.Value
}

func readAirflow(f *finder) {
	root := syntax.INI(f.text, "=")
	for _, s := range []struct{ section, key string }{
		{"database", "sql_alchemy_conn"},
		{"core", "sql_alchemy_conn"},
		{"celery", "broker_url"},
		{"celery", "result_backend"},
	} {
		url, _ := root.Get(s.section, s.key).Text().StripPrefix("db+") // Celery's word for SQLAlchemy
		f.address(url, Dial{What: s.key, Literal: true})
	}
	for _, section := range []string{"webserver", "api"} {
		server := root.Get(section)
		f.listenOn(server.Any("web_server_host", "host").Text(), server.Any("web_server_port", "port").Text(), Listen{Types: types("http"), What: section})
	}
	smtp, statsd := root.Get("smtp"), root.Get("metrics")
	f.server(smtp.Get("smtp_host").Text(), smtp.Get("smtp_port").Text(), Dial{What: "smtp_host", Types: types("smtp"), Lazy: true, Literal: true})
	if statsd.Get("statsd_on").Is("true") {
		f.server(statsd.Get("statsd_host").Text(), statsd.Get("statsd_port").Text(), Dial{What: "statsd_host", Lazy: true, Literal: true, UDP: true})
	}
}
