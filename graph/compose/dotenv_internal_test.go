package compose

import (
	"maps"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/sirupsen/logrus"
)

func envFiles() []string {
	return []string{
		"", "A=1", "A=1\n", "\ufeffA=1\r\nB=2\r\n", "# c\n\n  A = 1 # x\nB: 2\n", "export A=1\nexport\tB=2\nexport C\n", "export ",
		"A='x'\nB=\"y\"\nC=\"a b\" # c\nD='it\\'s'\n", "A=\"multi\nline\"\nB=2\n", "A=\"x\\ty\\n\\$Z \\\\ \\q \\\"\"\n", `A="\0101\0"`,
		"A=b\nC=${A}-${X:-d}\nD=$E\n", "A='${B}'\nB=\"${A:-x}\"\n", "A\nB\n", "A", "UNSET\nA=1\n", "A=1#2\nB=1 #2\n", "=x\n", "A =\n",
		"A=\"open\nB=1\n", "A='open", "a b=1\n", "a%b=1\n", "A.b-c[1]=x\n", "ärger=ü\n", "A=${\n", "A=${X:?no}\n", "A=\"x\"y\nB=1\n",
		"A=$$x\n", "A=\"$$x\"\n", "exportA=1\n", "export\nA=1\n", "A=1\n\n\nA=2\nB=$A\n", "\u00a0A=1\n", "A=\u00a0x\n", "A=x \\\nB=1\n",
	}
}

// sameAsDotenv holds one env file to compose's own result.
func sameAsDotenv(t *testing.T, text string) {
	t.Helper()
	got := map[string]string{}
	found, err := parseDotenv([]byte(text), variables, got, nil)
	want, wantErr := dotenv.ParseWithLookup(strings.NewReader(text), func(name string) (string, bool) {
		v, _, ok := variables(name)
		return v, ok
	})
	if (err != nil) != (wantErr != nil) {
		t.Fatalf("%q: error %v, compose says %v", text, err, wantErr)
	}
	if err == nil && !maps.Equal(got, want) {
		t.Fatalf("%q: %q, compose says %q", text, got, want)
	}
	for _, a := range found {
		if name := text[a.key.Start:a.key.End]; name != a.name {
			t.Fatalf("%q: the name %q is at %q", text, a.name, name)
		}
		if a.align.Len() != len(a.value) {
			t.Fatalf("%q: the alignment of %s covers %d bytes of %q", text, a.name, a.align.Len(), a.value)
		}
		for _, r := range a.align {
			if r.Origin.Start > r.Origin.End || r.Origin.End > len(text) {
				t.Fatalf("%q: run %+v of %s is outside", text, r, a.name)
			}
			if r.Verbatim && text[r.Origin.Start:r.Origin.End] != a.value[r.Text.Start:r.Text.End] {
				t.Fatalf("%q: run %+v of %s is not verbatim", text, r, a.name)
			}
		}
	}
}

func TestDotenvLikeCompose(t *testing.T) {
	t.Parallel()
	logrus.SetOutput(discard{})
	for _, text := range envFiles() {
		sameAsDotenv(t, text)
	}
}

func FuzzDotenvLikeCompose(f *testing.F) {
	logrus.SetOutput(discard{})
	for _, text := range envFiles() {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 500 {
			t.Skip()
		}
		sameAsDotenv(t, text)
	})
}
