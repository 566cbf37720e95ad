package address

import "strings"

// tls is what the scheme and the parameters demand; parameters are nearer, and
// sslmode is nearer than ssl.
func (a *Address) tls() TLS {
	said := schemeTLS(a.Scheme.Text, a.Driver.Text)
	if mode, ok := a.Lookup("sslmode"); ok && mode.Set && demand(mode.Text) != Unsaid {
		return demand(mode.Text)
	}
	for _, p := range a.Params {
		if !p.Set {
			continue
		}
		if t := paramTLS(p.Name, p.Text); t != Unsaid {
			return t
		}
	}
	return said
}

// Insistence is the part of an address that demands TLS: a parameter, or else
// the scheme. It is not Set where nothing does.
func (a Address) Insistence() Field {
	for _, p := range a.Params {
		if p.Set && a.TLS == Required && paramTLS(p.Name, p.Text) == Required {
			return p.Field
		}
	}
	if a.TLS == Required && schemeTLS(a.Scheme.Text, a.Driver.Text) == Required {
		return a.Scheme
	}
	return Field{}
}

// schemeTLS is what a scheme says. Schemes of protocols whose clients settle
// encryption with the server are silent.
func schemeTLS(scheme, driver string) TLS {
	switch strings.ToLower(driver) {
	case "tls", "ssl", "srv", "s", "ssc", "https":
		return Required
	}
	switch strings.ToLower(scheme) {
	case "https", "wss", "amqps", "rediss", "valkeys", "mqtts", "ldaps", "smtps", "imaps", "ftps", "grpcs",
		"tls", "ssl", "sasl_ssl", "r2dbcs", "couchbases", "stomps", "tcps", "nats+tls", "ircs", "wsss":
		return Required
	case "http", "ws", "amqp", "redis", "valkey", "mqtt", "ldap", "ftp", "plaintext", "sasl_plaintext",
		"bolt", "neo4j", "couchbase", "stomp", "h2c":
		return Plain
	}
	return Unsaid
}

// paramTLS is what a parameter says, Unsaid for one that is about something
// else or says something that is not known.
func paramTLS(key, value string) TLS {
	switch normalKey(key) {
	case "sslmode", "ssl", "tls", "usessl", "encrypt", "secure", "requiressl", "usetls", "tlsmode", "sslenabled":
		return demand(value)
	}
	return Unsaid
}

// demand reads the words that drivers use.
func demand(word string) TLS {
	switch normalKey(word) {
	case "disable", "disabled", "none", "false", "no", "off", "0":
		return Plain
	case "allow", "prefer", "preferred", "optional", "trustservercertificate":
		return Optional
	case "require", "required", "verifyca", "verifyfull", "verifyidentity", "true", "yes", "on", "1",
		"strict", "mandatory", "skipverify", "trust", "verify", "enabled":
		return Required
	}
	return Unsaid
}
