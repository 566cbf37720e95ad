package contract_test

import (
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

func BenchmarkParse(b *testing.B) {
	text := strings.Join(canonical, "\n") + "\n" + seed
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, errs := contract.Parse(text); len(errs) > 0 {
			b.Fatal(errs)
		}
	}
	b.ReportMetric(float64(strings.Count(text, "\n")), "lines")
}
