package cli

import (
	"context"
	"path"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/spf13/pflag"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/rules"
	"github.com/ctypes-dev/ctypes/cmd/internal/config"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/catalog"
	"github.com/ctypes-dev/ctypes/graph/image"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// configFlags say which configuration counts.
type configFlags struct {
	file string
	none bool
}

func (f *configFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.file, "config", "", "read `FILE` in place of the project's own "+config.Name)
	flags.BoolVar(&f.none, "no-config", false, "read neither "+config.Name+" nor a baseline")
}

// check refuses flags that contradict each other.
func (f *configFlags) check() error {
	if f.none && f.file != "" {
		return misuse("`--no-config` and `--config` contradict each other")
	}
	return nil
}

// settings are what the configuration says of one project, ready for use.
type settings struct {
	config.Config
	shared    bool // the file is about other projects too
	client    *image.Client
	catalog   *catalog.Catalog
	contracts []string     // folders, as absolute paths
	missed    *atomic.Bool // a catalog could not be asked
}

// settings reads the configuration of a project. What is wrong with it becomes
// a problem of the project.
func (s *stages) settings(ctx context.Context, p *graph.Project) settings {
	set := settings{client: s.client, catalog: s.catalog, missed: &atomic.Bool{}}
	file := s.configFile(p)
	if file == "" {
		return set
	}
	text, err := p.Disk.Read(file)
	if err != nil {
		name := s.shown(file)
		p.Problems = append(p.Problems, configProblem(config.Value{Text: name, Place: source.Place{File: name}}, "the configuration `"+name+"` cannot be read: "+err.Error()))
		return set
	}
	names := ruleNames(rules.All())
	parsed, problems := config.Parse(text, names)
	p.Problems = append(p.Problems, problems...)
	set.Config, set.shared = parsed, filepath.Dir(file) != p.Dir
	b := beside{project: p, dir: filepath.Dir(file)}
	set.client = s.clientFor(p, parsed.Mirrors)
	for _, c := range parsed.Contracts {
		if dir, ok := b.folder(c); ok {
			set.contracts = append(set.contracts, dir)
		}
	}
	if !s.registry.noCatalog {
		set.catalog = s.catalog.With(s.catalogs(ctx, &set, b)...)
	}
	return set
}

// configFile is the configuration that counts for a project: the one that the
// command line names, else the nearest from the project's folder upward, as far
// as its files may be read. It is "" when there is none.
func (s *stages) configFile(p *graph.Project) string {
	switch {
	case s.config.none || p.Disk == nil || p.Dir == "":
		return ""
	case s.config.file != "":
		return s.absolute(s.config.file)
	}
	for dir := p.Dir; p.Disk.Stat(dir) == graph.FolderEntry; dir = filepath.Dir(dir) {
		file := filepath.Join(dir, config.Name)
		if p.Disk.Stat(file) != graph.MissingEntry {
			return file
		}
		if filepath.Dir(dir) == dir {
			break
		}
	}
	return ""
}

// absolute is a path of the command line in full.
func (s *stages) absolute(name string) string {
	if dir, err := s.workingDir(); err == nil && !filepath.IsAbs(name) {
		name = filepath.Join(dir, name)
	}
	return filepath.Clean(name)
}

// readable are the files and folders beyond the project's own that may be read.
func (s *stages) readable() []string {
	if s.config.file == "" {
		return s.project.allowed
	}
	return append([]string{s.config.file}, s.project.allowed...)
}

// configProblem is what is wrong with a value of the configuration.
func configProblem(v config.Value, message string) graph.Problem {
	return graph.Problem{Rule: "compose-invalid", Message: message, Key: v.Text, Place: v.Place, Fatal: true}
}

// beside resolves what a configuration names relative to itself.
type beside struct {
	project *graph.Project
	dir     string
}

// folder is a folder that may be read; ok is false after saying why it may not.
func (b beside) folder(v config.Value) (dir string, ok bool) {
	dir = filepath.FromSlash(v.Text)
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(b.dir, dir)
	}
	problem := configProblem(v, "")
	switch b.project.Disk.Stat(dir) {
	case graph.FolderEntry:
		return dir, true
	case graph.MissingEntry:
		problem.Message = "the folder `" + v.Text + "` does not exist"
	case graph.FileEntry, graph.OtherEntry:
		problem.Message = "`" + v.Text + "` is no folder"
	case graph.UnknownEntry:
		problem.Message = "the folder `" + v.Text + "` is outside of the folders that may be read"
		problem.Help = "`--allow-read " + v.Text + "` lets it be read"
	}
	b.project.Problems = append(b.project.Problems, problem)
	return "", false
}

// analysis are the options that the configuration stands for, on a day.
func (set *settings) analysis(today time.Time) analyze.Options {
	o := analyze.Options{Severities: set.Severities, Off: set.Off}
	for _, i := range set.Ignores {
		ignore := analyze.Ignore{Rule: i.Rule, Service: i.Service, Key: i.Key, Shared: set.shared, At: set.File.Range(i.Place.Span)}
		if i.File != "" {
			ignore.File = path.Join(path.Dir(set.File.Name), i.File)
		}
		if i.Expires != "" && today.Format(time.DateOnly) > i.Expires {
			ignore.Expired = i.Expires
		}
		o.Ignores = append(o.Ignores, ignore)
	}
	return o
}
