package infer

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/shell"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// argv is one command with its arguments.
type argv []graph.Text

// commandsOf are the commands that a service runs: its entrypoint with its
// command, or those of the script that a shell is given. Words that compose
// does not set are the image's.
func commandsOf(s *graph.Service) []argv {
	words := effective(s)
	if script, ok := shellScript(words); ok {
		return scriptCommands(script)
	}
	if len(words) == 0 {
		return nil
	}
	return []argv{words}
}

// effective is what the container runs, as far as that is known: setting the
// entrypoint in compose drops the image's command.
func effective(s *graph.Service) argv {
	entrypoint, command := s.Entrypoint, s.Command
	if s.Meta != nil {
		if command == nil && entrypoint == nil {
			command = s.Meta.Command
		}
		if entrypoint == nil {
			entrypoint = s.Meta.Entrypoint
		}
	}
	var words argv
	for _, c := range []*graph.Command{entrypoint, command} {
		if c != nil {
			words = append(words, c.Words...)
		}
	}
	return words
}

// shellScript finds the script of sh -c SCRIPT, also behind an entrypoint that
// ends by running its arguments.
func shellScript(words argv) (graph.Text, bool) {
	for i, w := range words {
		switch base(w.Value) {
		case "sh", "bash", "ash", "dash", "zsh":
		default:
			continue
		}
		for j := i + 1; j+1 < len(words); j++ {
			flag := words[j].Value
			if !strings.HasPrefix(flag, "-") {
				break
			}
			if strings.HasSuffix(flag, "c") {
				return words[j+1], true
			}
		}
	}
	return graph.Text{}, false
}

func scriptCommands(script graph.Text) []argv {
	commands := shell.Commands(script.Value)
	all := make([]argv, len(commands))
	for i, c := range commands {
		for _, w := range c.Words {
			v := script.At(w.Span, "")
			v.Text, v.Known = w.Text, v.Known && w.Literal
			all[i] = append(all[i], v.AsText())
		}
	}
	return all
}

// flag returns the value of the last of some flags: --port 80, --port=80,
// -p80, -p=80.
func (a argv) flag(names ...string) (value graph.Text, ok bool) {
	for i, w := range a {
		for _, name := range names {
			switch rest, has := strings.CutPrefix(w.Value, name); {
			case !has:
			case rest == "" && i+1 < len(a):
				value, ok = a[i+1], true
			case strings.HasPrefix(rest, "="):
				value, ok = cutText(w, len(name)+1), true
			case len(name) == 2 && name[1] != '-' && rest != "":
				value, ok = cutText(w, len(name)), true
			}
		}
	}
	return value, ok
}

// cutText is a text without its first n bytes.
func cutText(t graph.Text, n int) graph.Text { return textAt(t, n, len(t.Value)) }

// textAt is the run of a text from byte start to end.
func textAt(t graph.Text, start, end int) graph.Text {
	v := t.At(source.Span{Start: start, End: end}, "")
	v.Text = t.Value[start:end]
	return v.AsText()
}

// base is the last element of a slash-separated path.
func base(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }
