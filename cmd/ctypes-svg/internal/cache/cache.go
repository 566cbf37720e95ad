// Package cache moves the folder for temporary files to one that is the user's
// own. The graphviz library compiles its WebAssembly when it is initialised and
// keeps the machine code in a fixed subfolder of that folder: in the usual,
// shared one another user could have put other code there first.
//
// The move happens while this package is initialised. Packages that do not
// depend on each other are initialised in the order of their import paths, and
// this one's is before the library's.
package cache

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

var moved = move() //nolint:gochecknoglobals // has to happen before main

// folder is what became of the move.
type folder struct {
	dir string
	// passing says that it goes when the process ends.
	passing bool
	err     error
}

// Err says why there is no folder of the user's own. The program is not to go
// on then.
func Err() error { return moved.err }

// Close removes a folder that was made for this process alone.
func Close() {
	if moved.passing {
		_ = os.RemoveAll(moved.dir) // at worst it stays, and only its user can read it
	}
}

// move makes the folder and names it in the environment of this process.
func move() folder {
	dir, err := os.UserCacheDir()
	if err == nil {
		dir = filepath.Join(dir, "ctypes", "graphviz")
		err = os.MkdirAll(dir, 0o700)
	}
	if err == nil {
		err = own(dir)
	}
	passing := err != nil
	if passing {
		// Without a home, in a container for example, nothing is kept.
		if dir, err = os.MkdirTemp("", "ctypes-svg-"); err != nil {
			return folder{err: fmt.Errorf("making a private folder: %w", err)}
		}
	}
	return folder{dir: dir, passing: passing, err: os.Setenv(variable(), dir)}
}

// own refuses a folder that others may write to.
func own(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err //nolint:wrapcheck // not shown: another folder is taken
	}
	if !info.IsDir() || runtime.GOOS != "windows" && info.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("%s: others may write there", dir)
	}
	return nil
}

// variable names the variable that os.TempDir reads.
func variable() string {
	if runtime.GOOS == "windows" {
		return "TMP"
	}
	return "TMPDIR"
}
