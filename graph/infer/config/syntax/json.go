package syntax

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// JSON returns a file's value; nil when it is no JSON.
func JSON(t Text) *Node {
	b := jsonBuilder{text: t, decoder: json.NewDecoder(strings.NewReader(t.Value)), left: mostNodes}
	b.decoder.UseNumber()
	root, ok := b.value(0)
	if _, _, more := b.token(); !ok || more {
		return nil
	}
	return root
}

// jsonBuilder builds nodes of a decoder's tokens.
type jsonBuilder struct {
	text    Text
	decoder *json.Decoder
	left    int
}

// token returns the next token and its bytes.
func (b *jsonBuilder) token() (json.Token, Text, bool) {
	start := int(b.decoder.InputOffset())
	token, err := b.decoder.Token()
	if err != nil {
		return nil, Text{}, false
	}
	end := int(b.decoder.InputOffset())
	for start < end && strings.IndexByte(" \t\r\n,:", b.text.Value[start]) >= 0 {
		start++
	}
	return token, b.text.Sub(start, end), true
}

func (b *jsonBuilder) value(depth int) (*Node, bool) {
	token, t, ok := b.token()
	b.left--
	if !ok || b.left <= 0 || depth > deepest {
		return nil, false
	}
	switch token := token.(type) {
	case json.Delim:
		switch token {
		case '{':
			return b.mapping(depth)
		case '[':
			return b.list(depth)
		}
		return nil, false
	case string:
		return scalar(decoded(t.Sub(1, len(t.Value)-1), escape)), true
	case nil:
		return &Node{Kind: Scalar}, true
	}
	return scalar(t), true
}

func (b *jsonBuilder) mapping(depth int) (*Node, bool) {
	m := &Node{Kind: Mapping}
	for b.decoder.More() {
		key, ok := b.value(depth + 1)
		if !ok {
			return nil, false
		}
		value, ok := b.value(depth + 1)
		if !ok {
			return nil, false
		}
		m.add(key, value)
	}
	_, _, ok := b.token()
	return m, ok
}

func (b *jsonBuilder) list(depth int) (*Node, bool) {
	l := &Node{Kind: List}
	for b.decoder.More() {
		item, ok := b.value(depth + 1)
		if !ok {
			return nil, false
		}
		l.Items = append(l.Items, item)
	}
	_, _, ok := b.token()
	return l, ok
}

// escape decodes the escapes of JSON, which are TOML's too but for \e and \U.
func escape(s string) (means string, width int) {
	if len(s) < 2 {
		return "", 0
	}
	switch s[1] {
	case 'b':
		return "\b", 2
	case 'f':
		return "\f", 2
	case 'n':
		return "\n", 2
	case 'r':
		return "\r", 2
	case 't':
		return "\t", 2
	case 'e':
		return "\x1b", 2
	case 'x':
		return codePoint(s, 4)
	case 'u':
		return surrogates(s)
	case 'U':
		return codePoint(s, 10)
	}
	return s[1:2], 2
}

func codePoint(s string, width int) (string, int) {
	r, ok := hexadecimal(s, width)
	if !ok {
		return "", 0
	}
	return string(r), width
}

// surrogates decodes \uXXXX, or a pair of them.
func surrogates(s string) (string, int) {
	const width = 6
	r, ok := hexadecimal(s, width)
	if !ok {
		return "", 0
	}
	if !utf16.IsSurrogate(r) {
		return string(r), width
	}
	if len(s) > width && s[width] == '\\' {
		if low, ok := hexadecimal(s[width:], width); ok {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return string(pair), 2 * width
			}
		}
	}
	return string(utf8.RuneError), width
}

func hexadecimal(s string, width int) (rune, bool) {
	if len(s) < width {
		return 0, false
	}
	code, err := strconv.ParseUint(s[2:width], 16, 32)
	if err != nil || code > utf8.MaxRune {
		return 0, false
	}
	return rune(code), true
}
