package config

import (
	"path"
	"regexp"
	"strings"
	"time"
)

// Scheme begins the name of a catalog that is an artifact in a registry.
const Scheme = "oci://"

// Artifact is the reference of a catalog that is an artifact in a registry; ok
// is false for one that is a folder.
func (v Value) Artifact() (reference string, ok bool) { return strings.CutPrefix(v.Text, Scheme) }

// The functions below say what is wrong with a text, "" for nothing.

func notMirror(text string) string {
	if of, at, ok := strings.Cut(text, "="); !ok || of == "" || at == "" {
		return "`" + text + "` is no mirror: expected HOST=[http://]HOST[:PORT][/PREFIX]"
	}
	return ""
}

func notFolder(text string) string {
	if strings.Contains(text, "://") {
		return "`" + text + "` is no folder: contracts are read from folders alone, and `catalogs` from registries too"
	}
	return ""
}

func notCatalog(text string) string {
	if strings.HasPrefix(text, Scheme) {
		if !regexp.MustCompile(`^oci://[^@\s]+@sha256:[0-9a-f]{64}$`).MatchString(text) {
			return "the catalog `" + text + "` is not pinned: expected oci://HOST/REPOSITORY@sha256:DIGEST"
		}
		return ""
	}
	if strings.Contains(text, "://") {
		return "`" + text + "` is no catalog: expected a folder or oci://HOST/REPOSITORY@sha256:DIGEST"
	}
	return ""
}

func notPattern(text string) string {
	if _, err := path.Match(text, ""); err != nil || strings.ContainsAny(text, "[]\\") {
		return "`" + text + "` is no pattern of files: expected a relative path, in which * and ? stand for what differs"
	}
	return ""
}

func notDay(text string) string {
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return "`" + text + "` is no day: expected a date such as 2026-12-31"
	}
	return ""
}
