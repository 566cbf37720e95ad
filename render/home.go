package render

import "net/url"

// Home is where ctypes is at home.
const Home = "https://github.com/ctypes-dev/ctypes"

// RuleURL is where a rule's page is read.
func RuleURL(name string) string {
	return Home + "/blob/main/docs/rules.md#" + url.PathEscape(name)
}

// LimitError says that a report is written and well-formed, but above what its
// reader takes.
type LimitError struct{ Text string }

// Error implements error.
func (e *LimitError) Error() string { return e.Text }
