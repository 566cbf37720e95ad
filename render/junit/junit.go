// Package junit tells reports to the test pages of CI servers: a project is a
// suite, and each finding a case of it that failed.
package junit

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/render"
)

// Options say what fails.
type Options struct {
	// FailOn is the mildest severity that fails; findings below it pass, and
	// say in their output what was found. Zero fails nothing.
	FailOn analyze.Severity
}

// New returns a renderer for one document.
func New(o Options) render.Renderer { return &renderer{Options: o} }

type renderer struct {
	Options
	suites                  bytes.Buffer // written at the end, below their sums
	tests, failures, errors int
}

// The parts of the document, named as readers expect them.
type (
	suite struct {
		XMLName  xml.Name `xml:"testsuite"`
		Name     string   `xml:"name,attr"`
		Tests    int      `xml:"tests,attr"`
		Failures int      `xml:"failures,attr"`
		Errors   int      `xml:"errors,attr"`
		Cases    []one    `xml:"testcase"`
	}
	one struct {
		Name    string  `xml:"name,attr"`
		Class   string  `xml:"classname,attr"`
		File    string  `xml:"file,attr,omitempty"`
		Line    int     `xml:"line,attr,omitempty"`
		Failure *detail `xml:"failure"`
		Error   *detail `xml:"error"`
		Output  string  `xml:"system-out,omitempty"`
	}
	detail struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

// Render implements render.Renderer.
func (r *renderer) Render(_ io.Writer, report *analyze.Report) error {
	s := r.suite(report)
	r.tests, r.failures, r.errors = r.tests+s.Tests, r.failures+s.Failures, r.errors+s.Errors
	e := xml.NewEncoder(&r.suites)
	e.Indent("  ", "  ")
	if err := e.Encode(s); err != nil {
		return fmt.Errorf("writing the suite: %w", err)
	}
	r.suites.WriteByte('\n')
	return nil
}

// Close implements render.Renderer.
func (r *renderer) Close(w io.Writer) error {
	_, err := fmt.Fprintf(w, "%s<testsuites name=\"ctypes\" tests=\"%d\" failures=\"%d\" errors=\"%d\">\n%s</testsuites>\n",
		xml.Header, r.tests, r.failures, r.errors, r.suites.Bytes())
	if err != nil {
		return fmt.Errorf("writing the suites: %w", err)
	}
	return nil
}

// suite has a case for each finding, and one for each service without any.
func (r *renderer) suite(report *analyze.Report) suite {
	s := suite{Cases: []one{}}
	blamed := map[string]bool{}
	services, fatal := []*graph.Service(nil), false
	if report.Graph != nil && report.Graph.Project != nil {
		s.Name = render.Clean(report.Graph.Name)
		services = report.Graph.Services
		fatal = slices.ContainsFunc(report.Graph.Problems, func(p graph.Problem) bool { return p.Fatal })
	}
	for i := range report.Diagnostics {
		d := &report.Diagnostics[i]
		blamed[d.Service] = true
		s.add(r.finding(s.Name, d, fatal))
	}
	for _, svc := range services {
		if svc.Active && !blamed[svc.Name] {
			s.add(one{Name: "fits", Class: class(s.Name, svc.Name)})
		}
	}
	return s
}

func (s *suite) add(c one) {
	s.Tests++
	if c.Failure != nil {
		s.Failures++
	}
	if c.Error != nil {
		s.Errors++
	}
	s.Cases = append(s.Cases, c)
}

// finding is an error, rather than a failure, where nothing was checked.
func (r *renderer) finding(project string, d *analyze.Diagnostic, fatal bool) one {
	c := one{
		Name: render.Clean(strings.TrimSpace(d.Rule + " " + d.Key)), Class: class(project, d.Service),
		File: render.Clean(filepath.ToSlash(d.At.File)), Line: max(0, d.At.Start.Line),
	}
	what := &detail{Message: render.Clean(d.Message), Type: d.Severity.String(), Text: words(d)}
	switch {
	case fatal && d.Severity == analyze.Error:
		c.Error = what
	case r.FailOn != 0 && d.Severity >= r.FailOn:
		c.Failure = what
	default:
		c.Output = what.Text
	}
	return c
}

// class is the dotted name that readers group cases by.
func class(project, service string) string {
	return render.Clean(strings.Trim(project+"."+service, "."))
}

// words are all that a finding says, line by line.
func words(d *analyze.Diagnostic) string {
	lines := []string{render.Clean(fmt.Sprintf("%s[%s]: %s", d.Severity, d.Rule, d.Message))}
	if at := render.Place(d.At); at != "" {
		lines = append(lines, "at "+at)
	}
	return strings.Join(slices.Concat(lines, render.Sides(d), render.Notes(d)), "\n")
}
