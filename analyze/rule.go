package analyze

import (
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// Rule is one check: a name, its texts, and the function that looks.
type Rule struct {
	// Name is kebab-case, names the bad thing and never changes meaning.
	Name string
	// Title is one sentence without a final period.
	Title string
	// Severity is the worst that the rule reports; confidence caps it.
	Severity Severity
	// Page is the rule's documentation in Markdown, with an example before
	// and after.
	Page string
	// Run reports what it finds to the pass.
	Run func(*Pass)
}

// Pass is everything that a rule may look at, and where it reports to.
type Pass struct {
	*graph.Graph
	*unify.Solution
	// Strict asks for what is unchecked to be reported as warnings.
	Strict bool

	rule   Rule
	report func(Finding)
}

// Report adds a finding of the running rule.
func (p *Pass) Report(f Finding) { p.report(f) }

// Finding is a diagnostic before its places are turned into ranges.
type Finding struct {
	// Severity is the finding's own; zero means the rule's. It never exceeds
	// the rule's.
	Severity Severity
	// Confidence of the two sides; the weaker caps the severity: one guess
	// warns, two inform. Zero sides do not cap.
	Consumer, Producer graph.Confidence
	// Link is the link that the finding is about; nil for any other.
	Link *unify.Link

	Message               string
	Service, OtherService string
	Key                   string
	Place                 source.Place
	Label                 string
	Related               []graph.Related
	Notes                 []string
	Help                  string
	Fixes                 []Repair
}

// Repair is a Fix before its places are turned into bytes.
type Repair struct {
	Title  string
	Safety Safety
	Edits  []Replacement
}

// Replacement puts Text where Place is.
type Replacement struct {
	Place source.Place
	Text  string
}
