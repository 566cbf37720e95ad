package json

import "github.com/ctypes-dev/ctypes/analyze"

type diagnostic struct {
	Rule         string    `json:"rule"`
	Severity     string    `json:"severity"`
	Message      string    `json:"message"`
	Service      string    `json:"service"`
	OtherService string    `json:"other_service"`
	Key          string    `json:"key"`
	At           place     `json:"at"`
	Related      []related `json:"related"`
	Notes        []string  `json:"notes"`
	Help         string    `json:"help"`
	Fixes        []fix     `json:"fixes"`
	Fingerprint  string    `json:"fingerprint"`
}

type related struct {
	Message string `json:"message"`
	Service string `json:"service"`
	At      place  `json:"at"`
}

type fix struct {
	Title  string `json:"title"`
	Safety string `json:"safety"`
	Edits  []edit `json:"edits"`
}

// edit replaces the bytes start to end of a file.
type edit struct {
	File  string `json:"file"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

func newDiagnostic(d *analyze.Diagnostic) diagnostic {
	out := diagnostic{
		Rule: d.Rule, Severity: d.Severity.String(), Message: d.Message,
		Service: d.Service, OtherService: d.OtherService, Key: d.Key,
		At:      newPlace(d.At),
		Related: make([]related, 0, len(d.Related)),
		Notes:   append([]string{}, d.Notes...),
		Help:    d.Help,
		Fixes:   make([]fix, 0, len(d.Fixes)), Fingerprint: d.Fingerprint,
	}
	for _, r := range d.Related {
		out.Related = append(out.Related, related{r.Message, r.Service, newPlace(r.At)})
	}
	for _, f := range d.Fixes {
		out.Fixes = append(out.Fixes, newFix(f))
	}
	return out
}

func newFix(f analyze.Fix) fix {
	out := fix{Title: f.Title, Safety: f.Safety.String(), Edits: make([]edit, 0, len(f.Edits))}
	for _, e := range f.Edits {
		out.Edits = append(out.Edits, edit(e))
	}
	return out
}
