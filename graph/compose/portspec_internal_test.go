package compose

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/compose-spec/compose-go/v2/types"
)

func portSpecs() []string {
	return []string{
		"80", "80/udp", "8080:80", "127.0.0.1:8080:80", "127.0.0.1::80", "[::1]:8080:80", "::1:8080:80", "3000-3005", "3000-3005:4000-4005", "8000-9000:80",
		"80:3000-3005", "3000-3004:3000-3005", "0:80", "80:0", "", ":", "::", "a", "80:", ":80", "80/", "80/tcp", "80/TCP", "80/http", "65536", "-1", "80-", "-80",
		"80-80", "90-80", "+80", " 80", "host:80:80", "1:2:3:4", "[::1:80:80", "80/tcp/udp", "127.0.0.1:80-82:80-82/udp", "1_0",
	}
}

// samePorts holds a short port mapping to what compose makes of it.
func samePorts(t *testing.T, text string) {
	t.Helper()
	s, err := parsePort(text)
	if err == nil && width(s.target) > 200 {
		return
	}
	want, wantErr := types.ParsePortConfig(text)
	if (err != nil) != (wantErr != nil) {
		t.Fatalf("%q: error %v, compose says %v", text, err, wantErr)
	}
	if err != nil {
		return
	}
	var got []types.ServicePortConfig
	for i := range width(s.target) {
		published := ""
		if !s.publishedAt.IsZero() && s.publishedAt.Start < s.publishedAt.End {
			published = strconv.Itoa(s.published.First + i)
			if width(s.target) == 1 && width(s.published) > 1 {
				published = fmt.Sprintf("%d-%d", s.published.First, s.published.Last)
			}
		}
		got = append(got, types.ServicePortConfig{
			Mode: "ingress", HostIP: s.hostIP, Target: uint32(s.target.First + i), Published: published, Protocol: s.protocol,
		})
	}
	slices.SortFunc(want, func(a, b types.ServicePortConfig) int { return cmp.Compare(a.Target, b.Target) })
	if !slices.EqualFunc(got, want, func(a, b types.ServicePortConfig) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) {
		t.Fatalf("%q: %v, compose says %v", text, got, want)
	}
	if n, _ := parsePorts(text[s.targetAt.Start:s.targetAt.End]); n != s.target {
		t.Fatalf("%q: the target's digits are at %v", text, s.targetAt)
	}
	if n, _ := parsePorts(text[s.publishedAt.Start:s.publishedAt.End]); s.published.Last > 0 && n != s.published {
		t.Fatalf("%q: the published digits are at %v", text, s.publishedAt)
	}
}

func TestPortsLikeCompose(t *testing.T) {
	t.Parallel()
	for _, text := range portSpecs() {
		samePorts(t, text)
	}
}

func FuzzPortsLikeCompose(f *testing.F) {
	for _, text := range portSpecs() {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { samePorts(t, text) })
}
