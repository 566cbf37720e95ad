package config

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

// settings are the scalars of a file by the keys that lead to them, joined by
// dots: spring.datasource.url. Keys have no case, hyphens, underscores or
// indexes.
type settings struct {
	list  []setting
	index map[string][]int
}

type setting struct {
	key   string
	value *syntax.Node
}

// longestKey is more than any dotted key that is known has.
const longestKey = 256

func settingsOf(root *syntax.Node) *settings {
	s := &settings{index: map[string][]int{}}
	root.Walk(func(leaf syntax.Leaf) {
		key := joinKeys(leaf.Keys)
		s.index[key] = append(s.index[key], len(s.list))
		s.list = append(s.list, setting{key, leaf.Value})
	})
	return s
}

func joinKeys(keys syntax.Keys) string {
	var b strings.Builder
	for i, k := range keys {
		if b.Len()+len(k) > longestKey {
			break
		}
		if i > 0 {
			b.WriteByte('.')
		}
		k, _, _ = strings.Cut(k, "[")
		b.WriteString(normalKey(k))
	}
	return b.String()
}

// normalKey is a key without case, hyphens and underscores.
func normalKey(key string) string {
	if strings.ContainsAny(key, "-_") {
		key = strings.ReplaceAll(strings.ReplaceAll(key, "-", ""), "_", "")
	}
	return strings.ToLower(key)
}

// get returns the text of the first of some keys that is there.
func (s *settings) get(keys ...string) syntax.Text {
	for _, k := range keys {
		if at := s.index[k]; len(at) > 0 {
			return s.list[at[0]].value.Text()
		}
	}
	return syntax.Text{}
}

// field is get as a field.
func (s *settings) field(keys ...string) Field { return fieldOf(s.get(keys...)) }

// all returns the texts of a key that repeats, or of a list.
func (s *settings) all(key string) []syntax.Text {
	texts := make([]syntax.Text, 0, len(s.index[key]))
	for _, i := range s.index[key] {
		texts = append(texts, s.list[i].value.Text())
	}
	return texts
}

// dialAll dials the addresses of a key.
func (s *settings) dialAll(f *finder, key string, use Dial) {
	for _, t := range s.all(key) {
		f.address(t, use)
	}
}

// login adds the user and the password that stand under a prefix of keys.
func (s *settings) login(prefix string, use Dial) Dial {
	use.User = s.field(prefix+"username", prefix+"user")
	use.Password = s.field(prefix+"password", prefix+"pass")
	return use
}
