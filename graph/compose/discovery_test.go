package compose_test

import (
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/sirupsen/logrus"

	"github.com/ctypes-dev/ctypes/graph/compose"
)

// layout of the folders that discovery is tried in.
func discoveryFiles() map[string]string {
	image := func(tag string) string {
		return "services:\n  web: {image: \"" + tag + ":${TAG:-none}\"}\n  extra: {image: \"x:${TAG:-none}\", profiles: [extra]}\n"
	}
	return map[string]string{
		"one/compose.yaml":                 image("one"),
		"one/compose.yml":                  image("worse"),
		"one/compose.override.yml":         "services: {web: {image: \"overridden:${TAG:-none}\"}}\n",
		"one/compose.override.yaml":        "services: {web: {image: worse}}\n",
		"one/.env":                         "TAG=one\n",
		"one/deep/er/.env":                 "TAG=deeper\nDEEP=1\n",
		"two/docker-compose.yml":           image("two"),
		"two/docker-compose.override.yaml": "services: {over: {image: x}}\n",
		"files/.env":                       "COMPOSE_FILE=a.yaml:sub/b.yaml\nCOMPOSE_PROFILES=extra\nCOMPOSE_PROJECT_NAME=named-there\nTAG=files\n",
		"files/a.yaml":                     image("a"),
		"files/sub/b.yaml":                 image("b"),
		"files/sub/.env":                   "TAG=sub\n",
		"separator/.env":                   "COMPOSE_FILE=a.yaml,b.yaml\nCOMPOSE_PATH_SEPARATOR=,\n",
		"separator/a.yaml":                 image("a"),
		"separator/b.yaml":                 "services: {b: {image: b}}\n",
		"named/compose.yaml":               "name: ${PREFIX:-my}_Project\n" + image("named"),
		"named/.env":                       "PREFIX=Your\n", // what the process sets is shown by its name
		"Strange Name!/compose.yaml":       image("strange"),
		"values/first.env":                 "TAG=first\nA=${TAG}\n",
		"values/second.env":                "TAG=second\nB=${A}\n",
		"values/compose.yaml":              image("values"),
		"values/.env":                      "TAG=default\n",
		"disabled/.env":                    "TAG=disabled\n",
		"disabled/compose.yaml":            image("disabled"),
		"folder/.env/nothing":              "",
		"folder/compose.yaml":              image("folder"),
		"include/compose.yaml":             "include: [{path: [part/a.yaml, part/b.yaml], project_directory: dir, env_file: part/values.env}]\n",
		"include/part/a.yaml":              "services: {web: {image: \"a:${TAG:-none}\", build: ./ctx, env_file: [{path: x.env, required: false}]}}\n",
		"include/part/b.yaml":              "services: {web: {image: \"b:${TAG:-none}\"}}\n",
		"include/part/values.env":          "TAG=values\n",
		"include/dir/.env":                 "TAG=dir\n",
		"merge/compose.yaml":               image("merge"),
		"merge/prod.yaml":                  "services: {web: {image: prod}}\n",
		"merge/other/third.yaml":           "services: {web: {build: ./here}}\n",
		"nested/compose.yaml":              "include: [a/a.yaml]\n",
		"nested/a/a.yaml":                  "include: [b/b.yaml]\nservices: {a: {image: \"a:${TAG:-none}\", build: ./x}}\n",
		"nested/a/.env":                    "TAG=a\n",
		"nested/a/b/b.yaml":                "services: {b: {image: \"b:${TAG:-none}\", build: ./y}}\n",
		"nested/a/b/.env":                  "TAG=b\nONLY=${TAG}\n",
	}
}

type discovery struct {
	name string
	cwd  string
	o    compose.Options
	env  map[string]string
}

func discoveries() []discovery {
	return []discovery{
		{"the working directory", "one", compose.Options{}, nil},
		{"upward", "one/deep/er", compose.Options{}, nil},
		{"older names", "two", compose.Options{}, nil},
		{"a file", "", compose.Options{Files: []string{"one/compose.yaml"}}, nil},
		{"the process wins", "one", compose.Options{}, map[string]string{"TAG": "process"}},
		{"files of .env", "files", compose.Options{}, nil},
		{"files of the environment", "", compose.Options{}, map[string]string{"COMPOSE_FILE": "files/sub/b.yaml:two/docker-compose.yml", "COMPOSE_PROFILES": "none, extra"}},
		{"another separator", "separator", compose.Options{}, nil},
		{"a profile", "one", compose.Options{Profiles: []string{"extra"}}, nil},
		{"a flag beats COMPOSE_PROFILES", "files", compose.Options{Profiles: []string{"other"}}, nil},
		{"a name in the file", "named", compose.Options{}, nil},
		{"a name by flag", "named", compose.Options{ProjectName: "flagged"}, nil},
		{"a name by variable", "named", compose.Options{}, map[string]string{"COMPOSE_PROJECT_NAME": "variable"}},
		{"a strange folder", "Strange Name!", compose.Options{}, nil},
		{"env files", "values", compose.Options{EnvFiles: []string{"first.env", "second.env"}}, nil},
		{"no .env file", "disabled", compose.Options{}, map[string]string{"COMPOSE_DISABLE_ENV_FILE": "true"}},
		{"a folder called .env", "folder", compose.Options{}, nil},
		{"a project directory", "", compose.Options{ProjectDirectory: "one"}, nil},
		{"a project directory and a file", "", compose.Options{ProjectDirectory: "values", Files: []string{"merge/compose.yaml"}}, nil},
		{"an include", "include", compose.Options{}, nil},
		{"an include from elsewhere", "", compose.Options{Files: []string{"include/compose.yaml"}}, map[string]string{"TAG": "process"}},
		{"files in order", "", compose.Options{Files: []string{"merge/compose.yaml", "merge/prod.yaml", "merge/other/third.yaml"}}, nil},
		{"nested includes", "nested", compose.Options{}, nil},
	}
}

// TestDiscoveryLikeCompose holds what is found to what docker compose's own
// options find.
func TestDiscoveryLikeCompose(t *testing.T) { //nolint:paralleltest // it changes the process
	logrus.SetOutput(io.Discard)
	root := t.TempDir()
	for name, text := range discoveryFiles() {
		write(t, filepath.Join(root, name), []byte(text))
	}
	for _, d := range discoveries() {
		t.Run(d.name, func(t *testing.T) {
			cwd := filepath.Join(root, d.cwd)
			t.Chdir(cwd)
			for name, value := range d.env {
				t.Setenv(name, value)
			}
			o := d.o
			o.WorkingDir, o.Environment = cwd, d.env
			got := load(t, o)
			if len(got.Problems) > 0 {
				t.Fatalf("problems:\n%s", told(got))
			}
			want, err := dockerOptions(o).LoadProject(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, difference := range differences(got, want) {
				t.Error(difference)
			}
			if got.Dir != want.WorkingDir {
				t.Errorf("the folder is %s, compose says %s", got.Dir, want.WorkingDir)
			}
		})
	}
}

// dockerOptions are what docker compose makes of its flags.
func dockerOptions(o compose.Options) *cli.ProjectOptions {
	options, err := cli.NewProjectOptions(o.Files,
		cli.WithWorkingDirectory(o.ProjectDirectory), cli.WithEnv(pairs(o.Environment)),
		cli.WithEnvFiles(o.EnvFiles...), cli.WithDotEnv, cli.WithConfigFileEnv, cli.WithDefaultConfigPath,
		cli.WithEnvFiles(o.EnvFiles...), cli.WithDotEnv, // docker compose does it twice too
		cli.WithDefaultProfiles(o.Profiles...), cli.WithName(o.ProjectName))
	if err != nil {
		panic(err)
	}
	return options
}

func TestDiscoveryByPath(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for name, text := range discoveryFiles() {
		write(t, filepath.Join(root, name), []byte(text))
	}
	tests := []struct {
		name, cwd, path string
		env             map[string]string
		files, image    string
	}{
		{"a folder", "", "one", nil, "one/compose.yaml one/compose.override.yml", "overridden:one"},
		{"a folder in full", "two", filepath.Join(root, "one"), nil, filepath.Join(root, "one/compose.yaml") + " " + filepath.Join(root, "one/compose.override.yml"), "overridden:one"},
		{"a folder beside", "two", "../one", nil, "../one/compose.yaml ../one/compose.override.yml", "overridden:one"},
		{"a file alone", "", "one/compose.yaml", nil, "one/compose.yaml", "one:one"},
		{"its own .env names files", "", "files", nil, "files/a.yaml files/sub/b.yaml", "b:files"},
		{"COMPOSE_FILE is not for it", "", "one", map[string]string{"COMPOSE_FILE": "two/docker-compose.yml"}, "one/compose.yaml one/compose.override.yml", "overridden:one"},
		{"standard input", "one", "-", nil, "-", "stdin:one"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := load(t, compose.Options{
				WorkingDir: filepath.Join(root, test.cwd), Path: test.path, Environment: test.env,
				Stdin: strings.NewReader("services: {web: {image: \"stdin:${TAG:-none}\"}}\n"),
			})
			if len(p.Problems) > 0 || len(p.Services) == 0 {
				t.Fatalf("problems:\n%s", told(p))
			}
			image := p.Services[len(p.Services)-1].Image
			if got := strings.Join(p.Files, " "); got != test.files || image.Value != test.image {
				t.Errorf("files %s, image %s", got, image.Value)
			}
			if r := p.Sources.Resolve(image.Place); r.File != p.Files[len(p.Files)-1] {
				t.Errorf("the image is in %s", r.File)
			}
		})
	}
}

// TestNothingToLoad tries what is no project at all: one clear message each.
func TestNothingToLoad(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	write(t, filepath.Join(root, "empty/readme"), nil)
	write(t, filepath.Join(root, "is-a-folder/compose.yaml/x"), nil)
	write(t, filepath.Join(root, "bad/compose.yaml"), []byte("services: [\n"))
	write(t, filepath.Join(root, "ok/compose.yaml"), []byte("services: {a: {image: x}}\n"))
	write(t, filepath.Join(root, "ok/.git/HEAD"), nil)
	tests := []struct {
		name string
		o    compose.Options
		says string
		file string
	}{
		{"an empty folder", compose.Options{Path: "empty"}, "there is no compose file in `empty`", "empty"},
		{"a missing path", compose.Options{Path: "gone"}, "the compose file `gone` cannot be read: no such file", "gone"},
		{"a missing file", compose.Options{Files: []string{"ok/compose.yaml", "ok/gone.yaml"}}, "the compose file `ok/gone.yaml` cannot be read: no such file", "ok/gone.yaml"},
		{"a folder as a file", compose.Options{Files: []string{"ok"}}, "the compose file `ok` cannot be read: is a folder", "ok"},
		{"a folder by a file's name", compose.Options{Path: "is-a-folder"}, "the compose file `is-a-folder/compose.yaml` cannot be read: is a folder", "is-a-folder/compose.yaml"},
		{"no YAML", compose.Options{Path: "bad"}, "is not valid YAML", "bad/compose.yaml"},
		{"an empty standard input", compose.Options{Path: "-"}, "the compose file `-` is empty", "-"},
		{"a missing file far away", compose.Options{Path: "/nowhere/at/all.yaml"}, "cannot be read: no such file", "/nowhere/at/all.yaml"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.o.WorkingDir = root
			test.o.Stdin = strings.NewReader("")
			p := load(t, test.o)
			if len(p.Problems) != 1 || !p.Problems[0].Fatal || !strings.Contains(p.Problems[0].Message, test.says) {
				t.Fatalf("it says:\n%s", told(p))
			}
			if r := p.Sources.Resolve(p.Problems[0].Place); r.File != test.file || r.Start.Line < 1 {
				t.Errorf("it is at %+v", r)
			}
		})
	}
}

func TestWrongOptions(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "compose.yaml"), []byte("services: {a: {image: x}}\n"))
	for _, o := range []compose.Options{{}, {WorkingDir: "relative"}, {WorkingDir: dir, Path: "x", Files: []string{"y"}}} {
		if _, err := compose.Load(t.Context(), o); err == nil {
			t.Errorf("%+v is accepted", o)
		}
	}
	for name, o := range map[string]compose.Options{
		"`Not Valid` is not a valid project name": {ProjectName: "Not Valid"},
		"the env file `gone.env` cannot be read":  {EnvFiles: []string{"gone.env"}},
		"must be `true` or `false`":               {Environment: map[string]string{"COMPOSE_DISABLE_ENV_FILE": "maybe"}},
		"`-A` is not a valid project name":        {Environment: map[string]string{"COMPOSE_PROJECT_NAME": "-A"}},
	} {
		o.WorkingDir = dir
		p := load(t, o)
		if len(p.Problems) != 1 || p.Problems[0].Fatal || !strings.Contains(told(p), name) || len(p.Services) != 1 {
			t.Errorf("%s: it says:\n%s", name, told(p))
		}
	}
}

// TestReadable widens what may be read in the ways that users have.
func TestReadable(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	write(t, filepath.Join(root, "shared.env"), []byte("A=1\n"))
	write(t, filepath.Join(root, "repo/.git/HEAD"), nil)
	write(t, filepath.Join(root, "repo/common.yaml"), []byte("services: {base: {image: x}}\n"))
	write(t, filepath.Join(root, "repo/deep/project/compose.yaml"), []byte("services: {a: {extends: {file: ../../common.yaml, service: base}, env_file: ../../../shared.env}}\n"))
	project := filepath.Join(root, "repo/deep/project")
	tests := []struct {
		name   string
		o      compose.Options
		root   string
		unread int
	}{
		{"the work tree", compose.Options{WorkingDir: project}, "repo", 1},
		{"the working directory", compose.Options{WorkingDir: root, Path: "repo/deep/project"}, ".", 0},
		{"a folder by flag", compose.Options{WorkingDir: project, Readable: []string{"../../.."}}, "repo", 0},
		{"not a home", compose.Options{WorkingDir: root, Path: "repo/deep/project", Environment: map[string]string{"HOME": root}}, "repo", 1},
		{"not above a home", compose.Options{WorkingDir: root, Path: "repo/deep/project", Environment: map[string]string{"HOME": filepath.Join(root, "repo")}}, "repo/deep/project", 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := load(t, test.o)
			want, err := filepath.EvalSymlinks(filepath.Join(root, test.root))
			if err != nil {
				t.Fatal(err)
			}
			if p.Root != want {
				t.Errorf("the root is %s, want %s", p.Root, want)
			}
			if len(p.Services) != 1 || len(p.Services[0].EnvFilesUnread) != test.unread {
				t.Errorf("unread: %+v\n%s", p.Services, told(p))
			}
		})
	}
}

func TestDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "compose.yaml"), []byte("services: {a: {image: x}}\n"))
	write(t, filepath.Join(dir, "sub/b.conf"), []byte("listen 80\n"))
	write(t, filepath.Join(dir, "sub/a.conf"), nil)
	p := load(t, compose.Options{WorkingDir: dir})
	f, err := p.Disk.Read(filepath.Join(dir, "sub/../sub/b.conf"))
	if err != nil || f.Name != "sub/b.conf" || p.Sources.File("sub/b.conf") != f {
		t.Errorf("%+v, %v", f, err)
	}
	if names := p.Disk.List(filepath.Join(dir, "sub")); !slices.Equal(names, []string{"a.conf", "b.conf"}) {
		t.Errorf("names: %v", names)
	}
	entries := map[string]string{}
	for _, path := range []string{"sub", "sub/a.conf", "none", "none/deeper", "sub/a.conf/x", "..", "../other"} {
		entries[path] = fmt.Sprint(p.Disk.Stat(filepath.Join(dir, path)))
	}
	want := map[string]string{"sub": "3", "sub/a.conf": "2", "none": "1", "none/deeper": "1", "sub/a.conf/x": "0", "..": "0", "../other": "0"}
	if !maps.Equal(entries, want) {
		t.Errorf("entries: %v", entries)
	}
	for _, path := range []string{"sub", "none", ".."} {
		if _, err := p.Disk.Read(filepath.Join(dir, path)); err == nil {
			t.Errorf("%s can be read", path)
		}
	}
	if names := p.Disk.List(filepath.Join(dir, "sub/a.conf")); names != nil {
		t.Errorf("a file lists %v", names)
	}
	files := make([]string, 0, 2)
	for _, f := range p.Sources.Files() {
		files = append(files, f.Name)
	}
	if !slices.Equal(files, []string{"compose.yaml", "sub/b.conf"}) {
		t.Errorf("files: %v", files)
	}
}

func TestOverlay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "compose.yaml"), []byte("include: [part.yaml]\nservices: {a: {image: saved}}\n"))
	write(t, filepath.Join(dir, "part.yaml"), []byte("services: {b: {image: saved}}\n"))
	p := load(t, compose.Options{WorkingDir: dir, Overlay: map[string][]byte{
		filepath.Join(dir, "part.yaml"):             []byte("services: {b: {image: unsaved, ports: [\"80:80\"]}}\n"),
		filepath.Join(dir, "compose.override.yaml"): []byte("services: {a: {image: new}}\n"),
	}})
	if got := summary(p); got != "a image=new\nb image=unsaved ports=:80:80\n" || len(p.Problems) > 0 {
		t.Errorf("services:\n%s%s", got, told(p))
	}
}
