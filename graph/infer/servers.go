package infer

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// server is a program that serves HTTP, and how its command line says where.
// What is not said has the program's default.
type server struct {
	// words begin the command, after interpreters and runners.
	words []string
	// host and port are flags with one of each, bind with both.
	host, port, bind []string
	// positional says that an argument without a flag may be [host:]port.
	positional bool
	// bare is a flag that, without a value, opens it to everybody.
	bare                       string
	defaultHost                string
	defaultPort                int
	hostVariable, portVariable string
	// configured says that a configuration file often decides instead.
	configured bool
}

const loopback = "127.0.0.1"

// servers are the programs whose defaults are known. Their documentation says
// so: a development server listens on loopback unless told otherwise.
func servers() []server {
	return []server{
		{words: []string{"flask", "run"}, host: []string{"--host", "-h"}, port: []string{"--port", "-p"}, defaultHost: loopback, defaultPort: 5000, hostVariable: "FLASK_RUN_HOST", portVariable: "FLASK_RUN_PORT"},
		{words: []string{"uvicorn"}, host: []string{"--host"}, port: []string{"--port"}, defaultHost: loopback, defaultPort: 8000, hostVariable: "UVICORN_HOST", portVariable: "UVICORN_PORT"},
		{words: []string{"gunicorn"}, bind: []string{"--bind", "-b"}, defaultHost: loopback, defaultPort: 8000, configured: true},
		{words: []string{"hypercorn"}, bind: []string{"--bind", "-b"}, defaultHost: loopback, defaultPort: 8000, configured: true},
		{words: []string{"daphne"}, host: []string{"--bind", "-b"}, port: []string{"--port", "-p"}, defaultHost: loopback, defaultPort: 8000},
		{words: []string{"fastapi", "dev"}, host: []string{"--host"}, port: []string{"--port"}, defaultHost: loopback, defaultPort: 8000},
		{words: []string{"fastapi", "run"}, host: []string{"--host"}, port: []string{"--port"}, defaultPort: 8000, portVariable: "PORT"},
		{words: []string{"manage.py", "runserver"}, positional: true, defaultHost: loopback, defaultPort: 8000},
		{words: []string{"artisan", "serve"}, host: []string{"--host"}, port: []string{"--port"}, defaultHost: loopback, defaultPort: 8000, hostVariable: "SERVER_HOST", portVariable: "SERVER_PORT"},
		{words: []string{"rails", "server"}, host: []string{"--binding", "-b"}, port: []string{"--port", "-p"}, defaultHost: loopback, defaultPort: 3000, hostVariable: "BINDING", portVariable: "PORT", configured: true},
		{words: []string{"rails", "s"}, host: []string{"--binding", "-b"}, port: []string{"--port", "-p"}, defaultHost: loopback, defaultPort: 3000, hostVariable: "BINDING", portVariable: "PORT", configured: true},
		{words: []string{"rackup"}, host: []string{"--host", "-o"}, port: []string{"--port", "-p"}, defaultHost: loopback, defaultPort: 9292},
		{words: []string{"vite"}, host: []string{"--host"}, port: []string{"--port"}, bare: "--host", defaultHost: loopback, defaultPort: 5173, configured: true},
		{words: []string{"next", "dev"}, host: []string{"--hostname", "-H"}, port: []string{"--port", "-p"}, defaultPort: 3000, portVariable: "PORT"},
		{words: []string{"next", "start"}, host: []string{"--hostname", "-H"}, port: []string{"--port", "-p"}, defaultPort: 3000, portVariable: "PORT"},
		{words: []string{"nuxt", "dev"}, host: []string{"--host"}, port: []string{"--port"}, bare: "--host", defaultHost: loopback, defaultPort: 3000, hostVariable: "NUXT_HOST", portVariable: "NUXT_PORT", configured: true},
		{words: []string{"ng", "serve"}, host: []string{"--host"}, port: []string{"--port"}, defaultHost: loopback, defaultPort: 4200, configured: true},
		{words: []string{"webpack-dev-server"}, host: []string{"--host"}, port: []string{"--port"}, defaultHost: loopback, defaultPort: 8080, configured: true},
		{words: []string{"webpack", "serve"}, host: []string{"--host"}, port: []string{"--port"}, defaultHost: loopback, defaultPort: 8080, configured: true},
		{words: []string{"jekyll", "serve"}, host: []string{"--host", "-H"}, port: []string{"--port", "-P"}, defaultHost: loopback, defaultPort: 4000, configured: true},
		{words: []string{"hugo", "server"}, host: []string{"--bind"}, port: []string{"--port", "-p"}, defaultHost: loopback, defaultPort: 1313},
		{words: []string{"mkdocs", "serve"}, bind: []string{"--dev-addr", "-a"}, defaultHost: loopback, defaultPort: 8000, configured: true},
		{words: []string{"http.server"}, host: []string{"--bind", "-b"}, positional: true, defaultPort: 8000},
		{words: []string{"streamlit", "run"}, host: []string{"--server.address"}, port: []string{"--server.port"}, defaultPort: 8501, hostVariable: "STREAMLIT_SERVER_ADDRESS", portVariable: "STREAMLIT_SERVER_PORT"},
	}
}

// Servers finds the HTTP servers that a service's command line starts.
func Servers(s *graph.Service) []*graph.Endpoint {
	var found []*graph.Endpoint
	for _, words := range commandsOf(s) {
		for _, known := range servers() {
			if at := known.in(words); at >= 0 {
				found = append(found, known.endpoints(s, words, at)...)
				break
			}
		}
	}
	return found
}

// in returns the index of the server's first word in a command, -1 when the
// command does not start it. Options may stand between the words.
func (k server) in(words argv) int {
	first := -1
	want := k.words
	for i, w := range words {
		word := base(w.Value)
		switch {
		case word == want[0]:
			if first < 0 {
				first = i
			}
			if want = want[1:]; len(want) == 0 {
				return first
			}
		case first < 0 && !launches(word):
			return -1
		}
	}
	return -1
}

// launches reports whether a word may come before the name of a program: an
// interpreter, a runner, or an argument of one.
func launches(word string) bool {
	if strings.HasPrefix(word, "-") {
		return true
	}
	return slices.Contains([]string{
		"python", "python3", "php", "ruby", "node", "npx", "bunx", "exec", "env", "poetry", "pipenv", "uv", "run", "bundle", "tini",
		"dumb-init", "pnpm", "yarn", "bun", "nodemon", "watchmedo", "docker-entrypoint.sh", "entrypoint.sh", "time", "nohup",
		"opentelemetry-instrument", "ddtrace-run", "newrelic-admin", "run-program", "xvfb-run", "hatch", "pdm", "rye", "su-exec", "gosu",
	}, word) || strings.Contains(word, "=") || strings.HasSuffix(word, "entrypoint.sh")
}

// place is where a server is said to listen.
type place struct {
	host, port graph.Text
}

func (k server) endpoints(s *graph.Service, words argv, at int) []*graph.Endpoint {
	arguments := words[at:]
	p := k.defaults(s, words[at])
	if v, ok := arguments.flag(k.host...); ok {
		p.host = v
	}
	if k.bare != "" && arguments.bare(k.bare) {
		p.host = graph.Text{}
	}
	if v, ok := arguments.flag(k.port...); ok {
		p.port = v
	}
	if v, ok := arguments.flag(k.bind...); ok {
		p = splitBind(v, p)
	}
	if k.positional {
		p = positional(arguments[len(k.words):], p)
	}
	e := k.endpoint(s, p)
	if e == nil {
		return nil
	}
	if k.configured && p.host.Place == words[at].Place {
		e.From.Confidence = graph.Guess
	}
	return []*graph.Endpoint{e}
}

// defaults is where the server listens when its arguments do not say: where
// its variables say, or where it always does.
func (k server) defaults(s *graph.Service, program graph.Text) place {
	p := place{
		host: graph.Text{Value: k.defaultHost, Place: program.Place},
		port: graph.Text{Value: strconv.Itoa(k.defaultPort), Place: program.Place},
	}
	for _, v := range s.Environment {
		switch v.Name {
		case "":
		case k.hostVariable:
			p.host = v.Text
		case k.portVariable:
			p.port = v.Text
		}
	}
	return p
}

// splitBind splits host:port; either may be missing.
func splitBind(v graph.Text, p place) place {
	if strings.HasPrefix(v.Value, "unix:") || strings.HasPrefix(v.Value, "fd://") {
		return place{port: graph.Text{Place: v.Place}}
	}
	i := strings.LastIndexByte(v.Value, ':')
	switch {
	case i < 0 && isDigits(v.Value):
		p.port = v
	case i < 0:
		p.host = v
	default:
		p.host = textAt(v, 0, i)
		p.port = cutText(v, i+1)
	}
	return p
}

// positional finds an argument that is a port or host:port.
func positional(arguments argv, p place) place {
	for _, w := range arguments {
		i := strings.LastIndexByte(w.Value, ':')
		if !strings.HasPrefix(w.Value, "-") && isDigits(w.Value[i+1:]) {
			return splitBind(w, p)
		}
	}
	return p
}

func (k server) endpoint(s *graph.Service, p place) *graph.Endpoint {
	port, err := strconv.Atoi(strings.TrimSpace(p.port.Value))
	if err != nil || port < 1 || port > 65535 || !p.port.Known() {
		return nil
	}
	e := &graph.Endpoint{
		Service: s, Transport: contract.TCP, Ports: graph.Ports{First: port, Last: port}, Place: p.port.Place,
		Gives: contract.Expr{Types: []contract.Type{{Kind: contract.Named, Name: "org.ietf.http"}}},
		From:  graph.Provenance{Layer: contract.ImpliedLayer, Origin: strings.Join(k.words, " "), Place: p.port.Place, Confidence: graph.Literal},
	}
	if isLoopback(p.host.Value) && p.host.Known() {
		e.Bind, e.BindPlace = contract.Bind{Loopback: true}, p.host.Place
	}
	return e
}

func isLoopback(host string) bool {
	host = strings.Trim(host, "[]")
	return host == "localhost" || host == "::1" || strings.HasPrefix(host, "127.")
}

// bare reports whether a flag stands without a value.
func (a argv) bare(name string) bool {
	for i, w := range a {
		if w.Value == name && (i+1 == len(a) || strings.HasPrefix(a[i+1].Value, "-")) {
			return true
		}
	}
	return false
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
