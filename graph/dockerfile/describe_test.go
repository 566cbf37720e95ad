package dockerfile_test

import (
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/dockerfile"
	"github.com/ctypes-dev/ctypes/graph/source"
)

// describe describes the image of a text.
func describe(t *testing.T, text string, o dockerfile.Options) *graph.Metadata {
	t.Helper()
	md, problems := dockerfile.Describe(scan(t, text), o)
	if md == nil {
		t.Fatalf("nothing is built: %v", problems)
	}
	return md
}

// facts are the values of metadata in a form that is easy to compare.
func facts(md *graph.Metadata) map[string]string {
	f := map[string]string{"base": md.Base, "user": show(md.User), "dir": show(md.WorkingDir)}
	for _, e := range md.Exposed {
		f["ports"] += fmt.Sprintf("%d-%d/%d ", e.Ports.First, e.Ports.Last, e.Protocol)
	}
	for _, v := range md.Volumes {
		f["volumes"] += show(v) + " "
	}
	for _, v := range md.Env {
		f["env"] += v.Name + "=" + show(v.Text) + " "
	}
	for _, l := range md.Labels {
		f["labels"] += l.Name + "=" + show(l.Text) + " "
	}
	f["entrypoint"], f["command"] = words(md.Entrypoint), words(md.Command)
	for k, v := range f {
		if f[k] = strings.TrimSpace(v); f[k] == "" {
			delete(f, k)
		}
	}
	return f
}

// show marks values that are not known.
func show(t graph.Text) string {
	if !t.Known() {
		return "?" + t.Value
	}
	return t.Value
}

func words(c *graph.Command) string {
	if c == nil {
		return ""
	}
	list := []string{}
	for _, w := range c.Words {
		list = append(list, w.Value)
	}
	return fmt.Sprintf("%q", list)
}

// described is a Dockerfile and the facts that it tells.
type described struct {
	name, text string
	options    dockerfile.Options
	want       map[string]string
}

func checkFacts(t *testing.T, tests []described) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := facts(describe(t, tt.text, tt.options)); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got\n%v\nwant\n%v", got, tt.want)
			}
		})
	}
}

func TestFacts(t *testing.T) {
	t.Parallel()
	checkFacts(t, []described{
		{"everything", "FROM a:1\nUSER me\nWORKDIR /srv/\nEXPOSE 80 53/udp 9000-9001\nVOLUME /b /a\nVOLUME [\"/c d\"]\n" +
			"ENV A=1 B=\"2 3\"\nENV C 4 5\nLABEL x=y\nENTRYPOINT [\"e\"]\nCMD c d\n", dockerfile.Options{}, map[string]string{
			"base": "a:1", "user": "me", "dir": "/srv", "ports": "53-53/2 80-80/1 9000-9001/1", "volumes": "/a /b /c d",
			"env": "A=1 B=2 3 C=4 5", "labels": "x=y", "entrypoint": `["e"]`, "command": `["/bin/sh" "-c" "c d"]`,
		}},
		{"nothing", "FROM scratch", dockerfile.Options{}, map[string]string{"dir": "/"}},
		{"lower case", "from a as b\nuser me\nFrom B\n", dockerfile.Options{}, map[string]string{"base": "a", "user": "me"}},
		{"relative to nothing", "FROM scratch\nWORKDIR a\nWORKDIR b/../c", dockerfile.Options{}, map[string]string{"dir": "/a/c"}},
		{"relative to something unknown", "FROM x\nWORKDIR a\nWORKDIR b", dockerfile.Options{}, map[string]string{"base": "x", "dir": "?a/b"}},
		{"absolute again", "FROM x\nWORKDIR a\nWORKDIR /b\nWORKDIR c", dockerfile.Options{}, map[string]string{"base": "x", "dir": "/b/c"}},
		{"entrypoint before command", "FROM a\nENTRYPOINT e\nCMD [\"c\"]", dockerfile.Options{}, map[string]string{"base": "a", "entrypoint": `["/bin/sh" "-c" "e"]`, "command": `["c"]`}},
		{"command before entrypoint", "FROM a\nCMD [\"c\"]\nENTRYPOINT [\"e\"]", dockerfile.Options{}, map[string]string{"base": "a", "entrypoint": `["e"]`, "command": `["c"]`}},
		{"command of the stage above", "FROM a AS x\nCMD [\"c\"]\nFROM x\nENTRYPOINT [\"e\"]", dockerfile.Options{}, map[string]string{"base": "a", "entrypoint": `["e"]`}},
		{"the last one", "FROM a\nCMD a\nCMD [\"b\"]", dockerfile.Options{}, map[string]string{"base": "a", "command": `["b"]`}},
		{"none", "FROM a\nENTRYPOINT []\nCMD []", dockerfile.Options{}, map[string]string{"base": "a", "entrypoint": "[]", "command": "[]"}},
		{"another shell", "FROM a\nSHELL [\"bash\", \"-ec\"]\nCMD x $Y", dockerfile.Options{}, map[string]string{"base": "a", "command": `["bash" "-ec" "x $Y"]`}},
		{"bare lines", "FROM a\nVOLUME AT: /logs FORMAT: b\nLISTENS ON: TCP:1", dockerfile.Options{}, map[string]string{"base": "a"}},
	})
}

func TestStages(t *testing.T) {
	t.Parallel()
	checkFacts(t, []described{
		{"the last stage", "FROM a AS x\nUSER x\nFROM b\nUSER y", dockerfile.Options{}, map[string]string{"base": "b", "user": "y"}},
		{"a stage by name", "FROM a AS x\nUSER x\nFROM b\nUSER y", dockerfile.Options{Target: "X"}, map[string]string{"base": "a", "user": "x"}},
		{"a stage by number", "FROM a AS x\nUSER x\nFROM b\nUSER y", dockerfile.Options{Target: "0"}, map[string]string{"base": "a", "user": "x"}},
		{
			"a stage of a stage", "FROM a AS x\nENV A=1\nEXPOSE 1\nFROM x AS y\nENV B=$A A=2\nFROM y\nEXPOSE 2",
			dockerfile.Options{},
			map[string]string{"base": "a", "env": "A=2 B=1", "ports": "1-1/1 2-2/1"},
		},
		{"a name that comes later", "FROM x\nFROM a AS x", dockerfile.Options{Target: "0"}, map[string]string{"base": "x"}},
		{"a name twice", "FROM a AS x\nFROM b AS x\nFROM x", dockerfile.Options{}, map[string]string{"base": "b"}},
		{"a trigger", "FROM a AS x\nONBUILD USER me\nUSER you\nFROM x\nEXPOSE 1", dockerfile.Options{}, map[string]string{"base": "a", "user": "me", "ports": "1-1/1"}},
		{"no trigger here", "FROM a\nONBUILD USER me", dockerfile.Options{}, map[string]string{"base": "a"}},
		{"triggers are not passed on", "FROM a AS x\nONBUILD USER me\nFROM x AS y\nUSER you\nFROM y", dockerfile.Options{}, map[string]string{"base": "a", "user": "you"}},
	})
}

func TestVariables(t *testing.T) {
	t.Parallel()
	set := func(name, value string) graph.Variable {
		return graph.Variable{Name: name, Text: graph.Text{Value: value}, State: graph.Set}
	}
	checkFacts(t, []described{
		{"a default", "ARG V=1\nFROM a:$V", dockerfile.Options{}, map[string]string{"base": "a:1"}},
		{"an argument", "ARG V=1\nFROM a:${V}", dockerfile.Options{Args: []graph.Variable{set("V", "2")}}, map[string]string{"base": "a:2"}},
		{
			"an argument from the shell", "ARG V=1\nFROM a:$V",
			dockerfile.Options{Args: []graph.Variable{{Name: "V", State: graph.PassThrough}}},
			map[string]string{},
		},
		{"an argument that is not declared", "FROM a:${V:-3}", dockerfile.Options{Args: []graph.Variable{set("V", "2")}}, map[string]string{"base": "a:3"}},
		{"defaults of defaults", "ARG A=1\nARG B=${A}0\nFROM a:$B", dockerfile.Options{}, map[string]string{"base": "a:10"}},
		{
			"operators", "ARG A=1\nARG E=\nFROM a:${A:-x}-${B:-y}-${E:-z}-${E-w}-${A:+v}-${B:+u}-${A+t}",
			dockerfile.Options{},
			map[string]string{"base": "a:1-y-z--v--t"},
		},
		{"patterns", "ARG A=1\nFROM a:${A#1}", dockerfile.Options{}, map[string]string{}},
		{"a platform", "FROM a-$TARGETARCH", dockerfile.Options{Platform: "linux/arm64"}, map[string]string{"base": "a-arm64"}},
		{"no platform", "FROM a-$TARGETARCH", dockerfile.Options{}, map[string]string{}},
		{"global in a stage", "ARG P=80\nFROM scratch\nEXPOSE ${P:-1}\nARG P\nEXPOSE $P", dockerfile.Options{}, map[string]string{"ports": "1-1/1 80-80/1", "dir": "/"}},
		{
			"in a stage", "FROM scratch\nARG P=80\nENV Q=$P\nENV P=81\nEXPOSE $P $Q",
			dockerfile.Options{},
			map[string]string{"ports": "80-80/1 81-81/1", "env": "Q=80 P=81", "dir": "/"},
		},
		{"several ports in one", "FROM scratch\nENV P=\"80 81/udp\"\nEXPOSE $P", dockerfile.Options{}, map[string]string{"ports": "80-80/1 81-81/2", "env": "P=80 81/udp", "dir": "/"}},
		{
			"unknown", "FROM a\nEXPOSE $P 80\nUSER $U\nENV A=x$B\nVOLUME $C/d",
			dockerfile.Options{},
			map[string]string{"base": "a", "ports": "80-80/1", "user": "?", "env": "A=?x", "volumes": "?/d"},
		},
		{"unset", "FROM scratch\nUSER a$U\nENV A=x$B", dockerfile.Options{}, map[string]string{"user": "a", "env": "A=x", "dir": "/"}},
		{"at once", "FROM scratch\nENV A=1\nENV A=2 B=$A", dockerfile.Options{}, map[string]string{"env": "A=2 B=1", "dir": "/"}},
		{
			"quotes", `FROM scratch` + "\n" + `ENV A='$B "c"' B="\$x \"y\" \z" C=d\ e\$f G=h"i"'j'`,
			dockerfile.Options{},
			map[string]string{"env": `A=$B "c" B=$x "y" \z C=d e$f G=hij`, "dir": "/"},
		},
		{
			"another escape character", "# escape=`\nFROM scratch\nENV A=a`$b C=\\d\nWORKDIR c:\\x",
			dockerfile.Options{},
			map[string]string{"env": `A=a$b C=\d`, "dir": `c:\x`},
		},
	})
}

// TestPlaces pins where the facts of a real file stand.
func TestPlaces(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/scan/service.Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	md := describe(t, text, dockerfile.Options{})
	at := func(p source.Place) string { return text[p.Span.Start:p.Span.End] }
	check := func(p source.Place, want string) {
		t.Helper()
		if p.File != "Dockerfile" || at(p) != want {
			t.Errorf("got %q, want %q", at(p), want)
		}
	}
	check(md.Exposed[0].Place, "$PORT")
	check(md.Exposed[1].Place, "9090/udp")
	check(md.Env[0].KeyPlace, "PORT")
	check(md.Env[1].Place, "production")
	check(md.Env[2].Place, `hello\ world`)
	check(md.User.Place, "app")
	check(md.Volumes[0].Place, "/var/lib/shop")
	check(md.Entrypoint.Words[0].Place, "/usr/local/bin/server")
	check(md.Command.Place, `CMD ["--verbose"]`)
	check(md.Labels[0].Place, "shop")
	h := md.Health
	if h.Interval != 10*time.Second || h.Timeout != 2*time.Second || h.Test[0].Value != "CMD-SHELL" || h.Disabled {
		t.Errorf("got %+v", h)
	}
	check(h.Test[1].Place, "curl -f http://localhost:$PORT/ || exit 1")
	steps := make([]string, 0, len(md.Steps))
	for _, s := range md.Steps {
		steps = append(steps, s.Keyword+" in "+s.WorkingDir)
	}
	if want := []string{"COPY in ", "COPY in "}; !slices.Equal(steps, want) {
		t.Errorf("steps %q", steps)
	}
	if s := md.Steps[1].Text; s != "<<-'CONFIG' /etc/shop.conf\n\tlisten ${PORT}\n" {
		t.Errorf("got %q", s)
	}
	builder := describe(t, text, dockerfile.Options{Target: "build"})
	if s := builder.Steps[1]; s.Text != "--mount=type=cache,target=/root/.cache     go mod download" || s.WorkingDir != "/src" || builder.Base != "golang:1.26" {
		t.Errorf("got %+v of %s", s, builder.Base)
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"HEALTHCHECK NONE":                  "[NONE] true",
		"HEALTHCHECK CMD [\"a\", \"b c\"]":  "[CMD a b c] false",
		"healthcheck cmd a b":               "[CMD-SHELL a b] false",
		"HEALTHCHECK CMD a\nHEALTHCHECK":    "[CMD-SHELL a] false",
		"HEALTHCHECK NONE\nHEALTHCHECK CMD": "[CMD-SHELL] false",
	}
	for text, want := range tests {
		h := describe(t, "FROM a\n"+text, dockerfile.Options{}).Health
		test := make([]string, 0, len(h.Test))
		for _, w := range h.Test {
			test = append(test, w.Value)
		}
		if got := fmt.Sprint(test, h.Disabled); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
	h := describe(t, "FROM a\nHEALTHCHECK --interval=1m --timeout=2s --start-period=3s --retries=4 --x=y CMD a", dockerfile.Options{}).Health
	if h.Interval != time.Minute || h.Timeout != 2*time.Second || h.StartPeriod != 3*time.Second || h.Retries != 4 {
		t.Errorf("got %+v", h)
	}
}

func TestNothingBuilt(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "# only a comment", "ARG A=1", "RUN a"} {
		if md, problems := dockerfile.Describe(scan(t, text), dockerfile.Options{}); md != nil || len(problems) > 0 {
			t.Errorf("%q: %v, %v", text, md, problems)
		}
	}
	for _, target := range []string{"b", "1", "-1"} {
		md, problems := dockerfile.Describe(scan(t, "FROM x AS a"), dockerfile.Options{Target: target})
		if md != nil || len(problems) != 1 || problems[0].Rule != "compose-invalid" || problems[0].Key != target {
			t.Errorf("%s: %v, %v", target, md, problems)
		}
	}
}

// image is a base image with one of everything.
func image() *graph.Metadata {
	text := func(s string) graph.Text { return graph.Text{Value: s} }
	return &graph.Metadata{
		Repository: "docker.io/library/base", Tag: "1", HealthKnown: true, User: text("root"), WorkingDir: text("/base"),
		Env:        []graph.Variable{{Name: "A", Text: text("1"), State: graph.Set}, {Name: "PORT", Text: text("80"), State: graph.Set}},
		Exposed:    []graph.Exposure{{Ports: graph.Ports{First: 80, Last: 80}, Protocol: contract.TCP}},
		Volumes:    []graph.Text{text("/data")},
		Entrypoint: &graph.Command{Words: []graph.Text{text("e")}}, Command: &graph.Command{Words: []graph.Text{text("c")}},
		Health: &graph.Healthcheck{Test: []graph.Text{text("CMD"), text("h")}},
		Labels: []graph.Label{{Name: "dev.ctypes.contract", Text: text("RUNS: ONCE")}, {Name: "dev.ctypes.contract.p", Text: text("SCALES: 1..1")}, {Name: "x", Text: text("y")}},
	}
}

func same(t *testing.T, what string, md *graph.Metadata, want map[string]string) {
	t.Helper()
	if got := facts(md); !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got\n%v\nwant\n%v", what, got, want)
	}
}

// TestOverlay builds on an image that is known.
func TestOverlay(t *testing.T) {
	t.Parallel()
	whole := facts(image())
	whole["base"] = "base:1"
	but := func(pairs ...string) map[string]string {
		m := maps.Clone(whole)
		for i := 0; i < len(pairs); i += 2 {
			if m[pairs[i]] = pairs[i+1]; pairs[i+1] == "" {
				delete(m, pairs[i])
			}
		}
		return m
	}
	tests := []struct {
		text string
		want map[string]string
	}{
		{"", whole},
		{"USER me", but("user", "me")},
		{"WORKDIR sub", but("dir", "/base/sub")},
		{"WORKDIR /own", but("dir", "/own")},
		{"ENV A=2 B=$A", but("env", "A=2 PORT=80 B=1")},
		{"EXPOSE 80/tcp $PORT/udp 81", but("ports", "80-80/1 80-80/2 81-81/1")},
		{"VOLUME /data /a", but("volumes", "/a /data")},
		{"ENTRYPOINT [\"own\"]", but("entrypoint", `["own"]`, "command", "")},
		{"CMD [\"own\"]", but("command", `["own"]`)},
		{"ENTRYPOINT [\"own\"]\nCMD [\"args\"]", but("entrypoint", `["own"]`, "command", `["args"]`)},
		{"ENTRYPOINT []", but("entrypoint", "[]", "command", "")},
		{"LABEL x=z b=c", but("labels", "b=c dev.ctypes.contract=RUNS: ONCE dev.ctypes.contract.p=SCALES: 1..1 x=z")},
		{"USER $NOBODY", but("user", "root")},
	}
	base := dockerfile.Options{Base: func(string) *graph.Metadata { return image() }}
	for _, tt := range tests {
		md := describe(t, "FROM base:1\n"+tt.text, base)
		same(t, tt.text, md, tt.want)
		// Looking at the base image afterwards tells the same, but for
		// variables that were expanded before it was known.
		if !strings.Contains(tt.text, "$") {
			same(t, tt.text+" (later)", dockerfile.Overlay(describe(t, "FROM base:1\n"+tt.text, dockerfile.Options{}), image()), tt.want)
		}
		if !md.Built || !md.HealthKnown || md.Health == nil || md.Repository != "docker.io/library/base" {
			t.Errorf("%s: got %+v", tt.text, md)
		}
	}
	if !reflect.DeepEqual(facts(image()), facts(base.Base(""))) {
		t.Error("the base image was changed")
	}
	alone := describe(t, "FROM base:1", dockerfile.Options{Base: func(string) *graph.Metadata { return nil }})
	if alone.HealthKnown || alone.Repository != "" || !describe(t, "FROM scratch", dockerfile.Options{}).HealthKnown {
		t.Error("what is known of the healthcheck is not what the base image tells")
	}
}
