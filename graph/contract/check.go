package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
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
	case FmtHost, FmtPort, FmtHostPort, FmtURL, FmtDSN:
		return f.checkAddress(value, types)
	case FmtInt, FmtFloat, FmtString, FmtDuration, FmtSize:
		return f.checkQuantity(value)
	case FmtBool, FmtEnum, FmtRegex, FmtVersion:
		return f.checkWord(value)
	case FmtSecret:
		err := f.Inner.check(value, types)
		if err != nil {
			err.Near = nil
		}
		return err
	case FmtList:
		return f.checkItems(value, types)
	case FmtPath, FmtJSON, FmtEmail, FmtUUID, FmtCIDR, FmtTZ, FmtLocale, FmtUID:
		return f.checkForm(value)
	case FmtFlag:
	}
	return nil
}

// checkAddress checks what tells whom to dial.
func (f Fmt) checkAddress(value string, types *Lattice) *FormatError {
	var found []address.Address
	var err error
	switch f.Kind {
	case FmtHost:
		return checkHost(value)
	case FmtPort:
		err = address.CheckPort(value)
	case FmtHostPort:
		_, err = address.ParseHostPort(value)
	case FmtURL:
		found, err = address.ParseURL(value)
	default:
		found, err = address.ParseDSN(value)
	}
	if err != nil {
		return addressMisfit(err)
	}
	for _, a := range found {
		if err := f.checkScheme(a, types); err != nil {
			return err
		}
	}
	return nil
}

func checkHost(value string) *FormatError {
	err := address.CheckHost(value)
	if err == nil {
		return nil
	}
	e := addressMisfit(err)
	if a, ok := errors.AsType[*address.Error](err); ok && a.Fault == address.HasPort {
		e.Fault = ValueCarriesPort
	}
	return e
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

// checkQuantity checks numbers, lengths, times and sizes.
func (f Fmt) checkQuantity(value string) *FormatError {
	if f.Kind == FmtString {
		return f.checkBounds(float64(utf8.RuneCountInString(value)), "shorter than %s characters", "longer than %s characters")
	}
	n, ok := quantity(f.Kind, value)
	if !ok {
		return misfit("is not " + kindOfQuantity(f.Kind))
	}
	return f.checkBounds(n, "below %s", "above %s")
}

func kindOfQuantity(k FmtKind) string {
	switch k {
	case FmtInt:
		return "a whole number"
	case FmtDuration:
		return "a duration such as 30s or 1h15m"
	case FmtSize:
		return "a size such as 512m or 1GiB"
	default:
		return "a number"
	}
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

// checkWord checks words, patterns and versions.
func (f Fmt) checkWord(value string) *FormatError {
	switch f.Kind {
	case FmtBool:
		if !f.isBool(value) {
			return misfit("is not one of " + orList(f.boolWords()))
		}
	case FmtEnum:
		return f.checkEnum(value)
	case FmtRegex:
		if re := f.matcher.compiled(f.Pattern, true); re != nil && !re.MatchString(value) {
			return misfit("does not match " + slashed(f.Pattern))
		}
	default:
		return f.checkVersion(value)
	}
	return nil
}

func (f Fmt) boolWords() []string {
	if len(f.Words) > 0 {
		return f.Words
	}
	return []string{"true", "false", "1", "0", "yes", "no", "on", "off"}
}

// isBool compares with the words that are listed as they are, and with the
// usual ones whatever their case.
func (f Fmt) isBool(value string) bool {
	for _, w := range f.boolWords() {
		if value == w || len(f.Words) == 0 && strings.EqualFold(value, w) {
			return true
		}
	}
	return false
}

func (f Fmt) checkEnum(value string) *FormatError {
	const most = 8
	for _, w := range f.Words {
		if value == w {
			return nil
		}
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

// checkForm checks texts that others have defined.
func (f Fmt) checkForm(value string) *FormatError {
	switch f.Kind {
	case FmtPath:
		return checkPath(value)
	case FmtJSON:
		if !json.Valid([]byte(value)) {
			return misfit("is not JSON")
		}
	case FmtCIDR:
		return checkCIDR(value)
	case FmtEmail:
		return checkEmail(value)
	case FmtUUID:
		if !isUUID(value) {
			return misfit("is not a UUID")
		}
	case FmtTZ:
		return checkZone(value)
	case FmtLocale:
		if !isLocale(value) {
			return misfit("is not a locale such as en_US.UTF-8")
		}
	default:
		if _, ok := atoi(strings.TrimLeft(value, "0")); !ok && value != "0" {
			return misfit("is not a user's number")
		}
	}
	return nil
}

func checkPath(value string) *FormatError {
	switch {
	case value == "":
		return misfit("is empty")
	case strings.Contains(value, "://"):
		return misfit("is a URL rather than a path")
	case strings.ContainsAny(value, "\x00\r\n"):
		return misfit("holds control characters")
	}
	return nil
}

func checkCIDR(value string) *FormatError {
	if _, err := netip.ParsePrefix(value); err == nil {
		return nil
	}
	if _, err := netip.ParseAddr(value); err == nil {
		return misfit("has no prefix length such as /24")
	}
	return misfit("is not a network such as 10.0.0.0/24")
}
