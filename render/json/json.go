// Package json tells reports to programs: one object a project, on one line,
// held to docs/schema/report-v1.schema.json.
package json

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/render"
	"github.com/ctypes-dev/ctypes/render/view"
)

// New returns a renderer. Renderers are safe for concurrent use.
func New() render.Renderer { return renderer{} }

type renderer struct{}

// Render implements render.Renderer.
func (renderer) Render(w io.Writer, r *analyze.Report) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if err := e.Encode(view.New(r)); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

// Close implements render.Renderer. Each line stands alone.
func (renderer) Close(io.Writer) error { return nil }
