package sarif

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/render"
)

// Log is a log that was written before, so far as merging looks at it.
type Log struct {
	Version string `json:"version"`
	Runs    []past `json:"runs"`
}

// past is a run of a log.
type past struct {
	Results []pastResult `json:"results"`
	Tool    struct {
		Driver map[string]json.RawMessage `json:"driver"`
	} `json:"tool"`
	Invocations []struct {
		Successful    bool              `json:"executionSuccessful"`
		Notifications []json.RawMessage `json:"toolExecutionNotifications"`
	} `json:"invocations"`

	name  string
	rules []json.RawMessage
}

// pastResult is a result, all that it holds.
type pastResult map[string]json.RawMessage

// Parse reads a log that ctypes wrote.
func Parse(data []byte) (*Log, error) {
	var l Log
	if err := json.Unmarshal(data, &l); err != nil {
		return nil, err //nolint:wrapcheck // the caller says which
	}
	if l.Version != "2.1.0" {
		return nil, fmt.Errorf("its version is `%s`, not 2.1.0", render.Clean(l.Version))
	}
	for i := range l.Runs {
		if err := l.Runs[i].check(); err != nil {
			return nil, fmt.Errorf("run %d: %w", i+1, err)
		}
	}
	return &l, nil
}

// check reads the run's tool, and checks that results refer to rules that are
// there.
func (p *past) check() error {
	err := json.Unmarshal(p.Tool.Driver["name"], &p.name)
	switch {
	case err != nil:
		return errors.New("it does not say which tool it is of")
	case p.name != "ctypes":
		return fmt.Errorf("it is of `%s`, not of ctypes", render.Clean(p.name))
	case p.Results == nil:
		return errors.New("it has no list of results")
	}
	if err := json.Unmarshal(p.Tool.Driver["rules"], &p.rules); err != nil {
		return errors.New("its rules are no list")
	}
	for i, r := range p.Results {
		if n, err := r.rule(); err != nil || n < 0 || n >= len(p.rules) {
			return fmt.Errorf("result %d refers to a rule that is not there", i+1)
		}
	}
	return nil
}

// rule is the index of the result's rule.
func (r pastResult) rule() (int, error) {
	var n int
	err := json.Unmarshal(r["ruleIndex"], &n)
	return n, err //nolint:wrapcheck // nobody sees it
}

// place is where the result stands.
func (r pastResult) place() (uri string, line int) {
	var at []location
	if err := json.Unmarshal(r["locations"], &at); err != nil || len(at) == 0 {
		return "", 0
	}
	if at[0].Physical.Region != nil {
		line = at[0].Physical.Region.StartLine
	}
	return at[0].Physical.Artifact.URI, line
}

// whole is all that the result holds, as one text.
func (r pastResult) whole() string {
	var b strings.Builder
	for _, key := range slices.Sorted(maps.Keys(r)) {
		fmt.Fprintf(&b, "%q:%s\n", key, r[key])
	}
	return b.String()
}

// merged is a result of a merged log, without the index of its rule.
type merged struct {
	uri, whole, rule string
	line             int
	result           pastResult
}

// Merge writes logs as one of one run. A result that is there twice is written
// once. The error is a render.LimitError for a log that GitHub will not take;
// the log is written all the same.
func Merge(w io.Writer, logs []*Log, o Options) error {
	m := merger{index: map[string]int{}, rules: []json.RawMessage{}}
	for _, l := range logs {
		for i := range l.Runs {
			m.add(&l.Runs[i])
		}
	}
	slices.SortFunc(m.results, func(a, b merged) int {
		return cmp.Or(
			strings.Compare(a.uri, b.uri), cmp.Compare(a.line, b.line),
			strings.Compare(a.whole, b.whole), strings.Compare(a.rule, b.rule),
		)
	})
	m.results = slices.CompactFunc(m.results, func(a, b merged) bool { return a.whole == b.whole && a.rule == b.rule })
	r := &renderer{Options: o, rules: []rule{}, results: len(m.results)}
	if err := r.open(w); err != nil {
		return err
	}
	separator := "\n"
	for _, res := range m.results[:min(len(m.results), maxResults)] {
		res.result["ruleIndex"] = fmt.Appendf(nil, "%d", m.rule(res.rule))
		if err := r.encode(w, separator, res.result); err != nil {
			return err
		}
		separator = ",\n"
	}
	return m.end(w, r)
}

// merger gathers the parts of a merged log.
type merger struct {
	results       []merged
	driver        map[string]json.RawMessage // of the first run
	rules         []json.RawMessage          // that results refer to, in order of the first
	index         map[string]int             // of rules, by their text
	failed        bool
	notifications []json.RawMessage
}

// add adds a run.
func (m *merger) add(p *past) {
	if m.driver == nil {
		m.driver = p.Tool.Driver
	}
	for _, r := range p.Results {
		n, _ := r.rule() // was checked
		delete(r, "ruleIndex")
		uri, line := r.place()
		m.results = append(m.results, merged{uri: uri, line: line, whole: r.whole(), rule: string(p.rules[n]), result: r})
	}
	for _, i := range p.Invocations {
		m.failed = m.failed || !i.Successful
		m.notifications = append(m.notifications, i.Notifications...)
	}
}

// rule is the index of a rule, by its text.
func (m *merger) rule(text string) int {
	at, known := m.index[text]
	if !known {
		at = len(m.rules)
		m.index[text] = at
		m.rules = append(m.rules, json.RawMessage(text))
	}
	return at
}

// end writes what stands after the results.
func (m *merger) end(w io.Writer, r *renderer) error {
	driver := map[string]any{"name": "ctypes", "informationUri": render.Home}
	for key, value := range m.driver {
		driver[key] = value
	}
	driver["rules"] = m.rules
	if err := r.encode(w, "],\n\"tool\":", map[string]any{"driver": driver}); err != nil {
		return err
	}
	exceeded := r.meter.exceeded(r.results)
	invocation := map[string]any{"executionSuccessful": !m.failed}
	notifications := make([]any, 0, len(m.notifications)+1)
	for _, n := range m.notifications {
		notifications = append(notifications, n)
	}
	if exceeded != "" {
		notifications = append(notifications, notification{"error", text{exceeded}})
	}
	if len(notifications) > 0 {
		invocation["toolExecutionNotifications"] = notifications
	}
	if err := r.encode(w, ",\n\"invocations\":", []any{invocation}); err != nil {
		return err
	}
	if err := r.write(w, "}]}\n"); err != nil {
		return err
	}
	if exceeded != "" {
		return &render.LimitError{Text: exceeded}
	}
	return nil
}
