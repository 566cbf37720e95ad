package infer

import "slices"

// listens reports whether a variable's name says that its value is where the
// service itself listens, or what it calls itself.
func (m *member) listens() bool {
	return slices.ContainsFunc(m.words, func(w string) bool {
		switch w {
		case "listen", "listener", "listeners", "bind", "advertise", "advertised", "advertisement", "listening":
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
	return len(m.group) == 1 && slices.Contains([]string{"app", "base", "root", "server", "web", "home", "http", "https", "main", "ui"}, m.group[0])
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
