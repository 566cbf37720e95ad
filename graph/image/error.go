package image

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"oras.land/oras-go/v2/errdef"
	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/errcode"
)

// Kind says why an image's metadata cannot be had. The zero Kind is invalid.
type Kind int

// The kinds. Only NotFound and NoPlatform are facts about the project; the
// others are troubles of the network, the registry or the invocation.
const (
	NotFound     Kind = iota + 1 // the registry has no such repository, tag or digest
	NoPlatform                   // the image exists, but not for the wanted platform
	Unauthorized                 // 401 or 403; on Docker Hub also an unknown repository
	RateLimited                  // 429, also after waiting as told
	Unreachable                  // no connection, or none that speaks the wanted scheme
	NotRegistry                  // what answered is no registry
	Malformed                    // an answer that is not what the registry said it is
	TooLarge                     // a document over its bound
	Timeout                      // not done in time
	Cancelled                    // the caller gave up
	NotCached                    // offline, and never seen before
	Refused                      // a host that may not be contacted
	Invalid                      // the reference or the platform cannot be read
	Failed                       // any other answer of the registry
)

// String is the kind in words, as messages use it.
func (k Kind) String() string {
	switch k {
	case NotFound:
		return "not found"
	case NoPlatform:
		return "no such platform"
	case Unauthorized:
		return "not found or private"
	case RateLimited:
		return "rate limit reached"
	case Unreachable:
		return "unreachable"
	case NotRegistry:
		return "not a registry"
	case Malformed:
		return "malformed"
	case TooLarge:
		return "too large"
	case Timeout:
		return "timed out"
	case Cancelled:
		return "cancelled"
	case NotCached:
		return "offline and not in the cache"
	case Refused:
		return "refused"
	case Invalid:
		return "invalid"
	case Failed:
		return "failed"
	}
	return "unknown"
}

// Part is a part of a reference.
type Part int

// The parts; the zero Part is unknown.
const (
	UnknownPart Part = iota
	Repository
	Tag
	Digest
)

// Error is why the metadata of one image cannot be had.
type Error struct {
	Kind      Kind
	Reference string // as it was asked for
	Host      string // who said so, "" when nobody was asked
	// Missing is what a NotFound image lacks.
	Missing Part
	// Near are up to three of the repository's tags that are spelled almost
	// like the one asked for.
	Near []string
	// Wanted is the platform asked for, Platforms those that the image has,
	// sorted. Of NoPlatform.
	Wanted    string
	Platforms []string
	Err       error
}

// Error tells the reference, the kind, who said so and why.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Reference, e.Kind)
	if e.Host != "" {
		fmt.Fprintf(&b, " (%s)", e.Host)
	}
	if e.Kind == NoPlatform {
		fmt.Fprintf(&b, ": wanted %s, there are %s", e.Wanted, strings.Join(e.Platforms, ", "))
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %s", printable(e.Err.Error()))
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// newError wraps cause; its kind is k unless the cause is an Error already.
func newError(k Kind, reference string, cause error) *Error {
	if e, ok := errors.AsType[*Error](cause); ok {
		return e
	}
	return &Error{Kind: k, Reference: reference, Err: cause}
}

// fault is a failure whose kind is known where it happens.
type fault struct {
	kind Kind
	text string
}

func (f *fault) Error() string { return f.text }

// faultf returns a failure of a known kind.
func faultf(k Kind, format string, args ...any) error {
	return &fault{kind: k, text: fmt.Sprintf(format, args...)}
}

// kindOf tells what kind of failure a request to a registry ended in.
func kindOf(err error) Kind {
	if f, ok := errors.AsType[*fault](err); ok {
		return f.kind
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	if answer, ok := errors.AsType[*errcode.ErrorResponse](err); ok {
		return kindOfStatus(answer.StatusCode)
	}
	switch {
	case errors.Is(err, context.Canceled):
		return Cancelled
	case errors.Is(err, context.DeadlineExceeded):
		return Timeout
	case errors.Is(err, errdef.ErrNotFound):
		return NotFound
	case errors.Is(err, auth.ErrBasicCredentialNotFound):
		return Unauthorized
	case isTransport(err):
		return Unreachable
	}
	// What oras refuses without an error value of its own is an answer whose
	// headers, size and digest do not fit each other.
	return Malformed
}

// kindOfStatus reads the status of an error answer. A 404 for a manifest
// arrives as errdef.ErrNotFound instead; any other one, such as a token
// server's, says nothing about the image.
func kindOfStatus(status int) Kind {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return Unauthorized
	case http.StatusTooManyRequests:
		return RateLimited
	case http.StatusRequestTimeout, http.StatusGatewayTimeout:
		return Timeout
	}
	return Failed
}

// isTransport reports whether the connection failed rather than the answer.
func isTransport(err error) bool {
	if _, ok := errors.AsType[*url.Error](err); ok {
		return true
	}
	_, ok := errors.AsType[*net.OpError](err)
	return ok || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

// printable drops what a registry's own words could do to a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r <= 0x9f {
			return -1
		}
		return r
	}, s)
}
