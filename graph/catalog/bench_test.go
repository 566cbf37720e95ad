package catalog_test

import (
	"strconv"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/catalog"
)

// BenchmarkLookup looks the images of a hundred services up in a catalog that
// has not been asked yet: as many entries as services, and ten that all of them
// share. The budget is three milliseconds.
func BenchmarkLookup(b *testing.B) {
	const services = 100
	repositories := catalog.New().Repositories()
	for _, different := range []int{services, services / 10} {
		b.Run(strconv.Itoa(different), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c := catalog.New()
				for i := range services {
					repository := repositories[i%different*len(repositories)/different]
					if _, found, err := c.Lookup(repository, "latest"); err != nil || !found {
						b.Fatal(repository, found, err)
					}
				}
			}
		})
	}
}
