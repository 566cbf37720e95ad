package config

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/address"
	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

const (
	mostValues    = 8 // that the variables of one setting give it
	mostVariables = 8 // that are followed in one setting
)

// expand returns what a value with variables may be. A value that the file
// does not decide, or of which a host or a port would be put together from
// several places, stays as it is written.
func (n *nginxReader) expand(t syntax.Text, scope *nginxScope) []syntax.Text {
	expanded := n.substitute(t, scope, 0)
	var kept []syntax.Text
	for _, value := range expanded {
		if n.isWritten(value) {
			kept = append(kept, value)
		}
	}
	if len(kept) == 0 {
		return []syntax.Text{t}
	}
	return kept
}

// substitute replaces the first variable that is known, then those behind it.
func (n *nginxReader) substitute(t syntax.Text, scope *nginxScope, depth int) []syntax.Text {
	for i := range len(t.Value) {
		if t.Value[i] != '$' {
			continue
		}
		width := variableAt(t.Value, i)
		values := scope.lookup(strings.Trim(t.Value[i:i+width], "${}"))
		if width == 0 || len(values) == 0 || depth == mostVariables {
			continue
		}
		var all []syntax.Text
		for _, v := range values {
			if n.left--; n.left < 0 {
				break
			}
			joined := syntax.Join([]syntax.Text{t.Sub(0, i), v, t.From(i + width)})
			all = append(all, n.substitute(joined, scope, depth+1)...)
			if len(all) >= mostValues {
				return all[:mostValues]
			}
		}
		return all
	}
	return []syntax.Text{t}
}

// isWritten reports whether the host and the port of a value stand in the file
// in one piece each.
func (n *nginxReader) isWritten(t syntax.Text) bool {
	for _, a := range locate(t) {
		for _, f := range []address.Field{a.Host, a.Port} {
			if (f.Set || f.Open) && string(n.file.Data[f.Span.Start:max(f.Span.Start, f.Span.End)]) != f.Text {
				return false
			}
		}
	}
	return true
}
