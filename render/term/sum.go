package term

import (
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
)

// sum is what was found in all projects.
type sum struct {
	projects, clean int
	found           [analyze.Error + 1]int
}

func (s *sum) add(r *analyze.Report) {
	s.projects++
	if len(r.Diagnostics) == 0 {
		s.clean++
	}
	for i := range r.Diagnostics {
		s.found[r.Diagnostics[i].Severity]++
	}
}

// text is the line that ends the reports.
func (s *sum) text(p *page) string {
	projects := count(s.projects, "project", "projects")
	if s.clean == s.projects {
		return p.paint(good, "no findings") + p.paint(strong, " in "+projects)
	}
	text := strings.Join(p.tally(s.found), ", ") + p.paint(strong, " in "+projects)
	if s.clean > 0 {
		text += p.paint(strong, ", of which ") + p.paint(good, count(s.clean, "has none", "have none"))
	}
	return text
}
