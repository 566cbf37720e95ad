package image

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ctypes-dev/ctypes/graph"
)

// TestParseConfig reads configurations that are old, odd or broken.
func TestParseConfig(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, config string
		check        func(md *graph.Metadata) bool
	}{
		{"empty", `{}`, func(md *graph.Metadata) bool { return md.Entrypoint == nil && md.Platform == "" }},
		{
			"nulls", `{"config":{"Entrypoint":null,"Cmd":null,"Env":null,"Volumes":null,"Labels":null,"Healthcheck":null}}`,
			func(md *graph.Metadata) bool { return md.Entrypoint == nil && md.Command == nil && md.Health == nil },
		},
		{
			"a command in one word", `{"config":{"Cmd":"serve"}}`,
			func(md *graph.Metadata) bool {
				return len(md.Command.Words) == 1 && md.Command.Words[0].Value == "serve"
			},
		},
		{"no healthcheck wanted", `{"config":{"Healthcheck":{"Test":["NONE"]}}}`, func(md *graph.Metadata) bool { return md.Health.Disabled }},
		{"inherited healthcheck", `{"config":{"Healthcheck":{"Interval":5}}}`, func(md *graph.Metadata) bool { return md.Health == nil }},
		{
			"a date", `{"created":"2026-01-02T03:04:05Z"}`,
			func(md *graph.Metadata) bool { return md.Created.Equal(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)) },
		},
		{"no date", `{"created":"yesterday"}`, func(md *graph.Metadata) bool { return md.Created.IsZero() }},
		{"a nameless variable", `{"config":{"Env":["=x","A=1"]}}`, func(md *graph.Metadata) bool { return len(md.Env) == 1 }},
		{
			"ports that are none", `{"config":{"ExposedPorts":{"0":{},"70000/tcp":{},"9-8":{},"80/quic":{},"":{},"-":{},"80/TCP":{}}}}`,
			func(md *graph.Metadata) bool { return len(md.Exposed) == 1 && md.Exposed[0].Ports.First == 80 },
		},
		{
			"too much", `{"config":{"Env":["` + strings.Repeat(`A=1","`, 5000) + `B=1"]}}`,
			func(md *graph.Metadata) bool { return len(md.Env) == maxFacts },
		},
		{
			"base in a label", `{"config":{"Labels":{"org.opencontainers.image.base.name":"debian:12"}}}`,
			func(md *graph.Metadata) bool { return len(md.Labels) == 1 && md.Repository == "" },
		},
	}
	for _, tt := range tests {
		conf, err := parseConfig([]byte(tt.config))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		} else if md := conf.metadata(name{}); !tt.check(md) {
			t.Errorf("%s: got %+v", tt.name, md)
		}
	}
	for _, broken := range []string{"", "null", "[]", `{"config":[]}`, `{"config":{"Cmd":[1]}}`, `{"config":{"Cmd":"`} {
		if conf, err := parseConfig([]byte(broken)); err == nil {
			t.Errorf("%s: got %+v", broken, conf)
		}
	}
}

func TestPlatformSpellings(t *testing.T) {
	t.Parallel()
	for spelling, want := range map[string]string{
		"linux/x86_64": "linux/amd64", "linux/amd64/v1": "linux/amd64", "linux/amd64/v3": "linux/amd64/v3", "linux/i386": "linux/386",
		"linux/aarch64": "linux/arm64", "linux/arm64/v8": "linux/arm64", "linux/arm64/8": "linux/arm64", "linux/arm64/v9": "linux/arm64/v9",
		"linux/arm": "linux/arm/v7", "linux/armhf": "linux/arm/v7", "linux/armel": "linux/arm/v6", "linux/arm/6": "linux/arm/v6",
		"Linux/AMD64": "linux/amd64", "riscv64": "linux/riscv64", "windows/amd64": "windows/amd64",
	} {
		if p, err := parsePlatform(spelling); err != nil || p.String() != want {
			t.Errorf("%s: %s, %v", spelling, p, err)
		}
	}
	for wanted, accepted := range map[string]string{
		"linux/amd64":    "[linux/amd64 linux/386]",
		"linux/amd64/v3": "[linux/amd64/v3 linux/amd64/v2 linux/amd64 linux/386]",
		"linux/arm/v6":   "[linux/arm/v6 linux/arm/v5]",
		"linux/arm64":    "[linux/arm64 linux/arm/v8 linux/arm/v7 linux/arm/v6 linux/arm/v5]",
		"linux/arm64/v9": "[linux/arm64/v9 linux/arm64 linux/arm/v8 linux/arm/v7 linux/arm/v6 linux/arm/v5]",
		"linux/s390x":    "[linux/s390x]",
	} {
		p, err := parsePlatform(wanted)
		if err != nil || fmt.Sprint(p.accepted()) != accepted {
			t.Errorf("%s accepts %v, %v", wanted, p.accepted(), err)
		}
	}
}

// FuzzDescribe reads any documents: nothing panics.
func FuzzDescribe(f *testing.F) {
	f.Add([]byte(`{"manifests":[{"digest":"a","platform":{"os":"linux","architecture":"arm"}}]}`))
	f.Add([]byte(`{"config":{"User":"a","ExposedPorts":{"80":{}},"Healthcheck":{"Test":"x"}},"os":"linux","architecture":"amd64"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if doc, err := parseDocument(data); err == nil && doc.isIndex() {
			i := inspection{question: question{platform: hostPlatform()}}
			if entry, err := i.choose(doc.Manifests); err == nil && len(doc.Manifests) == 0 {
				t.Errorf("chose %v of nothing", entry)
			}
		}
		if conf, err := parseConfig(data); err == nil {
			conf.metadata(name{})
		}
		_, _ = candidates(data)
	})
}
