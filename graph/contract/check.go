package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ctypes-dev/ctypes/graph/address"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// Check says why a value is not of any of the formats; nil when it is, and for
// a value that holds references nobody has filled in. Errors are *FormatError.
// The lattice, which may be nil, tells the schemes of types.
func (f Format) Check(value string, types *Lattice) error {
	if err := f.check(value, types); err != nil {
		return err
	}
	return nil
}

func (f Format) check(value string, types *Lattice) *FormatError {
	if len(f) == 0 || len(value) > longestSubject || isOpen(value) {
		return nil
	}
	var all []*FormatError
	for _, one := range f {
		err := one.check(value, types)
		if err == nil {
			return nil
		}
		all = append(all, err)
	}
	return f.summary(all)
}

// isOpen reports whether a value holds a reference that is filled in later.
func isOpen(value string) bool {
	return strings.Contains(value, "${") || strings.Contains(value, "{{") || strings.Contains(value, "$(")
}

// summary joins the errors of alternatives. An error about a scheme is worth
// more than the others, for all else about its value is right.
func (f Format) summary(all []*FormatError) *FormatError {
	if len(all) == 1 {
		return all[0]
	}
	reasons := make([]string, len(all))
	for i, e := range all {
		if e.WrongScheme() {
			return e
		}
		reasons[i] = f[i].Kind.String() + " (" + e.Reason + ")"
	}
	last := len(reasons) - 1
	return misfit("is neither " + strings.Join(reasons[:last], ", ") + " nor " + reasons[last])
}

// check says why a value is not of one format.
func (f Fmt) check(value string, types *Lattice) *FormatError {
	switch f.Kind {
	case FmtHost:
		return checkHost(value)
	case FmtPort:
		return addressMisfit(address.CheckPort(value))
	case FmtHostPort:
		_, err := address.ParseHostPort(value)
		return addressMisfit(err)
	case FmtURL, FmtDSN:
		return f.checkAddress(value, types)
	case FmtInt, FmtFloat, FmtDuration, FmtSize:
		return f.checkQuantity(value)
	case FmtString:
		return f.checkBounds(float64(utf8.RuneCountInString(value)), "shorter than %s characters", "longer than %s characters")
	case FmtBool:
		return f.checkBool(value)
	case FmtEnum:
		return f.checkEnum(value)
	case FmtRegex:
		return f.checkRegex(value)
	case FmtVersion:
		return f.checkVersion(value)
	case FmtSecret:
		return f.checkSecret(value, types)
	case FmtList:
		return f.checkItems(value, types)
	case FmtPath:
		return checkPath(value)
	case FmtJSON:
		return unless(json.Valid([]byte(value)), "is not JSON")
	case FmtEmail:
		return checkEmail(value)
	case FmtUUID:
		return unless(isUUID(value), "is not a UUID")
	case FmtCIDR:
		return checkCIDR(value)
	case FmtTZ:
		return checkZone(value)
	case FmtLocale:
		return unless(isLocale(value), "is not a locale such as en_US.UTF-8")
	case FmtUID:
		return unless(isUID(value), "is not a user's number")
	case FmtFlag:
	}
	return nil
}

// unless is an error where a value is not right.
func unless(right bool, reason string) *FormatError {
	if right {
		return nil
	}
	return misfit(reason)
}

// checkAddress checks URLs and connection strings.
func (f Fmt) checkAddress(value string, types *Lattice) *FormatError {
	read := address.ParseURL
	if f.Kind == FmtDSN {
		read = address.ParseDSN
	}
	found, err := read(value)
	if err != nil {
		return addressMisfit(err)
	}
	return f.checkScheme(found[0], types)
}

func checkHost(value string) *FormatError {
	err := address.CheckHost(value)
	e := addressMisfit(err)
	if a, ok := errors.AsType[*address.Error](err); ok && a.Fault == address.HasPort {
		e.Fault = ValueCarriesPort
	}
	return e
}

// checkSecret checks what a secret holds, and keeps guesses at it to itself.
func (f Fmt) checkSecret(value string, types *Lattice) *FormatError {
	err := f.Inner.check(value, types)
	if err != nil {
		err.Near = nil
	}
	return err
}

// checkScheme holds an address to the schemes of its type.
func (f Fmt) checkScheme(a address.Address, types *Lattice) *FormatError {
	if types == nil || f.Type.IsZero() || !a.Scheme.Set {
		return nil
	}
	scheme := a.Scheme.Text
	if a.Form == address.URL && a.Driver.Set {
		scheme += "+" + a.Driver.Text
	}
	var allowed []string
	for _, t := range f.Type.Types {
		if t.Kind != Named || types.TakesScheme(t.Name, scheme) {
			return nil
		}
		allowed = append(allowed, types.Schemes(t.Name)...)
	}
	return &FormatError{
		Fault: ValueWrongScheme, Span: a.Scheme.Span,
		Reason: "has a scheme that " + f.Type.String() + " does not have; expected " + orList(allowed),
	}
}

// checkQuantity checks numbers, times and sizes.
func (f Fmt) checkQuantity(value string) *FormatError {
	n, ok := quantity(f.Kind, value)
	if !ok {
		return misfit("is not " + f.quantity())
	}
	return f.checkBounds(n, "below %s", "above %s")
}

func (f Fmt) quantity() string {
	if f.Kind == FmtInt {
		return "a whole number"
	}
	if f.Kind == FmtDuration {
		return "a duration such as 30s or 1h15m"
	}
	if f.Kind == FmtSize {
		return "a size such as 512m or 1GiB"
	}
	return "a number"
}

func (f Fmt) checkBounds(n float64, below, above string) *FormatError {
	if lo, ok := quantity(f.Kind, f.Low); ok && n < lo {
		return misfit("is " + fmt.Sprintf(below, f.Low))
	}
	if hi, ok := quantity(f.Kind, f.High); ok && n > hi {
		return misfit("is " + fmt.Sprintf(above, f.High))
	}
	return nil
}

// checkRegex matches all of a value, unless the pattern says itself where it
// is to match: ^postgresql: is about the beginning alone.
func (f Fmt) checkRegex(value string) *FormatError {
	re := f.matcher.compiled(f.Pattern, !anchored(f.Pattern))
	return unless(re == nil || re.MatchString(value), "does not match "+slashed(f.Pattern))
}

// checkBool compares with the words that are listed as they are, and with the
// usual ones whatever their case.
func (f Fmt) checkBool(value string) *FormatError {
	words := f.Words
	if len(words) == 0 {
		words = []string{"true", "false", "1", "0", "yes", "no", "on", "off"}
		value = strings.ToLower(value)
	}
	return unless(slices.Contains(words, value), "is not one of "+orList(words))
}

func (f Fmt) checkEnum(value string) *FormatError {
	const most = 8
	if slices.Contains(f.Words, value) {
		return nil
	}
	e := misfit("is not one of " + orList(f.Words[:min(most, len(f.Words))]))
	if len(f.Words) > most {
		e.Reason = fmt.Sprintf("is not one of its %d words", len(f.Words))
	}
	e.Near = nearest(value, f.Words)
	return e
}

func (f Fmt) checkVersion(value string) *FormatError {
	v, ok := numbersOf(value)
	if !ok {
		return misfit("is not a version")
	}
	if Contain(exactly(v, true), f.Range, SemVer) == Disjoint {
		return misfit("is a version outside of " + strings.TrimPrefix(f.Range.String(), "@"))
	}
	return nil
}

// checkItems checks every item of a list. Empty ones do no harm.
func (f Fmt) checkItems(value string, types *Lattice) *FormatError {
	for _, item := range f.items(value) {
		if err := f.Inner.check(value[item.Start:item.End], types); err != nil {
			return err.shift(item)
		}
	}
	return nil
}

// items are the items of a list, without white space around them.
func (f Fmt) items(value string) []source.Span {
	separator := f.Separator
	if separator == "" {
		separator = ","
	}
	var items []source.Span
	start := 0
	for raw := range strings.SplitSeq(value, separator) {
		text := strings.TrimSpace(raw)
		if text != "" {
			at := start + strings.Index(raw, text)
			items = append(items, source.Span{Start: at, End: at + len(text)})
		}
		start += len(raw) + len(separator)
	}
	return items
}
