package json

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/ctypes-dev/ctypes/render/view"
)

// WriteChanges writes what changed, on one line, held to
// docs/schema/changes-v1.schema.json.
func WriteChanges(w io.Writer, c view.Changes) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if err := e.Encode(c); err != nil {
		return fmt.Errorf("writing the changes: %w", err)
	}
	return nil
}
