package rules

import "github.com/ctypes-dev/ctypes/analyze"

// ports are the rules about where services listen and are dialled.
func ports() []analyze.Rule {
	return []analyze.Rule{
		portClosed(), portCollision(), portDead(), portIgnored(), portPublished(), portTransport(), serverLoopback(),
	}
}
