package unify

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

// UserIDs are the user ids that a use's files are written or read as: what
// compose says, else the image's USER, else the contract's UID. known is false
// when nothing tells, or the user is told by a name.
func (u Use) UserIDs() (ids []int, known bool) {
	if v := u.Service.User.Value; v != "" {
		return userID(v, u.Service.User.Known())
	}
	if meta := u.Service.Meta; meta != nil && meta.User.Value != "" && isNumber(meta.User.Value) {
		return userID(meta.User.Value, meta.User.Known())
	}
	if id := u.Fact.Clause.UID; len(id.Values) > 0 && !id.Any {
		return id.Values, true
	}
	return nil, false
}

func isNumber(user string) bool {
	id, _, _ := strings.Cut(user, ":")
	_, err := strconv.Atoi(id)
	return err == nil
}

// userID reads USER[:GROUP].
func userID(text string, set bool) ([]int, bool) {
	user, _, _ := strings.Cut(text, ":")
	if user == "root" {
		user = "0"
	}
	id, err := strconv.Atoi(user)
	if err != nil || !set {
		return nil, false
	}
	return []int{id}, true
}

// meets reports whether two sets of ids have one in common, or either holds
// root, whom nothing stops.
func meets(a, b []int) bool {
	return slices.Contains(a, 0) || slices.Contains(b, 0) || slices.ContainsFunc(a, func(id int) bool { return slices.Contains(b, id) })
}

// Permission bits for others and for the group, as in a file's mode.
const (
	othersRead  = 0o4
	othersWrite = 0o2
	groupShift  = 3
)

// Admits reports whether a writer's files let another use in: they are of one
// user, somebody chowns them, or their mode grants it. Files whose mode nobody
// tells can be read by others and not be written.
func (u Use) Admits(o Use) bool {
	mine, known := u.UserIDs()
	theirs, told := o.UserIDs()
	if !known || !told || meets(mine, theirs) || u.Chowns() || o.Chowns() {
		return true
	}
	mode := uint32(0o644)
	if u.Fact.Clause.Mode.Set {
		mode = u.Fact.Clause.Mode.Bits
	}
	if groupsMeet(u, o) {
		mode |= mode >> groupShift
	}
	if o.Reads() && mode&othersRead == 0 {
		return false
	}
	return !o.Writes() || mode&othersWrite != 0
}

func groupsMeet(u, o Use) bool {
	a, b := u.Fact.Clause.GID.Values, o.Fact.Clause.GID.Values
	return slices.ContainsFunc(a, func(id int) bool { return slices.Contains(b, id) })
}

// Chowns reports whether a use makes the files its own, which takes root.
func (u Use) Chowns() bool {
	return u.Fact.Clause.Chowns == contract.Yes && runsAsRoot(u.Service)
}

// runsAsRoot reports whether a service starts as root, as images that change
// owners do unless compose gives them another user.
func runsAsRoot(s *graph.Service) bool {
	if s.User.Value == "" {
		return true
	}
	ids, known := userID(s.User.Value, s.User.Known())
	return !known || slices.Contains(ids, 0)
}
