package infer_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/infer"
)

// running is a service with a command; fields that begin with NAME= are its
// variables.
func running(line string) *graph.Service {
	s := &graph.Service{Name: "app", Active: true, Command: &graph.Command{}}
	for w := range strings.FieldsSeq(line) {
		if name, value, ok := strings.Cut(w, "="); ok && name == strings.ToUpper(name) {
			s.Environment = append(s.Environment, graph.Variable{Name: name, Text: graph.Text{Value: value}, State: graph.Set})
			continue
		}
		s.Command.Words = append(s.Command.Words, graph.Text{Value: strings.ReplaceAll(w, "~", " ")})
	}
	return s
}

func TestServers(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"flask run":                                   "127.0.0.1:5000",
		"flask --app site run --port 80":              "127.0.0.1:80",
		"flask run --host 0.0.0.0":                    ":5000",
		"flask run --host=0.0.0.0 -p 81":              ":81",
		"FLASK_RUN_HOST=0.0.0.0 flask run":            ":5000",
		"python -m flask run":                         "127.0.0.1:5000",
		"uvicorn app:app":                             "127.0.0.1:8000",
		"uvicorn app:app --host 0.0.0.0 --port 81":    ":81",
		"poetry run uvicorn app:app":                  "127.0.0.1:8000",
		"gunicorn app -b 0.0.0.0:9000":                ":9000",
		"gunicorn app -b :9000":                       ":9000",
		"gunicorn app --bind=unix:/run/app.sock":      "",
		"python manage.py runserver":                  "127.0.0.1:8000",
		"python manage.py runserver 0.0.0.0:8080":     ":8080",
		"python manage.py runserver 9000":             "127.0.0.1:9000",
		"python manage.py migrate":                    "",
		"npx vite":                                    "127.0.0.1:5173",
		"vite --host":                                 ":5173",
		"vite --host 0.0.0.0 --port 3000":             ":3000",
		"next start -p 3001":                          ":3001",
		"php artisan serve --host=0.0.0.0":            ":8000",
		"sh -c migrate~&&~uvicorn~a:b~--host~0.0.0.0": ":8000",
		"sh -c echo~flask~run":                        "",
		"python -m http.server 9000":                  ":9000",
		"node server.js":                              "",
		"celery -A app worker":                        "",
		"uvicorn app:app --port ${PORT}":              "",
	} {
		var got []string
		for _, e := range infer.Servers(running(line)) {
			host := ""
			if e.Bind.Loopback {
				host = "127.0.0.1"
			}
			got = append(got, fmt.Sprintf("%s:%d", host, e.Ports.First))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: listens on %q, want %q", line, strings.Join(got, " "), want)
		}
	}
}
