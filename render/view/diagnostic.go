package view

import "github.com/ctypes-dev/ctypes/analyze"

// Diagnostic is one finding.
type Diagnostic struct {
	Rule         string    `json:"rule"`
	Severity     string    `json:"severity"`
	Message      string    `json:"message"`
	Service      string    `json:"service"`
	OtherService string    `json:"other_service"`
	Key          string    `json:"key"`
	At           Place     `json:"at"`
	Related      []Related `json:"related"`
	Notes        []string  `json:"notes"`
	Help         string    `json:"help"`
	Fixes        []Fix     `json:"fixes"`
	Fingerprint  string    `json:"fingerprint"`
}

// Related is another place that a finding is about.
type Related struct {
	Message string `json:"message"`
	Service string `json:"service"`
	At      Place  `json:"at"`
}

// Fix is a change that would remove the finding.
type Fix struct {
	Title  string `json:"title"`
	Safety string `json:"safety"`
	Edits  []Edit `json:"edits"`
}

// Edit replaces the bytes start to end of a file.
type Edit struct {
	File  string `json:"file"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

func newDiagnostic(d *analyze.Diagnostic) Diagnostic {
	out := Diagnostic{
		Rule: d.Rule, Severity: d.Severity.String(), Message: d.Message,
		Service: d.Service, OtherService: d.OtherService, Key: d.Key,
		At:      newPlace(d.At),
		Related: make([]Related, 0, len(d.Related)),
		Notes:   append([]string{}, d.Notes...),
		Help:    d.Help,
		Fixes:   make([]Fix, 0, len(d.Fixes)), Fingerprint: d.Fingerprint,
	}
	for _, r := range d.Related {
		out.Related = append(out.Related, Related{r.Message, r.Service, newPlace(r.At)})
	}
	for _, f := range d.Fixes {
		out.Fixes = append(out.Fixes, newFix(f))
	}
	return out
}

func newFix(f analyze.Fix) Fix {
	out := Fix{Title: f.Title, Safety: f.Safety.String(), Edits: make([]Edit, 0, len(f.Edits))}
	for _, e := range f.Edits {
		out.Edits = append(out.Edits, Edit(e))
	}
	return out
}
