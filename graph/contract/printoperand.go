package contract

import (
	"fmt"
	"strconv"
	"strings"
)

// String spells the run mode; "" when unsaid.
func (m RunMode) String() string {
	switch m {
	case Forever:
		return "FOREVER"
	case Once:
		return "ONCE"
	case OnDemand:
		return "ON-DEMAND"
	case RunsUnsaid:
	}
	return ""
}

// String spells the access; "" when unsaid.
func (a Access) String() string {
	switch a {
	case Read:
		return "READ"
	case Write:
		return "WRITE"
	case Read | Write:
		return "READ WRITE"
	}
	return ""
}

// String spells the transport; "" when unsaid.
func (t Transport) String() string {
	switch t {
	case TCP:
		return "TCP"
	case UDP:
		return "UDP"
	case SCTP:
		return "SCTP"
	case Unix:
		return "UNIX"
	case NoTransport:
	}
	return ""
}

// String spells the mark with its plus; "" when there is none.
func (t TLS) String() string {
	switch t {
	case RequiresTLS:
		return "+tls"
	case OffersTLS:
		return "+tls?"
	case MutualTLS:
		return "+mtls"
	case PlainTLS:
	}
	return ""
}

// String spells the replicas: 1..1, 0..*.
func (s Scales) String() string {
	if s.Max < 0 {
		return strconv.Itoa(s.Min) + "..*"
	}
	return strconv.Itoa(s.Min) + ".." + strconv.Itoa(s.Max)
}

// String spells what tells that a container is ready, without VIA.
func (y Ready) String() string {
	switch y.When {
	case ReadyListening:
		return "LISTENING"
	case ReadyHealthy:
		return "HEALTHY"
	case ReadyExited:
		return "EXITED"
	case ReadyLog:
		text := "LOG " + quote(y.Log)
		if y.Times > 0 {
			text += " TIMES " + strconv.Itoa(y.Times)
		}
		return text
	case ReadyUnsaid:
	}
	return ""
}

// String spells the endpoint: TCP:80, UDP:53-54, TCP:{{PORT}}, UNIX:/path;
// "" when unsaid.
func (e Endpoint) String() string {
	if e.IsZero() {
		return ""
	}
	head := e.Transport.String() + ":"
	switch {
	case e.Any:
		return head + "*"
	case !e.Ref.IsZero():
		return head + e.Ref.String()
	case e.Transport == Unix:
		return head + quotePath(e.Path)
	case e.First == e.Last:
		return head + strconv.Itoa(e.First)
	}
	return head + strconv.Itoa(e.First) + "-" + strconv.Itoa(e.Last)
}

// String spells the target.
func (t Target) String() string {
	switch {
	case t.Any:
		return "*"
	case t.Path != "":
		return quotePath(t.Path)
	case t.Host != "":
		return t.Host
	}
	refs := make([]string, len(t.Refs))
	for i, r := range t.Refs {
		refs[i] = "{{" + r + "}}"
	}
	return strings.Join(refs, " | ")
}

// String spells the attributes: username={{DB_USER}} database=app.
func (p Principal) String() string {
	all := make([]string, len(p))
	for i, a := range p {
		all[i] = a.Name + "=?"
		if !a.Unknown {
			all[i] = a.Name + "=" + a.Value.String()
		}
	}
	return strings.Join(all, " ")
}

// String spells the address to listen on; "" when unsaid.
func (b Bind) String() string {
	switch {
	case b.Loopback:
		return "LOOPBACK"
	case b.Any:
		return "ANY"
	}
	return b.Ref.String()
}

// String spells the ids: 999|70, ANY; "" when unsaid.
func (i IDs) String() string {
	if i.Any {
		return "ANY"
	}
	all := make([]string, len(i.Values))
	for n, v := range i.Values {
		all[n] = strconv.Itoa(v)
	}
	return strings.Join(all, "|")
}

// String spells the bits in octal: 0640; "" when unsaid.
func (m FileMode) String() string {
	if !m.Set {
		return ""
	}
	return fmt.Sprintf("%04o", m.Bits)
}

// String spells the template, in quotes where white space or the like is in
// it; "" when unsaid.
func (t Template) String() string {
	if t.IsZero() {
		return ""
	}
	bare := !t.needsQuotes()
	var b strings.Builder
	for _, s := range t {
		switch {
		case s.Ref != "":
			b.WriteString("{{" + s.Ref + "}}")
		case bare:
			b.WriteString(s.Text)
		default:
			b.WriteString(escapeTemplate(s.Text))
		}
	}
	if bare {
		return b.String()
	}
	return `"` + b.String() + `"`
}

// needsQuotes reports whether any text of t would be read as something else.
func (t Template) needsQuotes() bool {
	for _, s := range t {
		if s.Ref == "" && (s.Text == "" || strings.ContainsFunc(s.Text, isUnsafe) || strings.Contains(s.Text, "env(")) {
			return true
		}
	}
	last := t[len(t)-1].Text
	return t[0].Text == "?" || strings.HasSuffix(last, ":")
}

// isUnsafe tells the runes that text outside of quotes is not printed with.
func isUnsafe(r rune) bool {
	return r <= ' ' || r == 0x7f || strings.ContainsRune("\"\\{}();#", r)
}

// escapeTemplate escapes a text for quotes, so that no reference is seen in it.
func escapeTemplate(text string) string {
	text = escape(text)
	if strings.Contains(text, "{") {
		text = strings.ReplaceAll(text, "{", `\{`)
	}
	if strings.Contains(text, "env(") {
		text = strings.ReplaceAll(text, "env(", `env\(`)
	}
	return text
}

// quote puts a text in quotes.
func quote(text string) string { return `"` + escape(text) + `"` }

func escape(text string) string {
	if !strings.ContainsAny(text, "\"\\\n\r\t") {
		return text
	}
	var b strings.Builder
	for i := range len(text) {
		switch c := text[i]; c {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case '\n':
			b.WriteString(`\n`)
		case '\r':
			b.WriteString(`\r`)
		case '\t':
			b.WriteString(`\t`)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// quotePath is a path, in quotes where it holds white space or the like.
func quotePath(path string) string {
	for i := range len(path) {
		if !isPathByte(path[i]) {
			return quote(path)
		}
	}
	return path
}

// quoteWord is a word, in quotes where it would not be read back without.
func quoteWord(word string) string {
	for i := range len(word) {
		if !isBareWordByte(word[i]) {
			return quote(word)
		}
	}
	if word == "" || word[0] == '#' || word[0] == ';' || strings.HasSuffix(word, ":") {
		return quote(word)
	}
	return word
}

// slashed is a pattern between its slashes.
func slashed(pattern string) string {
	var b strings.Builder
	b.WriteByte('/')
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\' && i+1 < len(pattern):
			b.WriteByte(c)
			i++
			b.WriteByte(pattern[i])
		case c == '/':
			b.WriteString(`\/`)
		case c == '\n':
			b.WriteString(`\n`)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('/')
	return b.String()
}
