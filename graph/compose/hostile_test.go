package compose_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/compose"
)

// doubling is an env file whose last variable is 2^n bytes long.
func doubling(n int) string {
	var b strings.Builder
	b.WriteString("A0=xxxxxxxxxxxxxxxx\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "A%[1]d=${A%[2]d}${A%[2]d}\n", i, i-1)
	}
	return b.String()
}

// laughs are aliases that stand for 9^n values.
func laughs(n int) string {
	var b strings.Builder
	b.WriteString("x-0: &l0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "x-%[1]d: &l%[1]d [%[2]s]\n", i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*l%d, ", i-1), 9), ", "))
	}
	return b.String() + "services: {a: {image: x}}\n"
}

// bombs are files that must cost little, with what is said of each.
func bombs() map[string]struct{ file, says string } {
	service := "services:\n  a:\n    image: x\n"
	return map[string]struct{ file, says string }{
		"aliases":        {laughs(9), "values here once aliases are followed"},
		"merges":         {mergeBomb(), "once aliases are followed"},
		"nested flow":    {"a: " + strings.Repeat("[", 9000), "nested deeper than 100"},
		"nested block":   {nestedBlock(2000), "nested deeper than 100"},
		"nested aliases": {nestedAliases(200), "nested deeper than 100"},
		"large scalar":   {service + "    command: " + strings.Repeat("x", 2<<20) + "\n", "larger than 1024 KiB"},
		"large file":     {service + "# " + strings.Repeat("x", 11<<20) + "\n", "is larger than 10 MiB"},
		"references":     {service + "    command: \"" + strings.Repeat("${A:-x}", 40_000) + "\"\n", ""},
		"defaults":       {service + "    command: \"" + strings.Repeat("${A:-", 2000) + strings.Repeat("}", 2000) + "\"\n", "nested deeper than 50"},
		"ports":          {service + "    ports: [\"1-65535:1-65535\", \"1-65535/udp\"]\n", ""},
		"commands":       {"services:\n" + manyCommands(100), ""},
		"open quote":     {service + "    command: \"'" + strings.Repeat("x", 900_000) + "\"\n", "left open in `command`"},
		"lists":          {service + strings.Repeat("", 1) + manyLists(40), "too long together"},
		"many ports":     {service + "    ports: [" + strings.Repeat("\"1-60000:1-60000\",", 50) + "]\n", ""},
		"keys":           {service + "    labels:\n" + manyKeys(90_000), "more than 10000 entries"},
		"services":       {"services:\n" + strings.Repeat("  a:\n", 1) + manyKeys(20_000), "more than 10000 entries"},
		"self":           {"services: &s\n  a: *s\n", "stands inside of what it is an alias of"},
		"self merge":     {"services:\n  a: &a\n    image: x\n    <<: *a\n", "stands inside of what it is an alias of"},
		"binary":         {"services: {a: {image: x}}\n\x00", "zero byte"},
		"not UTF-8":      {"services: {a: {image: \"\xff\"}}\n", "is not valid UTF-8"},
		"UTF-16":         {"\xff\xfes\x00e\x00", "is not valid UTF-8"},
		"interpolated":   {service + "    command: \"" + strings.Repeat("${LONG}", 10_000) + "\"\n", "larger than 1024 KiB once its variables are filled in"},
	}
}

func manyCommands(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "  s%d: {image: x, command: \"%s\"}\n", i, strings.Repeat("x ", 20_000))
	}
	return b.String()
}

func manyLists(n int) string {
	var b strings.Builder
	b.WriteString("    x-lists:\n")
	for range n {
		b.WriteString("      - [" + strings.Repeat("a,", 5000) + "]\n")
	}
	return b.String()
}

func mergeBomb() string {
	var b strings.Builder
	b.WriteString("x-0: &m0 {a: 1}\n")
	for i := 1; i < 12; i++ {
		fmt.Fprintf(&b, "x-%[1]d: &m%[1]d\n  <<: [%[2]s]\n  k%[1]d: 1\n", i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*m%d, ", i-1), 7), ", "))
	}
	return b.String() + "services:\n  a:\n    image: x\n    labels: *m11\n"
}

func nestedBlock(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func nestedAliases(n int) string {
	var b strings.Builder
	b.WriteString("x-0: &n0 [a]\n")
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, "x-%[1]d: &n%[1]d [*n%[2]d]\n", i, i-1)
	}
	return b.String()
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "      k%d: x\n", i)
	}
	return b.String()
}

// TestBombs loads files that are made to cost much: each gives one clear
// message, with its place, soon and in little memory.
func TestBombs(t *testing.T) { //nolint:paralleltest // it measures time and memory
	for name, bomb := range bombs() {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, filepath.Join(dir, "compose.yaml"), []byte(bomb.file))
			p := bounded(t, compose.Options{WorkingDir: dir, Environment: map[string]string{"LONG": strings.Repeat("x", 1000)}})
			if bomb.says == "" {
				if len(p.Problems) > 0 {
					t.Errorf("it is legal, and said to be wrong:\n%s", told(p))
				}
				return
			}
			if len(p.Problems) != 1 || !strings.Contains(p.Problems[0].Message, bomb.says) {
				t.Fatalf("it says:\n%.600s", told(p))
			}
			if r := p.Sources.Resolve(p.Problems[0].Place); r.File != "compose.yaml" {
				t.Errorf("it is nowhere: %+v", r)
			}
		})
	}
}

// bounded loads a project and fails when that takes too long or too much.
func bounded(t *testing.T, o compose.Options) *graph.Project {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	late := time.AfterFunc(15*time.Second, func() { t.Error("it takes more than 15 seconds, even with a race detector") })
	p := load(t, o)
	late.Stop()
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 700<<20 {
		t.Errorf("it allocated %d MiB", used>>20)
	}
	return p
}

func TestEnvFileBombs(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		files map[string]string
		says  string
		at    string
	}{
		"doubling in .env": {
			map[string]string{".env": doubling(40), "compose.yaml": "services: {a: {image: \"x:${A1}\"}}\n"},
			"once its variables are filled in", ".env:18:5",
		},
		"doubling in env_file": {
			map[string]string{"a.env": doubling(40), "compose.yaml": "services: {a: {image: x, env_file: a.env}}\n"},
			"once its variables are filled in", "a.env:18:5",
		},
		"doubling in an include": {
			map[string]string{
				"sub/.env": doubling(40), "sub/compose.yaml": "services: {a: {image: \"x:${A1}\"}}\n",
				"compose.yaml": "include: [sub/compose.yaml]\n",
			},
			"once its variables are filled in", "sub/.env:18:5",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for path, data := range test.files {
				write(t, filepath.Join(dir, path), []byte(data))
			}
			p := bounded(t, compose.Options{WorkingDir: dir})
			if len(p.Problems) != 1 || !strings.Contains(p.Problems[0].Message, test.says) || !strings.HasPrefix(at(p, p.Problems[0].Place), test.at) {
				t.Errorf("it says:\n%.600s", told(p))
			}
		})
	}
}

// outside is a project beside a secret that no file of it may reach.
func outside(t *testing.T, files map[string]string) (dir, secret string) {
	t.Helper()
	root := t.TempDir()
	secret = filepath.Join(root, "secret.env")
	write(t, secret, []byte("STOLEN=secret\nservices: {stolen: {image: x}}\n"))
	dir = filepath.Join(root, "project")
	for path, data := range files {
		write(t, filepath.Join(dir, path), []byte(strings.ReplaceAll(data, "SECRET", secret)))
	}
	return dir, secret
}

// TestJail tries to read what is outside of the project in every way that
// compose files have.
func TestJail(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		files map[string]string
		says  string // "" when nothing is refused
	}{
		"include":            {map[string]string{"compose.yaml": "include: [SECRET]\nservices: {a: {image: x}}\n"}, "outside of the folders"},
		"include upward":     {map[string]string{"compose.yaml": "include: [../secret.env]\nservices: {a: {image: x}}\n"}, "outside of the folders"},
		"include env_file":   {map[string]string{"compose.yaml": "include: [{path: b.yaml, env_file: SECRET}]\n", "b.yaml": "services: {a: {image: \"x:${STOLEN:-}\"}}\n"}, ""},
		"extends":            {map[string]string{"compose.yaml": "services: {a: {extends: {file: SECRET, service: stolen}}, b: {image: x}}\n"}, "outside of the folders"},
		"env_file":           {map[string]string{"compose.yaml": "services: {a: {image: x, env_file: SECRET}}\n"}, ""},
		"env_file missing":   {map[string]string{"compose.yaml": "services: {a: {image: x, env_file: SECRET.none}}\n"}, "does not exist"},
		"label_file":         {map[string]string{"compose.yaml": "services: {a: {image: x, label_file: SECRET}}\n"}, ""},
		"nested include env": {map[string]string{"compose.yaml": "include: [b/b.yaml]\n", "b/b.yaml": "include: [{path: c.yaml, env_file: ../../secret.env}]\n", "b/c.yaml": "services: {a: {image: \"x:${STOLEN:-}\"}}\n"}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, secret := outside(t, test.files)
			p := load(t, compose.Options{WorkingDir: dir, Path: dir})
			all := told(p)
			if test.says == "" && len(p.Problems) > 0 || !strings.Contains(all, test.says) {
				t.Errorf("it says:\n%s", all)
			}
			checkSealed(t, p, secret)
			if strings.Contains(test.files["compose.yaml"], "{image: x") && len(p.Services) == 0 {
				t.Error("the rest is not checked")
			}
		})
	}
}

// checkSealed fails when anything of the secret is in the project.
func checkSealed(t *testing.T, p *graph.Project, secret string) {
	t.Helper()
	for _, f := range p.Sources.Files() {
		if strings.Contains(string(f.Data), "STOLEN=secret") {
			t.Errorf("%s was read", f.Name)
		}
	}
	for _, s := range p.Services {
		if s.Name == "stolen" || strings.Contains(s.Image.Value, "secret") {
			t.Errorf("the secret is in the model: %+v", s)
		}
		for _, v := range s.Environment {
			if strings.Contains(v.Value, "secret") {
				t.Errorf("the secret is a variable: %+v", v)
			}
		}
	}
	if _, err := p.Disk.Read(secret); err == nil {
		t.Error("the disk reads outside of the root")
	}
	if p.Disk.Stat(secret) != graph.UnknownEntry || p.Disk.List(filepath.Dir(secret)) != nil {
		t.Error("the disk looks outside of the root")
	}
}

func TestJailSymlinks(t *testing.T) {
	t.Parallel()
	for _, name := range []string{".env", "app.env", "inner.yaml", "compose.override.yaml"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, secret := outside(t, map[string]string{
				"compose.yaml": "include: [{path: inner.yaml, env_file: inner.env}]\nservices: {a: {image: \"x:${STOLEN:-none}\", env_file: {}}}\n",
				"inner.env":    "",
			})
			write(t, filepath.Join(dir, "compose.yaml"), []byte("services: {a: {image: \"x:${STOLEN:-none}\", env_file: [{path: app.env, required: false}]}}\n"))
			if name == "inner.yaml" {
				write(t, filepath.Join(dir, "compose.yaml"), []byte("include: [inner.yaml]\nservices: {a: {image: x}}\n"))
			}
			if err := os.Symlink(secret, filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
			p := load(t, compose.Options{WorkingDir: dir, Path: dir})
			checkSealed(t, p, secret)
			checkUnread(t, p, name)
		})
	}
}

// checkUnread holds a project to say what it did not read.
func checkUnread(t *testing.T, p *graph.Project, name string) {
	t.Helper()
	switch name {
	case ".env":
		if len(p.EnvFilesUnread) != 1 || p.EnvFilesUnread[0] != ".env" {
			t.Errorf("unread: %v", p.EnvFilesUnread)
		}
	case "app.env":
		if len(p.Services[0].EnvFilesUnread) != 1 {
			t.Errorf("unread: %v", p.Services[0].EnvFilesUnread)
		}
	default:
		if !strings.Contains(told(p), "outside of the folders") {
			t.Errorf("it says:\n%s", told(p))
		}
	}
}

// TestIrregular meets what never ends or never begins: devices, fifos, folders.
func TestIrregular(t *testing.T) {
	t.Parallel()
	fifo := func(t *testing.T, path string) {
		t.Helper()
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Skip("no fifos here")
		}
	}
	zero := func(t *testing.T, path string) {
		t.Helper()
		if err := os.Symlink("/dev/zero", path); err != nil {
			t.Fatal(err)
		}
	}
	folder := func(t *testing.T, path string) {
		t.Helper()
		if err := os.Mkdir(path, 0o750); err != nil {
			t.Fatal(err)
		}
	}
	uses := map[string]string{
		"a.env":        "services: {a: {image: x, env_file: a.env}}\n",
		"a.labels":     "services: {a: {image: x, label_file: a.labels}}\n",
		"include.yaml": "include: [include.yaml]\nservices: {a: {image: x}}\n",
		"extends.yaml": "services: {a: {image: x, extends: {file: extends.yaml, service: a}}}\n",
		"include.env":  "include: [{path: inner.yaml, env_file: include.env}]\n",
	}
	for kind, create := range map[string]func(*testing.T, string){"fifo": fifo, "zero": zero, "folder": folder} {
		for file, text := range uses {
			t.Run(kind+" as "+file, func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				write(t, filepath.Join(dir, "compose.yaml"), []byte(text))
				write(t, filepath.Join(dir, "inner.yaml"), []byte("services: {a: {image: x}}\n"))
				create(t, filepath.Join(dir, file))
				p := bounded(t, compose.Options{WorkingDir: dir, Path: dir})
				if len(p.Problems) != 1 && kind != "zero" {
					t.Errorf("it says:\n%s", told(p))
				}
			})
		}
	}
}
