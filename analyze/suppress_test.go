package analyze_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// texts are files that were read; places in them are spans of bytes.
type texts []*source.File

func (t texts) File(name string) *source.File {
	for _, f := range t {
		if f.Name == name {
			return f
		}
	}
	return nil
}

func (t texts) Files() []*source.File { return t }

func (t texts) Resolve(p source.Place) source.Range {
	f := t.File(p.File)
	if f == nil {
		return source.Range{}
	}
	return f.Range(p.Span)
}

// found is a finding about the word `fault` of a text, by the rule `bad`.
func found(t texts, rule string) []analyze.Rule {
	var findings []analyze.Finding
	for _, f := range t {
		for at := 0; ; {
			i := strings.Index(string(f.Data[at:]), "fault")
			if i < 0 {
				break
			}
			place := source.Place{File: f.Name, Span: source.Span{Start: at + i, End: at + i + len("fault")}}
			findings = append(findings, analyze.Finding{Message: "found", Service: "web", Key: "KEY", Place: place})
			at += i + len("fault")
		}
	}
	return []analyze.Rule{
		{Name: rule, Severity: analyze.Error, Run: func(p *analyze.Pass) {
			for _, f := range findings {
				p.Report(f)
			}
		}},
		{Name: analyze.IgnoreUnused, Severity: analyze.Warning, Run: func(*analyze.Pass) {}},
	}
}

// check runs the rule over texts and returns what is reported.
func check(t *testing.T, files texts, o analyze.Options) *analyze.Report {
	t.Helper()
	types, err := contract.Standard()
	if err != nil {
		t.Fatal(err)
	}
	g := &graph.Graph{Project: &graph.Project{Sources: files}, Types: types}
	return analyze.Run(g, found(files, "bad"), o)
}

// told are the rules and messages of a report.
func told(r *analyze.Report) []string {
	all := []string{}
	for _, d := range r.Diagnostics {
		all = append(all, d.Rule+": "+d.Message)
	}
	return all
}

func TestIgnoreComments(t *testing.T) {
	t.Parallel()
	const fires = "bad: found"
	for _, tt := range []struct {
		name, file, text string
		want             []string
	}{
		{"none", "a.yaml", "a: fault", []string{fires}},
		{"on the line", "a.yaml", "a: fault # ctypes: ignore[bad] as it is", nil},
		{"above", "a.yaml", "# ctypes: ignore[bad] as it is\na: fault", nil},
		{"above, with more between", "a.yaml", "# ctypes: ignore[bad]\n\n# more\na: fault", nil},
		{"above a document", "a.yaml", "# ctypes: ignore[bad]\n---\na: fault", []string{"ignore-unused: the ignore of `bad` silences nothing", fires}},
		{"two lines above", "a.yaml", "# ctypes: ignore[bad]\nb: 1\na: fault", []string{"ignore-unused: the ignore of `bad` silences nothing", fires}},
		{"several", "a.yaml", "a: fault # ctypes: ignore[bad, ignore-unused]", []string{"ignore-unused: the ignore of `ignore-unused` silences nothing"}},
		{"no such rule", "a.yaml", "a: fault # ctypes: ignore[bda]", []string{fires, "ignore-unused: the ignore of `bda` names no rule"}},
		{"an env file", "a.env", "A=fault # ctypes: ignore[bad] as it is", nil},
		{"above in an env file", "a.env", "# ctypes: ignore[bad] as it is\nA=fault", nil},
		{"an ini file", "a.ini", "; ctypes: ignore[bad] as it is\na = fault", nil},
		{"a script", "a.sql", "-- ctypes: ignore[bad] as it is\nselect fault", nil},
		{"behind a statement", "a.conf", "listen fault; // ctypes: ignore[bad] as it is", nil},
		{"markup", "a.xml", "<!-- ctypes: ignore[bad] as it is -->\n<a>fault</a>", nil},
		{"words that look like it", "a.yaml", "a: fault ctypes: ignore[bad]", []string{fires}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := told(check(t, texts{source.NewFile(tt.file, []byte(tt.text))}, analyze.Options{}))
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestConfiguredIgnores(t *testing.T) {
	t.Parallel()
	files := texts{source.NewFile("dir/a.yaml", []byte("a: fault")), source.NewFile(".ctypes.yaml", []byte("x"))}
	at := files[1].Range(source.Span{})
	const fires, unused = "bad: found", "ignore-unused: the ignore of `bad` silences nothing"
	for _, tt := range []struct {
		name   string
		ignore analyze.Ignore
		want   []string
	}{
		{"the rule", analyze.Ignore{Rule: "bad"}, nil},
		{"another rule", analyze.Ignore{Rule: "bda"}, []string{"ignore-unused: the ignore of `bda` names no rule", fires}},
		{"the service", analyze.Ignore{Rule: "bad", Service: "web"}, nil},
		{"another service", analyze.Ignore{Rule: "bad", Service: "api"}, []string{unused, fires}},
		{"the key", analyze.Ignore{Rule: "bad", Key: "KEY"}, nil},
		{"another key", analyze.Ignore{Rule: "bad", Key: "key"}, []string{unused, fires}},
		{"the file", analyze.Ignore{Rule: "bad", File: "dir/a.yaml"}, nil},
		{"files by pattern", analyze.Ignore{Rule: "bad", File: "dir/*.yaml"}, nil},
		{"another file", analyze.Ignore{Rule: "bad", File: "a.yaml"}, []string{unused, fires}},
		{"another file, for many projects", analyze.Ignore{Rule: "bad", File: "a.yaml", Shared: true}, []string{fires}},
		{"all at once", analyze.Ignore{Rule: "bad", Service: "web", Key: "KEY", File: "dir/a.yaml"}, nil},
		{"no longer", analyze.Ignore{Rule: "bad", Expired: "2026-01-01"}, []string{"ignore-unused: the ignore of `bad` expired on 2026-01-01", fires}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.ignore.At = at
			got := told(check(t, files, analyze.Options{Ignores: []analyze.Ignore{tt.ignore}}))
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	off := analyze.Options{Ignores: []analyze.Ignore{{Rule: "bad", Service: "api", At: at}}, Off: map[string]bool{analyze.IgnoreUnused: true}}
	if got := told(check(t, files, off)); !slices.Equal(got, []string{fires}) {
		t.Errorf("ignore-unused is off, and %q is told", got)
	}
}

func TestSeverities(t *testing.T) {
	t.Parallel()
	const warning, guess = analyze.Warning, graph.Guess
	for _, tt := range []struct {
		name       string
		own        analyze.Severity // of the rule
		finding    analyze.Finding
		configured analyze.Severity
		want       analyze.Severity
	}{
		{"as the rule has it", analyze.Error, analyze.Finding{}, 0, analyze.Error},
		{"milder", analyze.Error, analyze.Finding{}, warning, warning},
		{"worse", warning, analyze.Finding{}, analyze.Error, analyze.Error},
		{"worse, where the finding says the rule's own", warning, analyze.Finding{Severity: warning}, analyze.Error, analyze.Error},
		{"a finding that is milder than its rule", analyze.Error, analyze.Finding{Severity: analyze.Info}, analyze.Error, analyze.Info},
		{"a guess is never an error", warning, analyze.Finding{Consumer: guess}, analyze.Error, warning},
		{"two guesses inform", warning, analyze.Finding{Consumer: guess, Producer: guess}, analyze.Error, analyze.Info},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			types, err := contract.Standard()
			if err != nil {
				t.Fatal(err)
			}
			tt.finding.Message = "m"
			rule := analyze.Rule{Name: "r", Severity: tt.own, Run: func(p *analyze.Pass) { p.Report(tt.finding) }}
			o := analyze.Options{}
			if tt.configured != 0 {
				o.Severities = map[string]analyze.Severity{"r": tt.configured}
			}
			r := analyze.Run(&graph.Graph{Project: &graph.Project{}, Types: types}, []analyze.Rule{rule}, o)
			if got := r.Diagnostics[0].Severity; got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			o.Off = map[string]bool{"r": true}
			if r := analyze.Run(&graph.Graph{Project: &graph.Project{}, Types: types}, []analyze.Rule{rule}, o); len(r.Diagnostics) > 0 {
				t.Error("a rule that is off reports")
			}
		})
	}
}

func TestBaseline(t *testing.T) {
	t.Parallel()
	one := texts{source.NewFile("a.yaml", []byte("a: fault"))}
	two := texts{source.NewFile("a.yaml", []byte("# moved\nb: fault\na: fault"))}
	accepted := func(r *analyze.Report) *analyze.Baseline {
		b := &analyze.Baseline{}
		for _, d := range r.Diagnostics {
			b.Accepted = append(b.Accepted, analyze.Accepted{Fingerprint: d.Fingerprint, Rule: d.Rule, Service: d.Service})
		}
		return b
	}
	ofOne, ofTwo := accepted(check(t, one, analyze.Options{})), accepted(check(t, two, analyze.Options{}))
	const fires = "bad: found"
	stale := "ignore-unused: an entry of the baseline silences nothing: what it accepts is no longer found"
	for _, tt := range []struct {
		name     string
		files    texts
		baseline *analyze.Baseline
		want     []string
		accepted int
	}{
		{"none", one, nil, []string{fires}, 0},
		{"all", one, ofOne, nil, 1},
		{"one more", two, ofOne, []string{fires}, 1},
		{"one less", one, ofTwo, []string{stale}, 1},
		{"one less, perhaps", one, &analyze.Baseline{Accepted: ofTwo.Accepted, Partial: true}, nil, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := check(t, tt.files, analyze.Options{Baseline: tt.baseline})
			if got := told(r); !slices.Equal(got, tt.want) || r.Summary.Accepted != tt.accepted {
				t.Errorf("got %q and %d accepted, want %q and %d", got, r.Summary.Accepted, tt.want, tt.accepted)
			}
			for _, d := range r.Diagnostics {
				if d.Fingerprint == "" || d.Severity == 0 {
					t.Errorf("%s has no fingerprint or no severity", d.Rule)
				}
			}
		})
	}
	many := &analyze.Baseline{}
	for _, f := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		many.Accepted = append(many.Accepted, analyze.Accepted{Fingerprint: f, Rule: "bad"})
	}
	r := check(t, texts{}, analyze.Options{Baseline: many})
	if len(r.Diagnostics) != 1 || !strings.HasPrefix(r.Diagnostics[0].Message, "7 entries") || len(r.Diagnostics[0].Notes) != 6 {
		t.Errorf("seven stale entries are told as %+v", r.Diagnostics)
	}
}
