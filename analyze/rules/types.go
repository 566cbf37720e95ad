package rules

import (
	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
)

// types are the rules about what two connected sides speak, and who logs in.
func types() []analyze.Rule {
	return []analyze.Rule{
		credential("credential-username", "a client logs in as a user that the server does not have", "username"),
		credential("credential-password", "a client logs in with another password than the server has", "password"),
		credential("credential-database", "a client opens a database that the server does not have", "database"),
		credential("credential-other", "a client asks for something that the server does not have"),
		addressAdvertised(), clusterSize(), commandOption(), needUnwired(), scaleRange(), socketUnshared(),
		tlsRefused(), tlsRequired(), typeForward(), typeMismatch(), typeSimilar(), typeVersion(), contractTypesDisagree(), urlScheme(),
	}
}

// typed reports whether both sides of a link that arrives have types to compare.
func typed(l *unify.Link) bool { return l.Arrival == unify.Arrives && l.Typed() }
