package compose

import (
	"os"
	"path/filepath"
	"strings"
)

// readableRoot returns the outermost folder whose files a project may read:
// its own, widened to the enclosing git work tree and to the working directory
// when that contains it. It is never widened to the file system's root, to a
// home directory or to a folder that holds one.
func readableRoot(projectDir, workingDir string, env map[string]string) string {
	root := resolved(projectDir)
	homes := []string{env["HOME"], env["USERPROFILE"]}
	widen := func(candidate string) {
		if candidate == "" || candidate == root || !within(candidate, root) || filepath.Dir(candidate) == candidate {
			return
		}
		for _, home := range homes {
			if home != "" && within(candidate, resolved(home)) {
				return
			}
		}
		root = candidate
	}
	widen(workTree(root))
	widen(resolved(workingDir))
	return root
}

// workTree returns the closest folder around dir, itself included, that has a
// .git entry.
func workTree(dir string) string {
	for {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// resolved follows symbolic links where that is possible.
func resolved(path string) string {
	if path == "" {
		return ""
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		return target
	}
	return filepath.Clean(path)
}

// names spells paths the way the user would: from the working directory where
// they are below it, else as they were named, else in full.
type names struct {
	workingDir string
	// spelled are folders that the user named by a relative path, with that
	// path.
	spelled []spelling
}

type spelling struct{ dir, as string }

// spell remembers how the user wrote the folder of a path.
func (n *names) spell(path, as string) {
	if !filepath.IsAbs(as) {
		n.spelled = append(n.spelled, spelling{filepath.Clean(path), filepath.Clean(as)})
	}
}

// show returns the name of an absolute path.
func (n names) show(path string) string {
	if within(n.workingDir, path) {
		if rel, err := filepath.Rel(n.workingDir, path); err == nil {
			return filepath.ToSlash(rel)
		}
	}
	for _, s := range n.spelled {
		if within(s.dir, path) {
			return filepath.ToSlash(filepath.Join(s.as, strings.TrimPrefix(path, s.dir)))
		}
	}
	return filepath.ToSlash(path)
}
