package compose_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/sirupsen/logrus"

	"github.com/ctypes-dev/ctypes/graph/compose"
)

// generated is a project of n services, each with what people write: merged
// blocks, variables, ports, volumes, networks, a healthcheck, dependencies.
func generated(n int) []byte {
	var b strings.Builder
	b.WriteString(`name: generated
x-common: &common
  restart: unless-stopped
  logging: {driver: json-file, options: {max-size: 10m}}
  networks: [front]
x-env: &env
  TZ: Etc/UTC
  LOG_LEVEL: ${LOG_LEVEL:-info}
services:
`)
	for i := range n {
		fmt.Fprintf(&b, `  s%[1]d:
    <<: *common
    image: example.com/s%[1]d:${TAG:-1.0}
    environment:
      <<: *env
      PORT: "%[2]d"
      DATABASE_URL: postgres://app:secret@s%[3]d:%[2]d/app
      NAME: "service %[1]d"
    ports:
      - "127.0.0.1:%[2]d:8080"
      - target: 9090
        published: "%[4]d"
    volumes:
      - data:/var/lib/s%[1]d
      - ./conf:/etc/s%[1]d:ro
    healthcheck:
      test: ["CMD", "curl", "-f", "http://localhost:8080/"]
      interval: 10s
    labels:
      - com.example.number=%[1]d
`, i, 10000+i, max(i-1, 0), 30000+i)
		if i > 0 {
			fmt.Fprintf(&b, "    depends_on:\n      s%d: {condition: service_healthy}\n", i-1)
		}
	}
	b.WriteString("networks:\n  front:\nvolumes:\n  data:\n")
	return []byte(b.String())
}

func BenchmarkLoad(b *testing.B) {
	logrus.SetOutput(io.Discard)
	for _, n := range []int{3, 100, 1000} {
		dir := b.TempDir()
		path := filepath.Join(dir, "compose.yaml")
		data := generated(n)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			b.Fatal(err)
		}
		// What is measured against: compose-go's loader, without the quadratic
		// check of dependency circles.
		b.Run(fmt.Sprintf("compose-go/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				details := types.ConfigDetails{
					WorkingDir: dir, Environment: map[string]string{},
					ConfigFiles: []types.ConfigFile{{Filename: path, Content: data}},
				}
				_, err := loader.LoadWithContext(context.Background(), details, func(o *loader.Options) {
					o.SkipConsistencyCheck = true
					o.SkipResolveEnvironment = true
					o.SkipResolveLabels = true
					o.SetProjectName("generated", true)
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("load/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p, err := compose.Load(context.Background(), compose.Options{WorkingDir: dir, Path: path})
				if err != nil || len(p.Problems) > 0 || len(p.Services) != n {
					b.Fatal(err, p.Problems)
				}
			}
		})
	}
}
