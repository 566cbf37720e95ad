package config_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ctypes-dev/ctypes/graph/infer/config"
	"github.com/ctypes-dev/ctypes/graph/source"
)

func scan(target, text string) config.Found {
	return config.Scan(target, "", source.NewFile("x", []byte(text)))
}

func TestScanBounds(t *testing.T) {
	t.Parallel()
	const servers = 1200
	var upstream, target, ini strings.Builder
	for i := range servers {
		fmt.Fprintf(&upstream, "server s%d:80;\n", i)
		fmt.Fprintf(&target, "- t%d:80\n", i)
		fmt.Fprintf(&ini, "d%d = host=h%d\n", i, i)
	}
	for name, found := range map[string]config.Found{
		"nginx":      scan("/etc/nginx/nginx.conf", "upstream u {"+upstream.String()+"}"),
		"prometheus": scan("/prometheus.yml", "scrape_configs:\n- static_configs:\n  - targets:\n    "+strings.ReplaceAll(target.String(), "\n", "\n    ")),
		"pgbouncer":  scan("/pgbouncer.ini", "[databases]\n"+ini.String()+"[pgbouncer]\n"),
	} {
		if len(found.Dials) != 1000 {
			t.Errorf("%s: %d dials", name, len(found.Dials))
		}
	}
}

func TestScanRefuses(t *testing.T) {
	t.Parallel()
	const fine = "upstream u { server app:80; }\n"
	if found := scan("/etc/nginx/nginx.conf", fine); len(found.Dials) != 1 {
		t.Fatalf("%d dials", len(found.Dials))
	}
	for name, text := range map[string]string{
		"empty":     "",
		"large":     fine + strings.Repeat("#\n", 1<<19),
		"not UTF-8": fine + "# \xff",
		"deep":      strings.Repeat("a {", 101) + fine + strings.Repeat("}", 101),
		"script":    "#!/usr/sbin/nginx\n" + fine,
	} {
		if found := scan("/etc/nginx/nginx.conf", text); found.Kind != "" {
			t.Errorf("%s: %+v", name, found)
		}
	}
	for target, text := range map[string]string{
		"/app/a.yml":  "url: http://app:80\nx: " + strings.Repeat("[", 101) + strings.Repeat("]", 101),
		"/app/a.json": `{"url": "http://app:80", "x": ` + strings.Repeat("[", 101) + strings.Repeat("]", 101) + "}",
		"/app/a.toml": "url = 'http://app:80'\nx = " + strings.Repeat("[", 101) + strings.Repeat("]", 101),
		"/app/b.json": `{"url": "http://app:80"} {}`,
		"/app/b.toml": "url = 'http://app:80'\nx =",
		"/app/b.yml":  "url: http://app:80\n\t- x",
		"/app/c.yml":  "url: http://app:80\nx: " + strings.Repeat("long", 5000),
	} {
		if found := scan(target, text); found.Kind != "" {
			t.Errorf("%s: %+v", target, found)
		}
	}
}

// hostile are texts that cost a careless reader more than their size.
func hostile(size int) map[string]string {
	repeat := func(s string) string { return strings.Repeat(s, size/len(s)) }
	var merges strings.Builder
	merges.WriteString("a0: &a0 {url: http://x:80}\n")
	for i := range 60 {
		fmt.Fprintf(&merges, "a%d: &a%d {<<: [*a%d, *a%d, *a%d], k%d: v}\n", i+1, i+1, i, i, i, i)
	}
	return map[string]string{
		"/nginx.conf #1":                      repeat("set $a $b; proxy_pass http://$a$a$a$a:80;\n"),
		"/nginx.conf #2":                      "map $x $y {" + repeat("a http://a:80;") + "}" + repeat("proxy_pass $y$y$y;"),
		"/nginx.conf #3":                      repeat("if { set $a $a$a$a$a; proxy_pass http://$a; }"),
		"/nginx.conf #4":                      "proxy_pass http://" + repeat("$a") + ";",
		"/Caddyfile #1":                       "(s) {\n" + repeat("reverse_proxy {args[0]}\n") + "}\n" + repeat("import s a:80\n"),
		"/Caddyfile #2":                       "a {\n" + repeat("respond <<X\n") + "}\n",
		"/Caddyfile #3":                       repeat("a,\n"),
		"/haproxy.cfg":                        "backend b\n" + repeat("server a a:80 \"\n"),
		"/httpd.conf":                         "<VirtualHost *:80>\n" + repeat("ProxyPass / http://a:80/ \\\n") + "\n</VirtualHost>\n",
		"/a.alloy":                            repeat("a { b = [ { c = \"http://x:80\" + "),
		"/logstash.conf":                      "input { x => " + repeat("{ a => [ "),
		"/a.yml #merges":                      merges.String(),
		"/a.yml #aliases":                     "a: &a [" + strings.Repeat("http://a:80,", 1000) + "]\nurl: [" + strings.Repeat("*a,", 1000) + "]\n",
		"/kibana.yml #deep":                   strings.Repeat("{a: ", 90) + "{" + repeat("b: 1,\n") + "}" + strings.Repeat("}", 90),
		"/a.yml #self":                        "a: &a\n  url: *a\n  <<: *a\n",
		"/a.yml #hosts":                       repeat("host: a\n"),
		"/a.json #line":                       `{"url": [` + repeat(`"http://a:80",`) + `"x"]}`,
		"/a.json #keys":                       "{" + repeat(`"host":"a","port":1,`) + `"x":1}`,
		"/a.toml #dotted":                     strings.TrimSuffix(repeat("a."), ".") + " = 'http://x:80'\n",
		"/a.toml #tables":                     repeat("[[a]]\nurl='http://x:80'\n"),
		"/a.ini":                              repeat("[a]\nhost=a\nport=80\n"),
		"/a.properties #joined":               "a=" + repeat("x\\\n"),
		"/a.properties #keys":                 repeat("a.host=x\na.port=80\n"),
		"/mosquitto.conf":                     "connection x\naddress " + repeat("a:1 "),
		"/etc/clickhouse-server/a.xml #deep":  repeat("<a>"),
		"/etc/clickhouse-server/a.xml #hosts": "<clickhouse><zookeeper>" + repeat("<node><host>a</host></node>") + "</zookeeper></clickhouse>",
		"/telegraf.conf":                      repeat("[[inputs.x]]\nurls=['http://a:80']\n"),
	}
}

func TestScanHostile(t *testing.T) {
	t.Parallel()
	for target, text := range hostile(200 << 10) {
		target, _, _ = strings.Cut(target, " ")
		f := source.NewFile("x", []byte(text))
		checkPlaces(t, config.Scan(target, "", f), f)
	}
}

// BenchmarkScan shows that time grows as the files do.
func BenchmarkScan(b *testing.B) {
	for _, size := range []int{50, 200} {
		texts := hostile(size << 10)
		for _, name := range slices.Sorted(maps.Keys(texts)) {
			b.Run(fmt.Sprintf("%s/%dK", name[1:], size), func(b *testing.B) {
				target, _, _ := strings.Cut(name, " ")
				f := source.NewFile("x", []byte(texts[name]))
				b.ReportAllocs()
				for b.Loop() {
					config.Scan(target, "", f)
				}
			})
		}
	}
}

// Every kind of file has a sample, so that all parsers are fuzzed.
func TestSamplesOfAllKinds(t *testing.T) {
	t.Parallel()
	sampled := map[string]bool{}
	for _, s := range samples(t) {
		found, _ := s.scan()
		sampled[found.Kind] = true
	}
	for _, name := range config.KindNames() {
		if !sampled[name] {
			t.Errorf("%s has no sample", name)
		}
	}
}

func FuzzScan(f *testing.F) {
	all := samples(f)
	for target, text := range hostile(1 << 10) {
		target, _, _ = strings.Cut(target, " ")
		all = append(all, sample{target: target, data: []byte(text)})
	}
	for i, s := range all {
		f.Add(i, s.data)
	}
	f.Fuzz(func(t *testing.T, kind int, data []byte) {
		s := all[uint(kind)%uint(len(all))]
		s.data = data
		found, file := s.scan()
		checkPlaces(t, found, file)
		if bytes.ContainsAny(data, "\r\u0085\u2028\u2029") || !utf8.Valid(data) {
			return
		}
		s.data = bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
		again, crlf := s.scan()
		checkPlaces(t, again, crlf)
		if a, b := texts(found), texts(again); a != b {
			t.Errorf("with CRLF:\n%s", difference(a, b))
		}
	})
}
