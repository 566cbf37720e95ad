package diagram

import (
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
	"github.com/ctypes-dev/ctypes/render"
)

// longest is how many characters of a text are drawn; names of images and
// paths of the host have no end of their own.
const longest = 40

// text makes a text of the project fit to be drawn.
func (b *builder) text(s string) string {
	return render.Clean(b.options.Hide(b.report.Redactor.Text(s)))
}

// short is a text cut in its middle: the ends tell names apart.
func short(s string) string {
	r := []rune(s)
	if len(r) <= longest {
		return s
	}
	return string(r[:longest/2-1]) + "…" + string(r[len(r)-longest/2:])
}

func nodeID(kind NodeKind, name string) string {
	if kind == Job {
		kind = Service
	}
	return string(kind) + "/" + render.Clean(name)
}

// place is where something stands, zero for nowhere.
func (b *builder) place(at source.Place) Place { return b.line(b.resolve(at)) }

func (b *builder) line(r source.Range) Place {
	if r.IsZero() || r.Start.Line < 1 {
		return Place{}
	}
	return Place{File: b.text(filepath.ToSlash(r.File)), Line: r.Start.Line}
}

// image is an image without its registry's host: library/postgres:17 is drawn as
// postgres:17, and a digest by its beginning.
func image(s *graph.Service) string {
	name := s.Image.Value
	if name == "" {
		if s.Build != nil {
			return "build " + path.Base(strings.ReplaceAll(s.Build.Context, `\`, "/"))
		}
		return ""
	}
	name, digest, pinned := strings.Cut(name, "@")
	if first, rest, ok := strings.Cut(name, "/"); ok && (strings.ContainsAny(first, ".:") || first == "localhost") {
		name = rest
	}
	name = strings.TrimPrefix(name, "library/")
	if pinned && !strings.Contains(name, ":") {
		_, hex, _ := strings.Cut(digest, ":")
		name += "@" + hex[:min(len(hex), 12)]
	}
	return name
}

// speaks names what an expression is of in a word or two: the scheme of URLs to
// it where it has one, else the last words of its name.
func (b *builder) speaks(e contract.Expr) string {
	words := make([]string, 0, len(e.Types))
	for _, t := range e.Types {
		if w := b.word(t); w != "" && (len(words) == 0 || words[len(words)-1] != w) {
			words = append(words, w)
		}
	}
	sign := " | "
	if e.All {
		sign = " & "
	}
	return b.text(strings.Join(words, sign))
}

func (b *builder) word(t contract.Type) string {
	if t.Kind != contract.Named {
		return "" // a variable means something to its contract alone
	}
	name := lastWord(t.Name)
	if b.report.Graph.Types != nil {
		for _, scheme := range b.report.Graph.Types.Schemes(t.Name) {
			if !transportScheme(scheme) {
				name = scheme
				break
			}
		}
	}
	if t.Schema.Kind == contract.Named && t.Schema.Name != "" {
		name += "/" + lastWord(t.Schema.Name)
	}
	return name
}

// transportScheme reports whether a URL's scheme says how, and not what, is spoken.
func transportScheme(scheme string) bool {
	switch scheme {
	case "tcp", "udp", "ssl", "tls", "unix", "inet":
		return true
	}
	return false
}

// lastWord is what a dotted name ends in: com.example.shop is shop.
func lastWord(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// port is a port with its transport, unless that is TCP.
func port(n int, t contract.Transport) string {
	text := strconv.Itoa(n)
	if t != contract.TCP && t != contract.NoTransport {
		text += "/" + strings.ToLower(t.String())
	}
	return text
}

// ports is a run of ports.
func ports(p graph.Ports) string {
	if p.Last > p.First {
		return strconv.Itoa(p.First) + "-" + strconv.Itoa(p.Last)
	}
	return strconv.Itoa(p.First)
}
