package contract

// fmtNames are the names of the formats in the language, by kind.
var fmtNames = [...]string{ //nolint:gochecknoglobals // constant table
	FmtHost: "HOST", FmtPort: "PORT", FmtHostPort: "HOSTPORT", FmtURL: "URL", FmtDSN: "DSN", FmtInt: "INT",
	FmtFloat: "FLOAT", FmtString: "STRING", FmtDuration: "DURATION", FmtSize: "SIZE", FmtBool: "BOOL",
	FmtFlag: "FLAG", FmtEnum: "ENUM", FmtRegex: "REGEX", FmtPath: "PATH", FmtSecret: "SECRET", FmtList: "LIST",
	FmtJSON: "JSON", FmtVersion: "VERSION", FmtEmail: "EMAIL", FmtUUID: "UUID", FmtCIDR: "CIDR", FmtTZ: "TZ",
	FmtLocale: "LOCALE", FmtUID: "UID",
}

// String is the format's name in the language.
func (k FmtKind) String() string {
	if k < FmtHost || k > FmtUID {
		return "invalid"
	}
	return fmtNames[k]
}

// fmtKind is the format of a name, 0 for none.
func fmtKind(name string) FmtKind {
	for k := FmtHost; k <= FmtUID; k++ {
		if fmtNames[k] == name {
			return k
		}
	}
	return 0
}
