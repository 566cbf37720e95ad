package program_test

import (
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/infer/program"
)

// fuzz holds the reader of a kind of file to what is true of every text: it
// does not panic, reads the same each time, and what it finds is there.
func fuzz(f *testing.F, file string, seeds ...string) {
	f.Helper()
	for _, s := range seeds {
		f.Add(s)
	}
	r := program.NewReader()
	f.Fuzz(func(t *testing.T, text string) {
		uses := r.Read(file, []byte(text))
		if again := r.Read(file, []byte(text)); show(again) != show(uses) {
			t.Fatalf("it reads\n%s\nand then\n%s", show(uses), show(again))
		}
		lines := strings.Count(text, "\n") + 1
		for _, u := range uses {
			if u.Line < 1 || u.Line > lines {
				t.Fatalf("%s is on line %d of %d", u.Name, u.Line, lines)
			}
			if u.Name == "" || strings.Trim(u.Name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != "" {
				t.Fatalf("%q is no name", u.Name)
			}
			if u.Needed && u.Default != "" {
				t.Fatalf("%s is needed and has a default", u.Name)
			}
		}
	})
}

func FuzzPython(f *testing.F) {
	fuzz(f, "a.py", `x = int(os.environ.get("A", "1")) # y`, `f"{os.environ['A']}{{"`, "from decouple import config\nconfig('A', cast=int, default=3)")
}

func FuzzSettings(f *testing.F) {
	fuzz(f, "a.py", "class S(BaseSettings):\n    a: int = 3\n    b: str = Field(..., alias=\"X\")\n    env_prefix = 'P_'\n")
}

func FuzzNode(f *testing.F) {
	fuzz(f, "a.ts", "`a${process.env.A || `b${1}`}`", "const { A = 'a', B: b } = process.env", "z.object({\n  A_B: z.enum(['x']).default('x'),\n}).parse(process.env)")
}

func FuzzGo(f *testing.F) {
	fuzz(f, "a.go", "a := os.Getenv(\"A\")\nif a == \"\" {\n\ta = \"b\"\n}", "\tA string `env:\"A,required\" envDefault:\"x\"`\n", "getEnv(\"A_B\", 3)")
}

func FuzzJava(f *testing.F) {
	fuzz(f, "a.kt", `System.getenv("A") ?: "${System.getenv("B")}"`, `System.getenv().getOrDefault("A", "b")`, `@Value("${A_B:c}")`)
}

func FuzzSpring(f *testing.F) { fuzz(f, "application.yml", "a: ${A:${B:c}}\n# ${D}", "a: ${A") }

func FuzzRuby(f *testing.F) {
	fuzz(f, "a.rb", `"#{ENV.fetch("A") { "b" }}" # c`, `ENV["A"] ||= 3`)
}

func FuzzTemplates(f *testing.F) { fuzz(f, "a.yml", "a: <%= ENV['A'] %>", "a: '%env(default:b:A)%'") }

func FuzzPHP(f *testing.F) { fuzz(f, "a.php", `env('A', 3); getenv("B") ?: "b"; "{$_ENV['C']}"`) }

func FuzzRust(f *testing.F) {
	fuzz(f, "a.rs", `env::var("A").unwrap_or_else(|_| "b".into())`, `#[arg(env = "A", default_value_t = 3)]`)
}

func FuzzShell(f *testing.F) {
	fuzz(f, "entrypoint.sh", "export A=${A:-b}\n: ${C:?}\nfile_env 'D' 'd'", "X=1; ${X:=2}")
}

func FuzzOther(f *testing.F) {
	fuzz(f, "a.cs", `GetEnvironmentVariable("A_B") ?? "c"`, `fetch_env!("A_B")`)
}

func FuzzEnvTemplate(f *testing.F) { fuzz(f, ".env.example", "A=b # c\n#export D='e'\n") }
