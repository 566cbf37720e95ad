package diagram

import (
	"encoding/json"
	"fmt"
	"io"
)

// WriteJSON writes the diagram as an indented object, so that a change of one
// service changes few lines.
func (d *Diagram) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(d); err != nil {
		return fmt.Errorf("writing the diagram: %w", err)
	}
	return nil
}
