package contract_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

// reference is the language's page for users.
func reference(t *testing.T) (page string, blocks []string) {
	t.Helper()
	data, err := os.ReadFile("../../docs/contract-language.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?ms)^```ctypes\n(.*?)^```").FindAllStringSubmatch(string(data), -1) {
		blocks = append(blocks, m[1])
	}
	return string(data), blocks
}

func TestReferenceParses(t *testing.T) {
	t.Parallel()
	_, blocks := reference(t)
	if len(blocks) < 15 {
		t.Fatalf("only %d examples", len(blocks))
	}
	for _, block := range blocks {
		for _, st := range parse(t, block) {
			sameAgain(t, st)
		}
	}
}

// TestReferenceIsWhole holds the page to the language: each head, key and
// format stands in an example or a table.
func TestReferenceIsWhole(t *testing.T) {
	t.Parallel()
	page, blocks := reference(t)
	examples := strings.Join(blocks, "\n")
	for _, head := range contract.Heads() {
		if !strings.Contains(examples, head+": ") {
			t.Errorf("no example has %s", head)
		}
		for _, key := range contract.KeysOf(head) {
			if !strings.Contains(examples, " "+key+": ") {
				t.Errorf("no example has %s, of %s", key, head)
			}
		}
	}
	for k := contract.FmtHost; k <= contract.FmtUID; k++ {
		if !regexp.MustCompile("(?m)^\\| `" + k.String() + "[(`]").MatchString(page) {
			t.Errorf("%s is not in the table of formats", k)
		}
	}
}

// TestReferenceKnowsItsTypes holds the examples to declared names.
func TestReferenceKnowsItsTypes(t *testing.T) {
	t.Parallel()
	l := standard(t)
	_, blocks := reference(t)
	name := regexp.MustCompile(`\b(?:org|com|io|net|co)\.[a-z0-9-]+(?:\.[a-z0-9-]+)+`)
	for _, block := range blocks {
		for _, n := range name.FindAllString(block, -1) {
			if _, known := l.Declared(n); !known && !strings.HasPrefix(n, "com.example.") {
				t.Errorf("an example has the undeclared type %s", n)
			}
		}
	}
	page, _ := reference(t)
	if !slices.Contains(name.FindAllString(page, -1), "org.postgresql.db") {
		t.Error("no type found at all")
	}
}

// TestImpliedExample holds the two contracts that are said to be the same to
// each other.
func TestImpliedExample(t *testing.T) {
	t.Parallel()
	page, _ := reference(t)
	_, after, _ := strings.Cut(page, "say the same:")
	blocks := regexp.MustCompile("(?ms)^```ctypes\n(.*?)^```").FindAllStringSubmatch(after, 2)
	spell := func(text string) []string {
		merged := contract.Merge([]contract.Text{{Layer: contract.LabelLayer, Statements: parse(t, text)}})
		implied := contract.Desugar(merged.Statements, nil)
		lines := make([]string, len(implied))
		for i, st := range implied {
			lines[i] = st.String()
		}
		slices.Sort(lines)
		return lines
	}
	if short, long := spell(blocks[0][1]), spell(blocks[1][1]); !slices.Equal(short, long) {
		t.Errorf("the short contract says\n%s\nthe long one\n%s", strings.Join(short, "\n"), strings.Join(long, "\n"))
	}
}
