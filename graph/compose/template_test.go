package compose_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/compose"
)

func TestEnvFiles(t *testing.T) {
	t.Parallel()
	const project = "services: {web: {image: \"nginx:${TAG}\"}}\n"
	for name, tt := range map[string]struct {
		files    map[string]string
		read     []string
		template string
	}{
		"none":               {nil, nil, ""},
		"a template":         {map[string]string{".env.example": "TAG=1\n", ".env.local.example": "", "env.txt": ""}, nil, ".env.example"},
		"another template":   {map[string]string{"sample.env": "TAG=1\n"}, nil, "sample.env"},
		"an env file":        {map[string]string{".env": "OTHER=1\n", ".env.example": "TAG=1\n"}, []string{".env"}, ""},
		"nothing is missing": {map[string]string{"compose.override.yaml": "services: {web: {image: nginx}}\n"}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write := func(name, text string) {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			write("compose.yaml", project)
			for file, text := range tt.files {
				write(file, text)
			}
			p, err := compose.Load(t.Context(), compose.Options{WorkingDir: dir, Environment: map[string]string{}})
			if err != nil {
				t.Fatal(err)
			}
			if len(p.EnvFiles) != len(tt.read) || p.EnvTemplate != tt.template {
				t.Errorf("read %q, template %q; want %q and %q", p.EnvFiles, p.EnvTemplate, tt.read, tt.template)
			}
		})
	}
}
