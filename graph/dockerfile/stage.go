package dockerfile

import (
	"slices"
	"sort"
	"strconv"
	"strings"
)

// scratch is the empty base image.
const scratch = "scratch"

// stage is one build stage.
type stage struct {
	name         string // lower case, "" for a nameless one
	from         *Instruction
	base         string // an image, or "" where that cannot be told
	parent       *stage // instead of an image
	instructions []*Instruction
	statements   []statement
}

// stages are the build stages of a file, and what is above the first one.
type stages struct {
	list       []*stage
	byName     map[string]*stage // the last one of each name so far
	statements []statement       // for every stage
}

// split splits the file at its FROM lines. The arguments above the first one
// are declared globally.
func (d *describer) split() *stages {
	all := &stages{byName: map[string]*stage{}}
	for _, i := range d.file.Instructions {
		switch n := len(all.list); {
		case i.Name == "FROM":
			s := d.stage(i, all)
			all.list = append(all.list, s)
			if s.name != "" {
				all.byName[s.name] = s
			}
		case n > 0:
			all.list[n-1].instructions = append(all.list[n-1].instructions, i)
		case i.Name == "ARG":
			d.declare(&d.global, i)
		}
	}
	for _, s := range d.file.statements() {
		n := sort.Search(len(all.list), func(n int) bool { return all.list[n].from.Span.Start > s.span.Start })
		if n == 0 {
			all.statements = append(all.statements, s)
		} else {
			all.list[n-1].statements = append(all.list[n-1].statements, s)
		}
	}
	return all
}

// stage reads FROM IMAGE [AS NAME]. An image may be an earlier stage.
func (d *describer) stage(from *Instruction, earlier *stages) *stage {
	s := &stage{from: from}
	if len(from.Words) == 3 && strings.EqualFold(from.Words[1].Text, "as") {
		s.name = strings.ToLower(from.Words[2].Text)
	}
	if len(from.Words) == 0 {
		return s
	}
	base := d.expand(from.Words[0], &d.global)
	if !base.Known() {
		return s
	}
	if s.parent = earlier.byName[strings.ToLower(base.Value)]; s.parent == nil {
		s.base = base.Value
	}
	return s
}

// target finds the stage that is built: by name, by number, or the last one.
func (all *stages) target(wanted string) (*stage, bool) {
	if wanted == "" {
		return all.list[len(all.list)-1], true
	}
	if s, ok := all.byName[strings.ToLower(wanted)]; ok {
		return s, true
	}
	n, err := strconv.Atoi(wanted)
	if err != nil || n < 0 || n >= len(all.list) {
		return nil, false
	}
	return all.list[n], true
}

// chain lists a stage's ancestors and itself, the eldest first.
func (s *stage) chain() []*stage {
	var chain []*stage
	for ; s != nil; s = s.parent {
		chain = append(chain, s)
	}
	slices.Reverse(chain)
	return chain
}
