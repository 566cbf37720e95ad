package rules

import "github.com/ctypes-dev/ctypes/analyze"

// images are the rules about images and their contracts. What they report was
// found while the graph was built; here each has its name and its severity.
func images() []analyze.Rule {
	return []analyze.Rule{
		found("contract-bare-volume", analyze.Error, "stock Docker reads a bare `VOLUME AT:` as one volume a word"),
		found("contract-conflict", analyze.Warning, "two layers of a contract say different things"),
		found("contract-directive-order", analyze.Warning, "a `#ctypes:` comment above `# syntax=` disables it"),
		found("contract-syntax", analyze.Error, "a contract cannot be read"),
		found("contract-version", analyze.Warning, "a contract uses a later version of the language"),
		found("image-not-found", analyze.Error, "the registry has no such image"),
		found("image-platform", analyze.Error, "the image does not exist for the service's platform"),
		untyped(),
	}
}

// found is a rule that reports what earlier stages found under its name.
func found(name string, severity analyze.Severity, title string) analyze.Rule {
	return analyze.Rule{
		Name: name, Severity: severity, Title: title,
		Run: func(p *analyze.Pass) { problems(p, name) },
	}
}
