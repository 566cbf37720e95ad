package compose_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/compose"
)

// treeOf writes files into a folder of their own.
func treeOf(t *testing.T, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFind(t *testing.T) {
	t.Parallel()
	const web = "services: {web: {image: nginx}}\n"
	for _, tt := range []struct {
		name  string
		files map[string]string
		roots []string
		want  []string
	}{
		{"nothing", map[string]string{"a/readme": ""}, nil, nil},
		{"one here", map[string]string{"compose.yaml": web}, nil, []string{"."}},
		{"all default names, one project a folder", map[string]string{
			"a/compose.yaml": web, "a/docker-compose.yml": web, "b/compose.yml": web, "c/docker-compose.yml": web, "d/docker-compose.yaml": web, "e/other.yaml": web,
		}, nil, []string{"a", "b", "c", "d"}},
		{"in order of folders", map[string]string{"compose.yaml": web, "-b/compose.yaml": web, "a/compose.yaml": web, "a-b/compose.yaml": web, "a/c/compose.yaml": web}, nil, []string{".", "-b", "a", "a/c", "a-b"}},
		{"hidden folders, but not those of tools", map[string]string{
			".devcontainer/compose.yaml": web, ".git/compose.yaml": web, "web/node_modules/x/compose.yaml": web,
		}, nil, []string{".devcontainer"}},
		{"an override is no project", map[string]string{"compose.yaml": web, "compose.override.yaml": web}, nil, []string{"."}},
		{"what is included is no project", map[string]string{
			"compose.yaml": "include: [db/compose.yaml]\n" + web, "db/compose.yaml": "services: {db: {image: redis}}\n", "other/compose.yaml": web,
		}, nil, []string{".", "other"}},
		{"nor what is included by what is included", map[string]string{
			"compose.yaml": "include: [a/compose.yaml]\n", "a/compose.yaml": "include: [../b/compose.yaml]\n", "b/compose.yaml": web,
		}, nil, []string{"."}},
		{"nor what is extended", map[string]string{
			"app/compose.yaml": "services: {web: {extends: {file: ../base/compose.yaml, service: web}}}\n", "base/compose.yaml": web,
		}, nil, []string{"app"}},
		{"by a path with a variable", map[string]string{
			"compose.yaml": "include: [\"${PART}/compose.yaml\"]\n", ".env": "PART=part\n", "part/compose.yaml": web,
		}, nil, []string{"."}},
		{"a file that only says so", map[string]string{"compose.yaml": "# include: [a/compose.yaml]\n" + web, "a/compose.yaml": web}, nil, []string{".", "a"}},
		{"files that include each other", map[string]string{
			"a/compose.yaml": "include: [../b/compose.yaml]\n", "b/compose.yaml": "include: [../a/compose.yaml]\n",
		}, nil, []string{"a"}},
		{"files of .env", map[string]string{
			"a/.env": "COMPOSE_FILE=one.yaml:../b/compose.yaml\n", "a/one.yaml": web, "b/compose.yaml": web, "c/.env": "A=COMPOSE_FILE\n",
		}, nil, []string{"a"}},
		{"broken files are projects", map[string]string{"a/compose.yaml": "services: [", "b/compose.yaml": "include: ["}, nil, []string{"a", "b"}},
		{"folders that overlap", map[string]string{"a/compose.yaml": web, "a/b/compose.yaml": web}, []string{"a/b", "a", "."}, []string{"a", "a/b"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if tt.roots == nil {
				tt.roots = []string{"."}
			}
			found, err := compose.Find(t.Context(), tt.roots, compose.Options{WorkingDir: treeOf(t, tt.files), Environment: map[string]string{}})
			if err != nil {
				t.Fatal(err)
			}
			for i, p := range found.Projects {
				found.Projects[i] = filepath.ToSlash(p)
			}
			if !slices.Equal(found.Projects, tt.want) || len(found.Unread) > 0 {
				t.Errorf("found %q, want %q (unread: %q)", found.Projects, tt.want, found.Unread)
			}
		})
	}
}

func TestFindFails(t *testing.T) {
	t.Parallel()
	dir := treeOf(t, map[string]string{"a/compose.yaml": "services: {}\n"})
	for root, want := range map[string]string{"a/compose.yaml": "not a folder", "b": "no such file"} {
		_, err := compose.Find(t.Context(), []string{root}, compose.Options{WorkingDir: dir})
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "`"+root+"`") {
			t.Errorf("%s: %v, want %q", root, err, want)
		}
	}
}

// TestFindLinks checks that links lead to no project twice, and never around in
// circles.
func TestFindLinks(t *testing.T) {
	t.Parallel()
	dir := treeOf(t, map[string]string{"a/compose.yaml": "services: {}\n"})
	for link, to := range map[string]string{"a/again": "..", "b": "a", "top": "."} {
		if err := os.Symlink(to, filepath.Join(dir, filepath.FromSlash(link))); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
	}
	for root, want := range map[string][]string{".": {"a"}, "top": {"top/a"}, "b": {"b"}} {
		found, err := compose.Find(t.Context(), []string{root}, compose.Options{WorkingDir: dir})
		if err != nil || !slices.Equal(found.Projects, want) {
			t.Errorf("%s: found %q (%v), want %q", root, found.Projects, err, want)
		}
	}
}
