package catalog_test

import (
	"testing"

	"github.com/ctypes-dev/ctypes/graph/catalog"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func TestVersionTag(t *testing.T) {
	t.Parallel()
	tagged := `pg([0-9]+)`
	tests := []struct {
		section             contract.Image
		tag, variable, want string
	}{
		{contract.Image{}, "17-alpine", "", "17-alpine"},
		{contract.Image{}, "latest", "17", "latest"},
		{contract.Image{Version: "MAJOR"}, "17-alpine", "16", "17-alpine"},
		{contract.Image{Version: "MAJOR"}, "latest", "17", "17-latest"},
		{contract.Image{Version: "MAJOR"}, "fpm-alpine", "6.8.1", "6.8.1-fpm-alpine"},
		{contract.Image{Version: "MAJOR"}, "fpm-alpine", "", "fpm-alpine"},
		{contract.Image{Version: "MAJOR"}, "", "17", "17"},
		{contract.Image{Tagged: tagged}, "0.8.0-pg17", "", "17-0.8.0-pg17"},
		{contract.Image{Tagged: tagged}, "0.8.0", "", ""},
		{contract.Image{Tagged: tagged, Version: "MAJOR"}, "0.8.0", "16", "16"},
	}
	for _, tt := range tests {
		section := catalog.Section{Image: tt.section}
		got := section.VersionTag(tt.tag, func(string) string { return tt.variable })
		if got != tt.want {
			t.Errorf("tag %q, variable %q: %q, want %q", tt.tag, tt.variable, got, tt.want)
		}
	}
}
