package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/ctypes-dev/ctypes/fixtures/registry"
)

var update = flag.Bool("update", false, "rewrite the expected output in scripts and in the documentation")

// TestMain puts ctypes, and ctypes as a plugin of the Docker CLI, on the PATH
// of scripts.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"ctypes": main})
}

// TestScript runs the scripts over the program. Beside testscript's own
// commands and variables there are
//
//	exits CODE COMMAND...   run a command that ends with CODE
//	push REPOSITORY:TAG FILE   push the image that FILE describes to $REGISTRY
//	catalog REPOSITORY FOLDER  push the entries in FOLDER as a catalog, and make
//	            $CATALOG its name
//	$REGISTRY   a registry on loopback, $HTML a server that is none, $NOBODY a
//	            port where nobody listens
func TestScript(t *testing.T) {
	address, stop := registry.Start()
	t.Cleanup(stop)
	p := params(t, address)
	p.Dir = scripts
	testscript.Run(t, p)
}

const scripts = "../../fixtures/script"

// params are how scripts run, with a registry at an address.
func params(t *testing.T, address string) testscript.Params {
	t.Helper()
	hosts := hosts(t)
	hosts["REGISTRY"] = address
	return testscript.Params{
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("NO_COLOR", "1")
			e.Setenv("XDG_CACHE_HOME", e.WorkDir+"/.cache") // no script sees another's cache
			e.Setenv("DOCKER_CONFIG", e.WorkDir+"/.docker")
			e.Setenv("HTTPS_PROXY", "http://"+hosts["NOBODY"]) // nothing leaves the machine
			e.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
			e.Setenv("GIT_CONFIG_NOSYSTEM", "1")
			for _, who := range []string{"AUTHOR", "COMMITTER"} {
				e.Setenv("GIT_"+who+"_NAME", "somebody")
				e.Setenv("GIT_"+who+"_EMAIL", "somebody@example.com")
			}
			for name, value := range hosts {
				e.Setenv(name, value)
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "push": push, "catalog": pushCatalog},
	}
}

// hosts are the addresses that scripts talk to beside the registry.
func hosts(t *testing.T) map[string]string {
	t.Helper()
	html := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<!doctype html><title>Sign in</title>")
	}))
	t.Cleanup(html.Close)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := closed.Addr().String()
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	return map[string]string{"HTML": strings.TrimPrefix(html.URL, "http://"), "NOBODY": nobody}
}

// exits runs a command that has to end with an exit code; testscript's own !
// only says that it is not 0.
func exits(ts *testscript.TestScript, negated bool, args []string) {
	if negated || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		code = exit.ExitCode()
	}
	if code != want {
		ts.Fatalf("exit code %d, wanted %d", code, want)
	}
}

// push puts an image into the scripts' registry.
func push(ts *testscript.TestScript, negated bool, args []string) {
	if negated || len(args) != 2 {
		ts.Fatalf("usage: push REPOSITORY:TAG FILE")
	}
	repository, tag, _ := strings.Cut(args[0], ":")
	text, err := os.ReadFile(ts.MkAbs(args[1]))
	ts.Check(err)
	var img registry.Image
	ts.Check(json.Unmarshal(text, &img))
	ts.Check(registry.Push(context.Background(), ts.Getenv("REGISTRY"), repository, tag, img))
}

// pushCatalog puts a catalog into the scripts' registry.
func pushCatalog(ts *testscript.TestScript, negated bool, args []string) {
	if negated || len(args) != 2 {
		ts.Fatalf("usage: catalog REPOSITORY FOLDER")
	}
	entries := map[string]string{}
	folder := os.DirFS(ts.MkAbs(args[1]))
	ts.Check(fs.WalkDir(folder, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(folder, path)
		entries[path] = string(text)
		return err
	}))
	digest, err := registry.PushCatalog(context.Background(), ts.Getenv("REGISTRY"), args[0], entries)
	ts.Check(err)
	ts.Setenv("CATALOG", "oci://"+ts.Getenv("REGISTRY")+"/"+args[0]+"@"+digest)
}
