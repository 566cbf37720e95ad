package dockerfile

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ctypes-dev/ctypes/graph"
)

// apply has one instruction change the image.
func (d *describer) apply(i *Instruction) {
	switch i.Name {
	case "ARG":
		d.declare(&d.scope, i)
	case "ENV":
		d.setEnv(i)
	case "LABEL":
		d.label(i)
	case "EXPOSE":
		d.expose(i)
	case "VOLUME":
		d.volume(i)
	case "USER":
		if len(i.Words) > 0 {
			d.image.User = d.expand(i.Words[0], &d.scope)
		}
	case "WORKDIR":
		d.workdir(i)
	case "SHELL":
		if i.JSON {
			d.shell = d.literals(i.Words)
		}
	case "CMD":
		d.image.Command, d.commandSet = d.command(i), true
	case "ENTRYPOINT":
		d.image.Entrypoint = d.command(i)
		if !d.commandSet {
			d.image.Command = nil // it was for another entrypoint
		}
	case "HEALTHCHECK":
		d.health(i)
	case "RUN", "COPY", "ADD":
		d.step(i)
	case "ONBUILD":
		if i.Trigger != nil {
			d.triggers = append(d.triggers, i.Trigger)
		}
	}
}

// setEnv sets variables. Those of one instruction do not see each other.
func (d *describer) setEnv(i *Instruction) {
	var set []graph.Variable
	for _, p := range i.Pairs {
		name, _ := d.evaluate(p.Name.Text, &d.scope)
		if name == "" {
			continue
		}
		v := graph.Variable{
			Name: name, Text: d.expand(p.Value, &d.scope), State: graph.Set, Source: graph.FromImage,
			KeyPlace: d.file.place(p.Name.Span),
		}
		if v.Value == "" && v.Known() {
			v.State = graph.Empty
		}
		set = append(set, v)
	}
	for _, v := range set {
		d.scope.env[v.Name] = value{v.Value, v.Known()}
		d.env.set(v.Name, v)
	}
}

func (d *describer) label(i *Instruction) {
	for _, p := range i.Pairs {
		name, unknown := d.evaluate(p.Name.Text, &d.scope)
		if name == "" || len(unknown) > 0 {
			continue
		}
		quote := 0
		if !p.Legacy {
			quote = quotesAround(p.Value.Text)
		}
		d.labels[name] = label{
			Label: graph.Label{Name: name, Text: d.expand(p.Value, &d.scope)}, from: i, value: p.Value, quote: quote,
		}
	}
}

// expose adds ports. Those that depend on something unknown are left out.
func (d *describer) expose(i *Instruction) {
	for _, w := range i.Words {
		text := d.expand(w, &d.scope)
		if !text.Known() {
			continue
		}
		for port := range strings.FieldsSeq(text.Value) { // a variable may hold several
			if e, ok := graph.ParseExposure(port); ok {
				key := e
				e.Place = text.Place
				d.ports.set(key, e)
			}
		}
	}
}

func (d *describer) volume(i *Instruction) {
	if i.isBare() {
		return
	}
	for _, w := range i.Words {
		if v := d.expand(w, &d.scope); v.Value != "" {
			d.volumes.set(v.Value, v)
		}
	}
}

// maxDir is the longest path that any file system takes.
const maxDir = 4096

// workdir changes the working directory. One that is relative to what an
// unknown base image has is not known; Overlay completes it.
func (d *describer) workdir(i *Instruction) {
	if len(i.Words) == 0 {
		return
	}
	dir, before := d.expand(i.Words[0], &d.scope), d.image.WorkingDir
	if !isAbsolute(dir.Value) {
		dir.Parts = append(slices.Clone(before.Parts), dir.Parts...)
		if before.Value == "" && !d.scope.closed {
			dir.Parts = append(dir.Parts, graph.Part{Origin: graph.FromNothing})
		}
		if before.Value == "" && d.scope.closed {
			before.Value = "/"
		}
	}
	if dir.Value = joinDir(before.Value, dir.Value); len(dir.Value) <= maxDir {
		d.image.WorkingDir = dir
	}
}

// isAbsolute reports whether a path starts at a root, of Windows included.
func isAbsolute(dir string) bool {
	return strings.HasPrefix(dir, "/") || strings.HasPrefix(dir, `\`) || len(dir) > 2 && dir[1] == ':'
}

func joinDir(before, dir string) string {
	if isAbsolute(dir) && !strings.HasPrefix(dir, "/") {
		return dir
	}
	if isAbsolute(dir) {
		return path.Clean(dir)
	}
	return path.Join(before, dir)
}

// command reads CMD or ENTRYPOINT. The shell form is an argument of the shell.
func (d *describer) command(i *Instruction) *graph.Command {
	c := &graph.Command{Place: d.file.place(i.Span)}
	switch {
	case i.JSON:
	case d.shell != nil:
		c.Words = slices.Clone(d.shell)
	default:
		c.Words = []graph.Text{{Value: "/bin/sh"}, {Value: "-c"}}
	}
	c.Words = append(c.Words, d.literals(i.Words)...)
	return c
}

// literals are words in which nothing is expanded.
func (d *describer) literals(words []Word) []graph.Text {
	texts := make([]graph.Text, 0, len(words))
	for _, w := range words {
		texts = append(texts, graph.Text{Value: w.Text, Place: d.file.place(d.narrow(w.Span, w.Text))})
	}
	return texts
}

// health reads HEALTHCHECK [OPTIONS] CMD COMMAND, or NONE.
func (d *describer) health(i *Instruction) {
	if len(i.Words) == 0 {
		return
	}
	h := &graph.Healthcheck{Place: d.file.place(i.Span)}
	kind := d.literals(i.Words[:1])[0]
	kind.Value = strings.ToUpper(kind.Value)
	switch {
	case kind.Value == "NONE":
		h.Disabled = true
	case !i.JSON:
		kind.Value = "CMD-SHELL"
	}
	h.Test = append([]graph.Text{kind}, d.literals(i.Words[1:])...)
	for _, f := range i.Flags {
		name, text, _ := strings.Cut(f.Text, "=")
		length, _ := time.ParseDuration(text) // a wrong one is none
		switch name {
		case "--interval":
			h.Interval = length
		case "--timeout":
			h.Timeout = length
		case "--start-period":
			h.StartPeriod = length
		case "--retries":
			h.Retries, _ = strconv.Atoi(text) // a wrong number is none
		}
	}
	d.image.Health = h
}

// step notes what changes the file system.
func (d *describer) step(i *Instruction) {
	line := strings.TrimSpace(i.Line)
	text := strings.TrimSpace(line[min(len(i.Name), len(line)):])
	var documents strings.Builder
	for _, document := range i.Documents {
		documents.WriteByte('\n')
		documents.Write(d.file.Source.Data[document.Content.Start:document.Content.End])
	}
	dir := d.image.WorkingDir.Value
	if dir == "" && d.scope.closed {
		dir = "/"
	}
	d.image.Steps = append(d.image.Steps, graph.Step{
		Keyword: i.Name, Text: text + documents.String(), WorkingDir: dir,
		Place: d.file.place(i.Span),
	})
}
