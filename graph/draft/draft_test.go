package draft_test

import (
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/dockerfile"
	"github.com/ctypes-dev/ctypes/graph/draft"
	"github.com/ctypes-dev/ctypes/graph/infer/program"
	"github.com/ctypes-dev/ctypes/graph/source"
)

func types(tb testing.TB) *contract.Lattice {
	tb.Helper()
	l, err := contract.Standard()
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

// body is a draft without its head, empty lines and comments.
func body(text string, comments bool) string {
	_, text, _ = strings.Cut(text, "PARTIAL: YES\n")
	var kept []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line != "" && (comments || !strings.HasPrefix(line, "#")) {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

func TestVariables(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		what string
		uses []program.Use
		want string
	}{
		{"one that is needed", []program.Use{{Name: "A", Needed: true, File: "a.py", Line: 3}}, "# a.py:3\nENVIRONMENT NEEDS: A"},
		{"one that is needed in one place", []program.Use{{Name: "A", File: "a.py", Line: 3}, {Name: "A", Needed: true, File: "b.py", Line: 1}}, "# a.py:3, b.py:1\nENVIRONMENT NEEDS: A"},
		{"one that another place has a value for", []program.Use{{Name: "A", Default: "x", Defaulted: true, File: "a.py", Line: 3}, {Name: "A", Needed: true, File: "b.py", Line: 1}}, "# a.py:3, b.py:1\nENVIRONMENT ACCEPTS: A DEFAULT: x"},
		{"defaults that differ", []program.Use{{Name: "A", Default: "x", Defaulted: true, File: "a.py", Line: 3}, {Name: "A", Default: "y", Defaulted: true, File: "b.py", Line: 1}}, "# a.py:3, b.py:1; its defaults differ\nENVIRONMENT ACCEPTS: A"},
		{"many places", []program.Use{
			{Name: "A", File: "a", Line: 1}, {Name: "A", File: "a", Line: 2}, {Name: "A", File: "a", Line: 3}, {Name: "A", File: "a", Line: 4}, {Name: "A", File: "a", Line: 5},
		}, "# a:1, a:2, a:3 and 2 more\nENVIRONMENT ACCEPTS: A"},
		{"a template alone", []program.Use{{Name: "REDIS_URL", Example: "redis://cache", File: ".env.example", Line: 1}}, "# .env.example:1\nENVIRONMENT ACCEPTS: REDIS_URL FORMAT: URL(io.redis.resp)"},
		{"a default that is none of its format", []program.Use{{Name: "REDIS_PORT", Default: "none", Defaulted: true, File: "a", Line: 1}}, "# a:1\nENVIRONMENT ACCEPTS: REDIS_PORT DEFAULT: none"},
		{"a secret's default", []program.Use{{Name: "API_TOKEN", Default: "hunter2", Defaulted: true, File: "a", Line: 1}}, "# a:1; its default may be a secret and is left out\nENVIRONMENT ACCEPTS: API_TOKEN FORMAT: SECRET"},
		{"a variable that is named like a secret's", []program.Use{{Name: "AUTH_GUARD", Default: "web", Defaulted: true, File: "a", Line: 1}}, "# a:1; its default may be a secret and is left out\nENVIRONMENT ACCEPTS: AUTH_GUARD"},
		{"a number that is named like a secret", []program.Use{{Name: "TOKEN_EXPIRE_HOURS", Default: "48", Defaulted: true, Format: contract.Format{{Kind: contract.FmtInt}}, File: "a", Line: 1}}, "# a:1\nENVIRONMENT ACCEPTS: TOKEN_EXPIRE_HOURS FORMAT: INT DEFAULT: 48"},
		{"a password in a URL", []program.Use{{Name: "DB_URL", Default: "postgres://a:hunter2@db/a", Defaulted: true, File: "a", Line: 1}}, "# a:1; its default may be a secret and is left out\nENVIRONMENT ACCEPTS: DB_URL FORMAT: URL(org.postgresql.db)"},
		{"a default that cannot be stated", []program.Use{{Name: "A", Default: "${B}", Defaulted: true, File: "a", Line: 1}}, "# a:1; it has a default that is not stated here\nENVIRONMENT ACCEPTS: A"},
		{"a file with the value", []program.Use{{Name: "A", Needed: true, File: "a", Line: 1}, {Name: "A_FILE", File: "a", Line: 2}}, "# a:1\nENVIRONMENT NEEDS: A FILE: _FILE"},
		{"a file of something else", []program.Use{{Name: "LOG_FILE", File: "a", Line: 2}}, "# a:2\nENVIRONMENT ACCEPTS: LOG_FILE"},
		{"needed ones first", []program.Use{{Name: "A", File: "a", Line: 1}, {Name: "B", Needed: true, File: "a", Line: 2}}, "# a:2\nENVIRONMENT NEEDS: B\n# a:1\nENVIRONMENT ACCEPTS: A"},
		{"the port it listens on", []program.Use{{Name: "PORT", Default: "80", Defaulted: true, File: "a", Line: 1}}, "# guessed from the variable's name\nLISTENS ON: TCP:{{PORT}} FOR: org.ietf.http\n# a:1\nENVIRONMENT ACCEPTS: PORT FORMAT: PORT DEFAULT: 80"},
	} {
		got := body(draft.Contract(draft.Facts{Title: "it", Uses: test.uses}, types(t)), true)
		if got != test.want {
			t.Errorf("%s: the draft is\n%s\nrather than\n%s", test.what, got, test.want)
		}
	}
}

func TestDockerfile(t *testing.T) {
	t.Parallel()
	file := source.NewFile("Dockerfile", []byte(`FROM scratch
ENV MODE=fast PATH=/bin TOKEN=hunter2 TOOL_VERSION=3
EXPOSE 8080 9200 9999/udp
VOLUME /data
USER 1000:1000
HEALTHCHECK CMD ["/check"]
CMD ["/app"]
`))
	scanned, errs := dockerfile.Scan(file)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	meta, _ := dockerfile.Describe(scanned, dockerfile.Options{})
	uses := []program.Use{{Name: "MODE", Needed: true, File: "main.go", Line: 2}, {Name: "PORT", Default: "8080", Defaulted: true, File: "main.go", Line: 4}}
	text := draft.Contract(draft.Facts{Title: "it", Meta: meta, File: file, Uses: uses}, types(t))
	want := `# EXPOSE (Dockerfile:3); the type is guessed from the port
LISTENS ON: TCP:{{PORT}} FOR: org.ietf.http
# EXPOSE (Dockerfile:3); the type is guessed from the port
LISTENS ON: TCP:9200 FOR: org.ietf.http
# EXPOSE (Dockerfile:3)
LISTENS ON: UDP:9999
# main.go:2; ENV of the image
ENVIRONMENT ACCEPTS: MODE DEFAULT: fast
# main.go:4
ENVIRONMENT ACCEPTS: PORT FORMAT: PORT DEFAULT: 8080
# ENV of the image; its default may be a secret and is left out
ENVIRONMENT ACCEPTS: TOKEN FORMAT: SECRET
# VOLUME (Dockerfile:4)
VOLUME AT: /data FORMAT: org.unix.files REQUIRES: READ WRITE UID: 1000 PERSIST: YES
# HEALTHCHECK (Dockerfile:6)
READY WHEN: HEALTHY`
	if got := body(text, true); got != want {
		t.Errorf("the draft is\n%s\nrather than\n%s", got, want)
	}
	for _, head := range []string{"# It starts: /app\n", "# It runs as: 1000:1000\n"} {
		if !strings.Contains(text, head) {
			t.Errorf("the draft lacks %q:\n%s", head, text)
		}
	}
}

// A draft for an image opens its section of a contract file.
func TestRepository(t *testing.T) {
	t.Parallel()
	text := draft.Contract(draft.Facts{Title: "acme/orders:1", Repository: "docker.io/acme/orders", Meta: &graph.Metadata{}}, types(t))
	if !strings.Contains(text, "\nIMAGE: docker.io/acme/orders\nCONTRACT: 1 PARTIAL: YES\n") {
		t.Errorf("the draft opens no section:\n%s", text)
	}
}

// However much there is, a draft is a contract.
func TestBounds(t *testing.T) {
	t.Parallel()
	var uses []program.Use
	for i := range 3000 {
		uses = append(uses, program.Use{Name: "SOME_RATHER_LONG_NAME_" + strings.Repeat("X", i%80) + string(rune('A'+i%26)) + string(rune('A'+i/26%26)), File: strings.Repeat("f", 300), Line: i})
	}
	text := draft.Contract(draft.Facts{Title: "it", Uses: uses}, types(t))
	if _, errs := contract.Parse(text); len(errs) > 0 || !strings.Contains(text, "more statements do not fit") {
		t.Errorf("the draft of %d bytes has the errors %v", len(text), errs)
	}
}

func FuzzContract(f *testing.F) {
	f.Add("app.py:3", "A", "b", "redis://cache", "/data", "8080")
	f.Add("a\nb", "KAFKA_BROKERS", `a "b" # c ; d`, "x\\", "/a b", "{{X}}")
	l := types(f)
	f.Fuzz(func(t *testing.T, file, name, value, example, volume, user string) {
		facts := draft.Facts{
			Title: file, Uses: []program.Use{{Name: name, Default: value, Defaulted: true, Example: example, File: file, Line: 1}, {Name: name + "_FILE"}},
			Notes: []string{value},
			Meta: &graph.Metadata{
				Volumes: []graph.Text{{Value: volume}}, User: graph.Text{Value: user}, Env: []graph.Variable{{Name: value, Text: graph.Text{Value: name}}},
				Command: &graph.Command{Words: []graph.Text{{Value: example}}}, Contracts: []graph.ContractText{{Origin: file}},
			},
		}
		text := draft.Contract(facts, l)
		statements, errs := contract.Parse(text)
		if len(errs) > 0 {
			t.Fatalf("the draft has the errors %v:\n%s", errs, text)
		}
		if printed := strings.TrimSpace(contract.Print(statements)); printed != "CONTRACT: 1 PARTIAL: YES\n"+body(text, false) && printed != "CONTRACT: 1 PARTIAL: YES" {
			t.Fatalf("the draft\n%s\nis printed as\n%s", text, printed)
		}
		if again := draft.Contract(facts, l); again != text {
			t.Fatal("the draft is another one each time")
		}
	})
}
