package address_test

import (
	"testing"

	"github.com/ctypes-dev/ctypes/graph/address"
)

func BenchmarkParse(b *testing.B) {
	for _, bb := range []struct{ name, value string }{
		{"url", "postgres://app:secret@db:5432/app?sslmode=disable"},
		{"pairs", "kafka1:9092,kafka2:9092,kafka3:9092"},
		{"ado", "Server=db,1433;Database=app;User Id=sa;Password=secret"},
		{"word", "production"},
		{"text", "some words that are no address at all"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = address.Parse(bb.value)
			}
		})
	}
}
