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
		{contract.Image{Version: "MAJOR"}, "lts", "1:11.4.3+maria~ubu2404", "11.4.3-lts"},
		{contract.Image{Version: "MAJOR"}, "1:11.4.3+maria~ubu2404", "1:11.4.3+maria~ubu2404", "11.4.3-1:11.4.3+maria~ubu2404"},
		{contract.Image{Version: "MAJOR"}, "latest", "8.4.3-1.el9", "8.4.3-1.el9-latest"},
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

// TestByVariable holds the list of variables to the entries that name one: the
// variable tells the image that sets it, or the one that this is built on.
func TestByVariable(t *testing.T) {
	t.Parallel()
	c := catalog.New()
	for _, repository := range c.Repositories() {
		sections, err := c.Sections(repository)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range sections {
			if s.Version == "" {
				continue
			}
			switch told := catalog.ByVariable(s.Version); {
			case told == "":
				t.Errorf("%s: nothing is known by %s", repository, s.Version)
			case told != repository && told != s.Base:
				t.Errorf("%s: %s tells %s", repository, s.Version, told)
			}
		}
	}
	if told := catalog.ByVariable("PATH"); told != "" {
		t.Errorf("PATH tells %s", told)
	}
}
