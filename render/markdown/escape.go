package markdown

import (
	"fmt"
	"strings"

	"github.com/ctypes-dev/ctypes/render"
)

// escape makes a message stand for itself in Markdown, with what stands
// between backticks as code. Nothing in it becomes a link, a mention, an
// image, a formula or HTML.
func escape(text string) string {
	var b strings.Builder
	for i, run := range strings.Split(text, "`") {
		if i%2 == 1 {
			b.WriteString(code(run))
		} else {
			b.WriteString(plain(run))
		}
	}
	return b.String()
}

// plain escapes a text outside of code. A comment in the middle keeps GitHub
// from seeing mentions and references to issues; it looks for them late, when
// entities are characters again.
func plain(text string) string {
	return strings.NewReplacer(
		"&", "&amp;", "<", "&lt;", ">", "&gt;", "|", "&#124;", "*", "&#42;", "_", "&#95;", "[", "&#91;", "]", "&#93;",
		`\`, "&#92;", "~", "&#126;", "$", "&#36;", "!", "&#33;", "://", "&#58;//", "www.", "www&#46;",
		"@", "@<!-- -->", "#", "#<!-- -->",
	).Replace(text)
}

// code is a text as code, whatever stands in it.
func code(text string) string {
	text = render.Clean(text)
	if strings.TrimSpace(text) == "" {
		return ""
	}
	if !strings.ContainsAny(text, "`|") {
		return "`" + text + "`"
	}
	// Neither can stand in a code span of a table.
	var b strings.Builder
	for _, r := range text {
		if isWord(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "&#%d;", r)
		}
	}
	return "<code>" + b.String() + "</code>"
}

func isWord(r rune) bool {
	return r == ' ' || r == '-' || '0' <= r && r <= '9' || 'a' <= r|0x20 && r|0x20 <= 'z' && r < 0x80
}
