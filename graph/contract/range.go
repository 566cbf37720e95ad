package contract

import "slices"

// Containment is how what is given lies in what is wanted. The zero
// Containment is unknown.
type Containment int

// The containments.
const (
	Undetermined Containment = iota // either side does not say enough
	Inside                          // all that is given is wanted
	Overlapping                     // some of it is
	Disjoint                        // none of it is
)

// interval is the versions from low up to, but without, high. A nil high is no
// bound.
type interval struct{ low, high numbers }

func (i interval) empty() bool { return i.high != nil && i.low.compare(i.high) >= 0 }

func (i interval) meet(o interval) interval {
	if i.low.compare(o.low) < 0 {
		i.low = o.low
	}
	if i.high == nil || o.high != nil && o.high.compare(i.high) < 0 {
		i.high = o.high
	}
	return i
}

// within reports whether all of i is in o.
func (i interval) within(o interval) bool {
	return i.low.compare(o.low) >= 0 && (o.high == nil || i.high != nil && i.high.compare(o.high) <= 0)
}

// whole widens i to whole first numbers.
func (i interval) whole() interval {
	if len(i.low) > 1 {
		i.low = i.low[:1]
	}
	if len(i.high) > 1 {
		if i.high.compare(i.high[:1]) > 0 {
			i.high = i.high[:1].next()
		} else {
			i.high = i.high[:1]
		}
	}
	return i
}

// Contain compares what a producer gives with what a consumer wants. A bare
// version of the producer is that very version; one of the consumer is a caret
// range, as in Cargo: 1.2 takes everything from 1.2 up to 2.
func Contain(gives, wants Range, s Scheme) Containment {
	switch {
	case gives.IsZero() || wants.IsZero() || s == NoVersions:
		return Undetermined
	case gives.Any || wants.Any:
		return Inside
	}
	given, ok1 := gives.interval("=")
	wanted, ok2 := wants.interval("^")
	if !ok1 || !ok2 {
		return Undetermined
	}
	if s == Major || s == Exact {
		given, wanted = given.whole(), wanted.whole()
	}
	switch {
	case given.meet(wanted).empty():
		return Disjoint
	case given.within(wanted):
		return Inside
	case gives.single():
		return Undetermined // one version, but not all of its numbers are told
	}
	return Overlapping
}

// single reports whether the range, a producer's, is one version.
func (r Range) single() bool {
	return len(r.Comparisons) == 1 && (r.Comparisons[0].Op == "" || r.Comparisons[0].Op == "=")
}

// interval is the versions of a range; false when they are told elsewhere, or
// there are none. A bare version stands for the operator bare.
func (r Range) interval(bare string) (interval, bool) {
	if len(r.Comparisons) == 0 {
		return interval{}, false
	}
	all := interval{}
	for _, c := range r.Comparisons {
		one, ok := c.interval(bare)
		if !ok {
			return interval{}, false
		}
		all = all.meet(one)
	}
	return all, !all.empty()
}

func (c Comparison) interval(bare string) (interval, bool) {
	v, ok := numbersOf(c.Version)
	if !ok {
		return interval{}, false
	}
	op := c.Op
	if op == "" {
		op = bare
	}
	switch op {
	case ">=":
		return interval{low: v}, true
	case ">":
		return interval{low: v.next()}, true
	case "<":
		return interval{high: v}, true
	case "<=":
		return interval{high: v.next()}, true
	case "=":
		return interval{v, v.next()}, true
	case "~":
		return interval{v, v[:min(len(v), 2)].next()}, true
	case "^":
		return interval{v, v[:caret(v)].next()}, true
	}
	return interval{}, false
}

// caret is how many numbers of a version a caret holds: up to the first that
// is not zero.
func caret(v numbers) int {
	i := slices.IndexFunc(v, func(n int) bool { return n != 0 })
	if i < 0 {
		return len(v)
	}
	return i + 1
}

// Meet is the range of the versions in both of two wanted ranges, false when
// there are none. A range that is told elsewhere adds nothing.
func (r Range) Meet(o Range) (Range, bool) {
	switch {
	case len(r.Comparisons) == 0:
		return o, true
	case len(o.Comparisons) == 0:
		return r, true
	}
	both := Range{Comparisons: slices.Concat(r.Comparisons, o.Comparisons)}
	a, ok1 := r.interval("^")
	b, ok2 := o.interval("^")
	return both, !ok1 || !ok2 || !a.meet(b).empty()
}

// Fill replaces @tag by the version in a tag, and a reference by the version
// that lookup finds; the range is unsaid where they hold none.
func (r Range) Fill(tag string, lookup func(name string) (value string, known bool)) Range {
	switch {
	case r.Tag:
		v, ok := tagNumbers(tag)
		return exactly(v, ok)
	case !r.Ref.IsZero():
		text, known := r.Ref.Expand(lookup)
		v, ok := numbersOf(text)
		return exactly(v, known && ok)
	}
	return r
}

func exactly(v numbers, ok bool) Range {
	if !ok {
		return Range{}
	}
	return Range{Comparisons: []Comparison{{Version: v.String()}}}
}

// Covers tells whether a section of a contract file is about a tag: Unsaid for
// tags that hold no version.
func (m Image) Covers(tag string) Answer {
	if m.Tags.IsZero() {
		return Yes
	}
	return tagIn(tag, m.Tags)
}

// tagIn tells whether the version in a tag is in a range.
func tagIn(tag string, r Range) Answer {
	switch Contain(Range{Tag: true}.Fill(tag, nil), r, SemVer) {
	case Inside:
		return Yes
	case Disjoint:
		return No
	case Overlapping, Undetermined:
	}
	return Unsaid
}
