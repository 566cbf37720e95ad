package image

import (
	"fmt"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
)

// Problem is the finding that an error stands for, where it is a fact about
// the project; ok is false for troubles of the network or of a registry.
func (e *Error) Problem() (p graph.Problem, ok bool) {
	switch e.Kind {
	case NotFound:
		p := graph.Problem{Rule: "image-not-found", Key: e.Reference, Message: e.missingText(), Help: e.nearText(), Part: e.missingPart()}
		if len(e.Near) > 0 {
			p.Instead = e.Near[0]
		}
		return p, true
	case NoPlatform:
		return graph.Problem{
			Rule: "image-platform", Key: e.Reference,
			Message: fmt.Sprintf("the image `%s` does not exist for `%s`", e.Reference, e.Wanted),
			Help:    "it exists for " + quoted(e.Platforms),
		}, true
	case Unauthorized, RateLimited, Unreachable, NotRegistry, Malformed, TooLarge, Timeout, Cancelled, NotCached, Refused, Invalid, Failed:
	}
	return graph.Problem{}, false
}

func (e *Error) missingText() string {
	what := "image"
	switch e.Missing {
	case Repository:
		what = "repository"
	case Tag:
		what = "tag"
	case Digest:
		what = "digest"
	case UnknownPart:
	}
	return fmt.Sprintf("the registry has no such %s: `%s`", what, e.Reference)
}

// missingPart is the tag or digest of the reference that the registry does not
// have, "" when it has nothing of it.
func (e *Error) missingPart() string {
	name := e.Reference[strings.LastIndexByte(e.Reference, '/')+1:]
	switch e.Missing {
	case Tag:
		name, _, _ = strings.Cut(name, "@")
		_, tag, _ := strings.Cut(name, ":")
		return tag
	case Digest:
		_, digest, _ := strings.Cut(name, "@")
		return digest
	case UnknownPart, Repository:
	}
	return ""
}

func (e *Error) nearText() string {
	if len(e.Near) == 0 {
		return ""
	}
	return "there is " + quoted(e.Near)
}

func quoted(words []string) string { return "`" + strings.Join(words, "`, `") + "`" }

// Notice is what people are told of a trouble that is no finding: which host
// could not be asked, and why. It is "" for an image that was never looked up
// while the user asked to stay offline.
func (e *Error) Notice() string {
	if e.Kind == NotCached {
		return ""
	}
	if e.Host == "" {
		return e.Error()
	}
	text := e.Host + ": " + e.Kind.String()
	if e.Err != nil {
		text += ": " + printable(e.Err.Error())
	}
	return text
}
