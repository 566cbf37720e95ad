package sarif

import (
	"compress/gzip"
	"fmt"
	"io"
)

// What GitHub's code scanning takes. It refuses a log of more results or of
// more bytes, compressed, as a whole, and leaves out further locations.
const (
	maxResults  = 25_000
	maxBytes    = 10_000_000
	maxLocation = 1_000
)

// meter measures how large a log is, and how large once it is compressed.
type meter struct {
	plain  int
	packed counter
	gzip   *gzip.Writer
}

func (m *meter) count(s string) {
	m.plain += len(s)
	if m.gzip == nil {
		m.gzip = gzip.NewWriter(&m.packed)
	}
	_, _ = io.WriteString(m.gzip, s) // counting does not fail
}

// exceeded says which limit the log is above, "" for none.
func (m *meter) exceeded(results int) string {
	if results > maxResults {
		return fmt.Sprintf("there are %d findings, and GitHub takes a log of %d at most: the others are left out; check fewer projects at a time", results, maxResults)
	}
	if m.plain <= maxBytes {
		return ""
	}
	_ = m.gzip.Flush() // counting does not fail
	if m.packed <= maxBytes {
		return ""
	}
	return fmt.Sprintf("the log takes %d bytes compressed, and GitHub takes %d at most: check fewer projects at a time", m.packed, maxBytes)
}

// counter counts what is written to it.
type counter int

// Write implements io.Writer.
func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
