package syntax

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// XML returns the elements of a file: one that encloses others is a mapping,
// any other a scalar of its text. Attributes are dropped. It is nil when the
// file is no XML.
func XML(t Text) *Node {
	b := xmlBuilder{text: t, decoder: xml.NewDecoder(strings.NewReader(t.Value)), left: mostNodes}
	root := b.element(0)
	if b.left <= 0 || len(root.Entries) == 0 {
		return nil
	}
	return root
}

// xmlBuilder builds nodes of a decoder's tokens; what fails leaves none.
type xmlBuilder struct {
	text    Text
	decoder *xml.Decoder
	left    int
}

// element reads up to the end of an element, or of the file.
func (b *xmlBuilder) element(depth int) *Node {
	n := &Node{Kind: Mapping}
	var content Text
	for {
		token, t, err := b.token()
		switch token := token.(type) {
		case nil:
			if depth > 0 || !errors.Is(err, io.EOF) {
				b.left = 0
			}
			return n
		case xml.EndElement:
			if len(n.Entries) == 0 {
				return scalar(content)
			}
			return n
		case xml.CharData:
			if text := strings.TrimSpace(string(token)); text != "" && content.Value == "" {
				content = derived(text, t.Trim())
			}
		case xml.StartElement:
			if b.left--; b.left <= 0 || depth == deepest {
				b.left = 0
				return n
			}
			n.add(scalar(derived(token.Name.Local, t)), b.element(depth+1))
		}
	}
}

// token returns the next token with its bytes, no token at the end.
func (b *xmlBuilder) token() (xml.Token, Text, error) {
	start := int(b.decoder.InputOffset())
	token, err := b.decoder.Token()
	if err != nil {
		return nil, Text{}, err //nolint:wrapcheck // nobody is told
	}
	return token, b.text.Sub(start, int(b.decoder.InputOffset())), nil
}
