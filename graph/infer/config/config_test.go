package config_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/ctypes-dev/ctypes/graph/infer/config"
	"github.com/ctypes-dev/ctypes/graph/source"
)

var update = flag.Bool("update", false, "rewrite what is wanted in testdata")

// sample is a configuration file of testdata, which is named after its target
// and the repository of its image.
type sample struct {
	target, repository string
	data               []byte
}

func (s sample) scan() (config.Found, *source.File) {
	f := source.NewFile(filepath.Base(s.target), s.data)
	return config.Scan(s.target, s.repository, f), f
}

// archives are the files of testdata. In each of them, every file is followed
// by what is wanted of it.
func archives(tb testing.TB) []string {
	tb.Helper()
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) < 10 {
		tb.Fatalf("%d archives, %v", len(names), err)
	}
	return names
}

func read(tb testing.TB, name string) *txtar.Archive {
	tb.Helper()
	archive, err := txtar.ParseFile(name)
	if err != nil {
		tb.Fatal(err)
	}
	return archive
}

func sampleOf(f txtar.File) sample {
	target, repository, _ := strings.Cut(f.Name, " ")
	return sample{target, repository, f.Data}
}

func samples(tb testing.TB) []sample {
	tb.Helper()
	var all []sample
	for _, name := range archives(tb) {
		for _, f := range read(tb, name).Files {
			if f.Name != "want" {
				all = append(all, sampleOf(f))
			}
		}
	}
	return all
}

func TestScan(t *testing.T) {
	t.Parallel()
	for _, name := range archives(t) {
		archive := read(t, name)
		for i := 0; i+1 < len(archive.Files); i += 2 {
			s, want := sampleOf(archive.Files[i]), &archive.Files[i+1]
			found, file := s.scan()
			checkPlaces(t, found, file)
			checkDecoys(t, found)
			got := describe(found, file)
			if *update {
				want.Data = []byte(got)
			} else if got != string(want.Data) {
				t.Errorf("%s: %s:\n%s", name, s.target, difference(string(want.Data), got))
			}
		}
		if *update {
			if err := os.WriteFile(name, txtar.Format(archive), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// checkDecoys holds what was found to leave out the hosts that testdata puts
// where nobody dials: comments, formats, headers, what browsers follow.
func checkDecoys(t *testing.T, found config.Found) {
	t.Helper()
	for _, d := range found.Dials {
		switch d.Host.Text {
		case "nobody", "commented", "not-dialled", "lua":
			t.Errorf("%s: %s is dialled: %s", found.Kind, d.Host.Text, d.What)
		}
	}
}

// difference tells lines that are wanted from those that are not.
func difference(want, got string) string {
	var b strings.Builder
	for line := range strings.Lines(want) {
		if !strings.Contains(got, line) {
			b.WriteString("- " + line)
		}
	}
	for line := range strings.Lines(got) {
		if !strings.Contains(want, line) {
			b.WriteString("+ " + line)
		}
	}
	return b.String()
}

// describe writes what was found a line each, as testdata has it.
func describe(found config.Found, file *source.File) string {
	if found.Kind == "" {
		return "nothing\n"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "kind %s\n", found.Kind)
	for _, d := range found.Dials {
		fmt.Fprintf(&b, "dial %s %s:%s", at(file, d.Host.Span), word(d.Host), word(d.Port))
		part(&b, "scheme", d.Scheme)
		part(&b, "user", d.User)
		part(&b, "password", d.Password)
		part(&b, "database", d.Database)
		list(&b, d.Types)
		flags(&b, map[string]bool{"tls": d.TLS, "udp": d.UDP, "lazy": d.Lazy, "guess": !d.Literal}, "tls", "udp", "lazy", "guess")
		fmt.Fprintf(&b, " (%s)\n", d.What)
	}
	for _, l := range found.Listens {
		fmt.Fprintf(&b, "listen %s %s", at(file, l.Span), word(l.Port))
		part(&b, "user", l.User)
		part(&b, "password", l.Password)
		part(&b, "database", l.Database)
		if l.AdvertisedPort.Text != "" {
			fmt.Fprintf(&b, " advertises=%s:%s", word(l.AdvertisedHost), word(l.AdvertisedPort))
		}
		list(&b, l.Types)
		flags(&b, map[string]bool{"loopback": l.Loopback, "tls": l.TLS, "udp": l.UDP}, "loopback", "tls", "udp")
		fmt.Fprintf(&b, " (%s)\n", l.What)
	}
	for _, f := range found.Folders {
		fmt.Fprintf(&b, "folder %s %s %s (%s)\n", at(file, f.Span), f.Path, f.Access, f.What)
	}
	for _, name := range found.Groups {
		fmt.Fprintf(&b, "group %s\n", name)
	}
	return b.String()
}

func at(file *source.File, s source.Span) string {
	p := file.Range(s).Start
	return fmt.Sprintf("%d:%d", p.Line, p.Column)
}

// word is a field: open ones have a question mark, defaults parentheses.
func word(f config.Field) string {
	switch {
	case f.Open:
		return "?" + f.Text
	case f.Set:
		return f.Text
	case f.Text != "":
		return "(" + f.Text + ")"
	}
	return "-"
}

func part(b *strings.Builder, name string, f config.Field) {
	if f.Set || f.Open {
		fmt.Fprintf(b, " %s=%s", name, word(f))
	}
}

func list(b *strings.Builder, types []string) {
	if len(types) > 0 {
		b.WriteString(" " + strings.Join(types, "|"))
	}
}

func flags(b *strings.Builder, set map[string]bool, names ...string) {
	for _, name := range names {
		if set[name] {
			b.WriteString(" " + name)
		}
	}
}

// fields are all fields that were found.
func fields(found config.Found) []config.Field {
	all := make([]config.Field, 0, 6*(len(found.Dials)+len(found.Listens))+len(found.Folders))
	for _, d := range found.Dials {
		all = append(all, d.Host, d.Port, d.Scheme, d.User, d.Password, d.Database)
	}
	for _, l := range found.Listens {
		all = append(all, l.Port, l.User, l.Password, l.Database, l.AdvertisedHost, l.AdvertisedPort)
	}
	for _, f := range found.Folders {
		all = append(all, config.Field{Text: f.Path, Span: f.Span, Set: true})
	}
	return all
}

// checkPlaces holds what was found to what it promises: every span is inside
// of the file, and its bytes are the text, unless they hold an escape.
func checkPlaces(t *testing.T, found config.Found, file *source.File) {
	t.Helper()
	for _, l := range found.Listens {
		if l.Span.Start < 0 || l.Span.End > len(file.Data) || l.Span.Start > l.Span.End {
			t.Fatalf("%s: a listener at %+v of %d bytes", found.Kind, l.Span, len(file.Data))
		}
	}
	for _, f := range fields(found) {
		if !f.Set && !f.Open {
			if !f.Span.IsZero() {
				t.Fatalf("%s: %+v has bytes and is not there", found.Kind, f)
			}
			continue
		}
		if f.Span.Start < 0 || f.Span.End > len(file.Data) || f.Span.Start > f.Span.End {
			t.Fatalf("%s: %+v is outside of the file", found.Kind, f)
		}
		raw := file.Data[f.Span.Start:f.Span.End]
		if string(raw) != f.Text && !bytes.ContainsAny(raw, "\\%&'\"+\n") {
			t.Fatalf("%s: %q stands at %+v", found.Kind, raw, f)
		}
	}
}

func TestScanCRLF(t *testing.T) {
	t.Parallel()
	for _, s := range samples(t) {
		found, _ := s.scan()
		s.data = bytes.ReplaceAll(s.data, []byte("\n"), []byte("\r\n"))
		again, file := s.scan()
		checkPlaces(t, again, file)
		if a, b := texts(found), texts(again); a != b {
			t.Errorf("%s: with CRLF:\n%s", s.target, difference(a, b))
		}
	}
}

// texts is what was found without its places.
func texts(found config.Found) string {
	var b strings.Builder
	fmt.Fprintln(&b, found.Kind)
	for _, f := range fields(found) {
		fmt.Fprintln(&b, word(f))
	}
	return b.String()
}
