package rules

import "github.com/ctypes-dev/ctypes/analyze"

// hosts are the rules about whom a name means.
func hosts() []analyze.Rule {
	return []analyze.Rule{
		hostBrowser(), hostGateway(), hostInactive(), hostLocalhost(), hostNotAlias(), hostOutside(), hostUnderscore(), hostUnknown(), hostUnreachable(),
	}
}
