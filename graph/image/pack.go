package image

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/opencontainers/go-digest"
)

// packMagic opens each pack; it changes with the format.
const packMagic = "ctypes images 1 "

// pack is one file of the cache, what one run learned: a line with the length
// of the index; the index, a line for each document and for each record; and
// the documents, one after the other. It is written once and never changed.
type pack struct {
	file      *os.File
	start     int64 // of the documents
	documents map[digest.Digest]extent
	order     []digest.Digest // of documents, as the index has them
	records   map[string]record
}

// extent is where in a pack a document is, counted from the first one.
type extent struct{ offset, size int64 }

// record is what a name led to, "" for nothing, and when.
type record struct {
	digest  digest.Digest
	checked time.Time // zero without a clock
}

// encodePack returns the bytes of a pack with documents in an order.
func encodePack(order []digest.Digest, documents map[digest.Digest][]byte, records map[string]record) []byte {
	var index, data bytes.Buffer
	for _, d := range order {
		fmt.Fprintf(&index, "document %s %d\n", d, len(documents[d]))
	}
	for _, name := range slices.Sorted(maps.Keys(records)) {
		r := records[name]
		fmt.Fprintf(&index, "record %s %d %s\n", cmp.Or(r.digest, "-"), unixNano(r.checked), name)
	}
	fmt.Fprintf(&data, "%s%d\n", packMagic, index.Len())
	data.Write(index.Bytes())
	for _, d := range order {
		data.Write(documents[d])
	}
	return data.Bytes()
}

func unixNano(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

// openPack opens a pack and reads its index.
func openPack(name string) (*pack, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err //nolint:wrapcheck // names the file already
	}
	if err := small(info, 2*cacheLimit); err != nil {
		return nil, err
	}
	file, err := os.Open(name) //nolint:gosec // a name of our own making
	if err != nil {
		return nil, err //nolint:wrapcheck // names the file already
	}
	p := &pack{file: file, documents: map[digest.Digest]extent{}, records: map[string]record{}}
	if err := p.readIndex(info.Size()); err != nil {
		return nil, errors.Join(fmt.Errorf("reading %s: %w", name, err), file.Close())
	}
	return p, nil
}

func (p *pack) readIndex(size int64) error {
	head := make([]byte, len(packMagic)+20)
	n, err := p.file.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return err //nolint:wrapcheck // openPack wraps it
	}
	line, _, _ := strings.Cut(string(head[:n]), "\n")
	digits, ok := strings.CutPrefix(line, packMagic)
	length, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil || length < 0 || length > size {
		return errors.New("it is no pack")
	}
	p.start = int64(len(line)) + 1 + length
	index, err := readAtMost(io.NewSectionReader(p.file, int64(len(line))+1, length), length)
	if err != nil {
		return err
	}
	var offset int64
	for line := range strings.Lines(string(index)) {
		offset += p.readLine(strings.TrimSuffix(line, "\n"), offset)
	}
	return nil
}

// readLine reads a line of the index and returns the size of the document
// that it is about. Lines that say nothing are passed over.
func (p *pack) readLine(line string, offset int64) int64 {
	kind, rest, _ := strings.Cut(line, " ")
	name, rest, _ := strings.Cut(rest, " ")
	d := digest.Digest(name)
	if name == "-" {
		d = ""
	} else if d.Validate() != nil {
		return 0
	}
	digits, name, _ := strings.Cut(rest, " ")
	n, err := strconv.ParseInt(digits, 10, 64)
	switch {
	case err != nil:
	case kind == "document" && d != "" && n >= 0 && n <= maxDocument:
		p.documents[d] = extent{offset, n}
		p.order = append(p.order, d)
		return n
	case kind == "record" && name != "":
		r := record{digest: d}
		if n != 0 {
			r.checked = time.Unix(0, n)
		}
		p.records[name] = r
	}
	return 0
}

// document reads a document and checks it. A damaged one counts as none.
func (p *pack) document(d digest.Digest) ([]byte, bool) {
	at, ok := p.documents[d]
	if !ok {
		return nil, false
	}
	data := make([]byte, at.size)
	if _, err := p.file.ReadAt(data, p.start+at.offset); err != nil && at.size > 0 {
		return nil, false
	}
	return data, d.Algorithm().FromBytes(data) == d
}
