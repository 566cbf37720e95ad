package cli

import (
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

// TestContract reads back what `ctypes contract` prints.
func TestContract(t *testing.T) {
	for _, args := range [][]string{
		{"contract", "--offline", "postgres:17"},
		{"contract", "--offline", "--explain", "docker.io/library/redis:7"},
		{"contract", "--offline", "example.com/nobody/knows:1"},
	} {
		code, stdout, stderr := run(t.Context(), t, args...)
		if code != int(clean) || stderr != "" {
			t.Errorf("%q: code %d, %s", args, code, stderr)
		}
		statements, errs := contract.Parse(stdout)
		if len(errs) > 0 {
			t.Errorf("%q: prints what is no contract: %v\n%s", args, errs, stdout)
		}
		if known := !strings.Contains(stdout, "nothing is known"); known != (len(statements) > 0) {
			t.Errorf("%q: %d statements in\n%s", args, len(statements), stdout)
		}
	}
}
