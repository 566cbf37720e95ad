package config

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

func prometheusKinds() []kind {
	return []kind{
		{
			name: "prometheus", paths: []string{"prometheus.yml", "prometheus.yaml", "prometheus*.yml", "/etc/prometheus/", "/opt/bitnami/prometheus/conf/"},
			images: []string{"prometheus", "vmagent", "victoria-metrics"}, may: isPrometheus, sure: isPrometheus, read: readPrometheus,
		},
		{
			name: "alertmanager", paths: []string{"alertmanager.yml", "alertmanager.yaml", "/etc/alertmanager/"}, images: []string{"alertmanager"},
			may: holds("receivers"), sure: func(d *document) bool {
				return d.has("route", "receivers") && d.root().Get("receivers").Kind == syntax.List
			},
			read: readAlertmanager,
		},
	}
}

func isPrometheus(d *document) bool {
	if d.has("clients") || d.has("positions") {
		return false // Promtail scrapes too
	}
	return d.has("scrape_configs") || d.has("alerting") || d.has("remote_write")
}

func readPrometheus(f *finder) {
	root := f.root()
	scrapeConfigs(f, root.Get("scrape_configs"))
	for _, a := range root.Get("alerting", "alertmanagers").List() {
		use := Dial{What: "alertmanager", Types: types("http"), Lazy: true, Literal: true}
		staticTargets(f, a, withScheme(a, use))
		discovered(f, a, withScheme(a, use))
	}
	for _, direction := range []string{"remote_write", "remote_read"} {
		for _, r := range root.Get(direction).List() {
			use := Dial{What: direction, Types: types("http"), Lazy: true, Literal: true}
			f.addresses(r.Get("url"), withLogin(r.Get("basic_auth"), use))
		}
	}
	f.addresses(root.Get("tracing", "endpoint"), Dial{What: "tracing", Types: types("otlp-grpc"), Lazy: true, Literal: true})
}

// scrapeConfigs dials the targets of jobs, or what probes them.
func scrapeConfigs(f *finder, jobs *syntax.Node) {
	for _, job := range jobs.List() {
		use := Dial{What: "scrape target", Types: types("metrics"), Lazy: true, Literal: true}
		use = withScheme(job, withLogin(job.Get("basic_auth"), use))
		if prober := replacedAddress(job); prober != nil {
			use.What = "prober"
			f.addresses(prober, use)
			continue
		}
		staticTargets(f, job, use)
		discovered(f, job, use)
	}
}

// withScheme adds the scheme that a mapping sets apart, and the port it means.
func withScheme(n *syntax.Node, use Dial) Dial {
	use.Port = otherwise("80")
	if scheme := n.Get("scheme"); scheme.IsScalar() {
		use.Scheme = fieldOf(scheme.Text())
		use.TLS = isSecure(scheme.Value)
	}
	if use.TLS {
		use.Port = otherwise("443")
	}
	return use
}

// withLogin adds the user and the password of a mapping.
func withLogin(n *syntax.Node, use Dial) Dial {
	if user := n.Any("username", "user"); user.IsScalar() {
		use.User = fieldOf(user.Text())
	}
	if password := n.Any("password", "pass"); password.IsScalar() {
		use.Password = fieldOf(password.Text())
	}
	return use
}

// replacedAddress is what a job scrapes instead of its targets, such as the
// blackbox exporter; nil when it scrapes them.
func replacedAddress(job *syntax.Node) *syntax.Node {
	for _, rule := range job.Get("relabel_configs").List() {
		replacement := rule.Get("replacement")
		if rule.Get("target_label").Is("__address__") && replacement.IsScalar() && !strings.Contains(replacement.Value, "$") {
			return replacement
		}
	}
	return nil
}

func staticTargets(f *finder, n *syntax.Node, use Dial) {
	for _, group := range n.Get("static_configs").List() {
		for _, target := range group.Get("targets").List() {
			if !strings.Contains(target.Text().Value, "://") {
				f.addresses(target, use)
			}
		}
	}
}

// discovered dials what services are discovered from: names that resolve to
// all targets, or a server that lists them.
func discovered(f *finder, n *syntax.Node, use Dial) {
	for _, d := range n.Get("dns_sd_configs").List() {
		if record := d.Get("type"); !record.Is("A") && !record.Is("AAAA") {
			continue // SRV records hold names of their own
		}
		for _, name := range d.Get("names").List() {
			f.server(name.Text(), d.Get("port").Text(), use)
		}
	}
	directory := Dial{What: "service discovery", Lazy: true, Literal: true}
	for _, p := range []struct{ section, key, product string }{
		{"http_sd_configs", "url", "http"},
		{"consul_sd_configs", "server", "consul"},
		{"docker_sd_configs", "host", "docker"},
		{"dockerswarm_sd_configs", "host", "docker"},
		{"eureka_sd_configs", "server", "http"},
	} {
		directory.Types = types(p.product)
		for _, d := range n.Get(p.section).List() {
			f.addresses(d.Get(p.key), directory)
		}
	}
}

func readAlertmanager(f *finder) {
	root := f.root()
	smtp := root.Get("global")
	use := Dial{What: "smtp_smarthost", Types: types("smtp"), Lazy: true, Literal: true}
	if user := smtp.Get("smtp_auth_username"); user.IsScalar() {
		use.User, use.Password = fieldOf(user.Text()), fieldOf(smtp.Get("smtp_auth_password").Text())
	}
	f.addresses(smtp.Get("smtp_smarthost"), use)
	f.addresses(smtp.Get("slack_api_url"), Dial{What: "slack_api_url", Types: types("http"), Lazy: true, Literal: true})
	for _, receiver := range root.Get("receivers").List() {
		for _, way := range receiver.Pairs() {
			for _, one := range way.Value.List() {
				alertReceiver(f, one, strings.TrimSuffix(way.Key.Value, "_configs"))
			}
		}
	}
}

// alertReceiver reads one way to notify somebody.
func alertReceiver(f *finder, n *syntax.Node, what string) {
	use := Dial{What: what, Types: types("http"), Lazy: true, Literal: true}
	for _, key := range []string{"url", "api_url", "webhook_url", "client_url_base"} {
		if value := n.Get(key); value.IsScalar() && strings.Contains(value.Value, "://") {
			f.addresses(value, use)
		}
	}
	use.Types = types("smtp")
	f.addresses(n.Get("smarthost"), use)
}
