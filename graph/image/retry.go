package image

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"syscall"
	"time"

	"oras.land/oras-go/v2/registry/remote/retry"
)

const (
	maxRetries = 2 // of a failed request
	maxWaits   = 4 // for a registry that says when to come back
	firstPause = 250 * time.Millisecond
)

// patience decides what is tried again, and when. It waits as long as a
// registry says, but not in vain: no longer than the whole image may take.
type patience struct {
	limit time.Duration
	clock func() time.Time
}

// policy is patience as oras wants it.
func (p patience) policy() retry.Policy { return p }

// Retry implements retry.Policy: it returns how long to wait, negative for
// not trying again.
func (p patience) Retry(attempt int, resp *http.Response, err error) (time.Duration, error) {
	const no = -1
	switch {
	case err != nil:
		if attempt >= maxRetries || !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return no, nil
		}
	case resp.StatusCode == http.StatusTooManyRequests, resp.StatusCode == http.StatusServiceUnavailable:
		if wait, ok := p.told(resp.Header.Get("Retry-After")); ok {
			if attempt >= maxWaits || wait >= p.limit {
				return no, nil
			}
			return wait, nil
		}
		if attempt >= maxRetries {
			return no, nil
		}
	case attempt >= maxRetries || resp.StatusCode < http.StatusInternalServerError:
		return no, nil
	}
	return firstPause << attempt, nil
}

// told reads Retry-After: seconds, or a date if there is a clock.
func (p patience) told(after string) (time.Duration, bool) {
	if seconds, err := strconv.ParseUint(after, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second, true
	}
	if date, err := http.ParseTime(after); err == nil && p.clock != nil {
		return max(date.Sub(p.clock()), 0), true
	}
	return 0, false
}
