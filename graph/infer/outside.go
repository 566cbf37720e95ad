package infer

import (
	"slices"
	"strings"
)

// listens reports whether a variable's name says that its value is where the
// service itself listens, or what it calls itself.
func (m *member) listens() bool {
	return slices.ContainsFunc(m.words, func(w string) bool {
		switch w {
		case "listen", "listener", "listeners", "bind", "advertise", "advertised", "advertisement", "listening", "jmx":
			return true
		}
		return false
	})
}

// faces reports whether a variable's name says that its value is for people
// and their browsers, or is a name that others know the service by.
func (m *member) faces() bool {
	if slices.ContainsFunc(m.words, isOutward) {
		return true
	}
	if n := len(m.words); n == 1 && (m.role == hostRole || m.role == addressRole) {
		return true // HOST, URL, ENDPOINT: the service's own
	}
	if n := len(m.group); n > 0 && m.group[n-1] == "root" && m.role == addressRole {
		return true // SSH_ROOT_URL: what links begin with
	}
	return len(m.group) == 1 && slices.Contains([]string{"app", "base", "root", "server", "web", "home", "http", "https", "main", "ui"}, m.group[0])
}

// namesHost reports whether a bare word that no service is called can only be
// the name of a host: its variable says that it is one, and there is a port
// beside it or a word for a product. BACKEND or NODES may be for a choice.
func (m *member) namesHost(port, product bool) bool {
	return m.role == hostRole && (port || product) && !m.faces() && !isNobody(m.Value)
}

// isNobody reports whether a word stands for no host, or for one that is yet to
// be filled in.
func isNobody(word string) bool {
	switch strings.ToLower(word) {
	case "none", "null", "nil", "undefined", "true", "false", "yes", "no", "on", "off", "disabled", "unset", "default",
		"placeholder", "changeme", "change-me", "todo", "example":
		return true
	}
	return word == strings.ToUpper(word) && word != strings.ToLower(word)
}

func isOutward(word string) bool {
	switch word {
	case "public", "external", "frontend", "origin", "origins", "cors", "allowed", "trusted", "callback", "redirect", "canonical",
		"site", "domain", "domains", "virtual", "letsencrypt", "browser", "vite", "webhook", "csrf", "cookie", "baseurl", "siteurl",
		"issuer", "audience", "homepage", "link", "links":
		return true
	}
	return false
}
