package cli

import (
	"os"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze/rules"
	"github.com/ctypes-dev/ctypes/render"
	"github.com/ctypes-dev/ctypes/render/github"
	"github.com/ctypes-dev/ctypes/render/json"
	"github.com/ctypes-dev/ctypes/render/junit"
	"github.com/ctypes-dev/ctypes/render/markdown"
	"github.com/ctypes-dev/ctypes/render/rdjson"
	"github.com/ctypes-dev/ctypes/render/sarif"
	"github.com/ctypes-dev/ctypes/render/template"
	"github.com/ctypes-dev/ctypes/render/term"
)

// newRenderer is the renderer of a format. The argument is a template's text,
// or @FILE for one in a file.
func (o *output) newRenderer(f render.Format, argument string) (render.Renderer, error) {
	switch f {
	case render.Term:
	case render.JSON:
		return json.New(), nil
	case render.SARIF:
		return sarif.New(sarif.Options{Version: version(), Rules: rules.All()}), nil
	case render.GitHub:
		return github.New(), nil
	case render.Markdown:
		return markdown.New(), nil
	case render.JUnit:
		return junit.New(junit.Options{FailOn: o.failOn}), nil
	case render.RDJSON:
		return rdjson.New(), nil
	case render.Template:
		return newTemplate(argument)
	}
	return term.New(term.Options{Width: width(o.w), Color: o.colors(o.w), Verbose: o.verbose, Tree: o.summary.value == "tree", Many: o.many}), nil
}

func newTemplate(text string) (render.Renderer, error) {
	if name, ok := strings.CutPrefix(text, "@"); ok {
		data, err := os.ReadFile(name) //nolint:gosec // the user names the file
		if err != nil {
			return nil, misuse("reading the template: %v", err)
		}
		text = string(data)
	}
	r, err := template.New(text, rules.All())
	if err != nil {
		return nil, misuse("%v", err)
	}
	return r, nil
}
