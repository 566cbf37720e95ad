package source

import "sort"

// Alignment relates the bytes of a text to the bytes that it was made from: a
// YAML scalar's value to the file, an interpolated value to its template. Its
// runs follow each other in both texts.
type Alignment []Run

// Run is a stretch of a text and where it is from.
type Run struct {
	Text, Origin Span
	// Verbatim says that the bytes were copied, so that each of them has a
	// place of its own; otherwise all of them stand for all of Origin.
	Verbatim bool
}

// Verbatim appends n bytes that were copied from an offset of the origin.
func (a *Alignment) Verbatim(n, at int) {
	if last := a.last(); last != nil && last.Verbatim && last.Origin.End == at {
		last.Text.End += n
		last.Origin.End += n
		return
	}
	start := a.Len()
	*a = append(*a, Run{Text: Span{start, start + n}, Origin: Span{at, at + n}, Verbatim: true})
}

// Derived appends n bytes that stand for a span of the origin: an escape, a
// folded line break, the value of a variable.
func (a *Alignment) Derived(n int, from Span) {
	start := a.Len()
	*a = append(*a, Run{Text: Span{start, start + n}, Origin: from})
}

// Len is the length of the text in bytes.
func (a *Alignment) Len() int {
	if last := a.last(); last != nil {
		return last.Text.End
	}
	return 0
}

func (a *Alignment) last() *Run {
	if len(*a) == 0 {
		return nil
	}
	return &(*a)[len(*a)-1]
}

// Origin returns the smallest span of the origin that s was made from. The
// zero Span stands for the whole text. An empty Alignment relates a text to
// itself.
func (a Alignment) Origin(s Span) Span {
	switch {
	case len(a) == 0:
		return s
	case s.IsZero():
		return Span{a[0].Origin.Start, a[len(a)-1].Origin.End}
	case s.Start >= s.End:
		return a.point(s.Start)
	}
	first := sort.Search(len(a), func(i int) bool { return a[i].Text.End > s.Start })
	last := sort.Search(len(a), func(i int) bool { return a[i].Text.Start >= s.End }) - 1
	first, last = min(first, len(a)-1), max(last, 0)
	return Span{a[first].offset(s.Start, a[first].Origin.Start), a[last].offset(s.End, a[last].Origin.End)}
}

// point returns the origin of an empty span: what left nothing behind there,
// else the place between two bytes.
func (a Alignment) point(at int) Span {
	i := sort.Search(len(a), func(i int) bool { return a[i].Text.End >= at })
	for j := i; j < len(a) && a[j].Text.Start <= at; j++ {
		if r := a[j]; !r.Verbatim && r.Text.Start == r.Text.End {
			return r.Origin
		}
	}
	r := a[min(i, len(a)-1)]
	offset := r.offset(at, r.Origin.End)
	return Span{offset, offset}
}

// offset returns the origin of a byte offset of the text, or otherwise when
// the run has no place for each byte.
func (r Run) offset(text, otherwise int) int {
	if !r.Verbatim {
		return otherwise
	}
	return min(max(r.Origin.Start+text-r.Text.Start, r.Origin.Start), r.Origin.End)
}

// Through returns the alignment of a's text with what b's text was made from,
// b's text being a's origin.
func (a Alignment) Through(b Alignment) Alignment {
	var out Alignment
	for _, r := range a {
		switch {
		case !r.Verbatim:
			out.Derived(r.Text.End-r.Text.Start, b.Origin(r.Origin))
		case r.Text.Start == r.Text.End:
			out.Derived(0, b.point(r.Origin.Start))
		default:
			out.copied(r.Origin, b)
		}
	}
	return out
}

// copied appends what a span of b's text was made from.
func (a *Alignment) copied(s Span, b Alignment) {
	first := sort.Search(len(b), func(i int) bool { return b[i].Text.End >= s.Start })
	for _, r := range b[first:] {
		from, to := max(r.Text.Start, s.Start), min(r.Text.End, s.End)
		if from > to {
			return
		}
		empty := r.Text.Start == r.Text.End
		switch {
		case from == to && !empty:
		case r.Verbatim:
			a.Verbatim(to-from, r.Origin.Start+from-r.Text.Start)
		default:
			a.Derived(to-from, r.Origin)
		}
	}
}
