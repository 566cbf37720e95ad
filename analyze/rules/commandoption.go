package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

func commandOption() analyze.Rule {
	return analyze.Rule{
		Name: "command-option", Severity: analyze.Error,
		Title: "the command has an option that this version of the image refuses",
		Run: func(p *analyze.Pass) {
			for _, s := range activeServices(p.Graph) {
				for _, f := range s.Contract.Options {
					if f.Maybe || s.Command == nil {
						continue
					}
					if word, ok := refused(s, f.Clause.Find); ok {
						p.Report(unknownOption(p, s, f, word))
					}
				}
			}
		},
	}
}

// unknownOption shows of a word that may hold a secret the option's name alone.
func unknownOption(p *analyze.Pass, s *graph.Service, f graph.Fact[contract.CommandForbid], word graph.Text) analyze.Finding {
	option := word.At(source.Span{}, "command")
	if i := strings.IndexByte(word.Value, '='); i > 0 && holdsSecret(p, word) {
		option = word.At(source.Span{End: i}, "command")
	}
	finding := analyze.Finding{
		Message: fmt.Sprintf("the image of %s has no option %s", tick(s.Name), tick(option.Text)),
		Service: s.Name, Key: option.Text, Place: option.Place, Consumer: f.From.Confidence,
		Notes: []string{origin(f.From)}, Help: f.Doc,
	}
	if finding.Help == "" {
		finding.Help = "leave it out"
	}
	return finding
}

// refused is the word of a service's command that a pattern matches: by
// itself, or with what follows it.
func refused(s *graph.Service, find func(string) (string, bool)) (graph.Text, bool) {
	words := s.Command.Words
	var rest []string
	for _, word := range slices.Backward(words) {
		rest = append([]string{word.Value}, rest...)
		if _, ok := find(strings.Join(rest, " ")); ok {
			return word, true
		}
	}
	return graph.Text{}, false
}
