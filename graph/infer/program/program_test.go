package program_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/ctypes-dev/ctypes/graph/infer/program"
)

// show spells uses: NAME, ! for needed, =default, ~ for a default that is not
// spelled, :FORMAT, @line.
func show(uses []program.Use) string {
	all := make([]string, 0, len(uses))
	for _, u := range uses {
		text := u.Name
		switch {
		case u.Needed:
			text += "!"
		case u.Default != "":
			text += "=" + u.Default
		case u.Defaulted:
			text += "~"
		}
		if u.Format != nil {
			text += ":" + u.Format.String()
		}
		if u.Example != "" {
			text += " example " + u.Example
		}
		all = append(all, fmt.Sprintf("%s@%d", text, u.Line))
	}
	return strings.Join(all, "\n")
}

type reading struct {
	what, text, want string
}

func readings(t *testing.T, file string, tests []reading) {
	t.Helper()
	r := program.NewReader()
	for _, test := range tests {
		if got := show(r.Read(file, []byte(test.text))); got != test.want {
			t.Errorf("%s: %s reads\n%s\nrather than\n%s\n\n%s", file, test.what, got, test.want, test.text)
		}
	}
}

func TestPython(t *testing.T) {
	readings(t, "app.py", []reading{
		{"an index", `url = os.environ["DATABASE_URL"]`, "DATABASE_URL!@1"},
		{"an index that is imported", "\nurl = environ['DATABASE_URL']", "DATABASE_URL!@2"},
		{"a get", `x = os.environ.get("A"); y = os.getenv('B', "b")`, "A@1\nB=b@1"},
		{"a number", `port = int(os.environ.get("PORT", 8000))`, "PORT=8000:INT@1"},
		{"a number in a string", `port = int(os.environ.get("PORT", "8000"))`, "PORT=8000:INT@1"},
		{"an expression", `x = os.getenv("A", f"{home}/a")`, "A~@1"},
		{"a sum", `x = os.getenv("A", "a" + b)`, "A~@1"},
		{"or", `x = os.getenv("A") or "a"`, "A=a@1"},
		{"None", `x = os.getenv("A", None)`, "A@1"},
		{"over lines", "x = os.getenv(\n    \"A\",\n    \"a\",\n)", "A=a@1"},
		{"a test", `if "A" not in os.environ: pass`, "A@1"},
		{"in a formatted string", `x = f"http://{os.environ['HOST']}/{{a}}"`, "HOST!@1"},
		{"an assignment", `os.environ["A"] = "a"`, ""},
		{"a comparison", `if os.environ["A"] == "a": pass`, "A!@1"},
		{"a deletion", `del os.environ["A"]`, ""},
		{"a comment", `# os.environ["A"]`, ""},
		{"documentation", "\"\"\"Set os.environ[\"A\"].\"\"\"", ""},
		{"a string", `print('os.environ["A"]')`, ""},
		{"the shell's own", `home = os.environ["HOME"]`, ""},
		{"a helper", `x = get_env("A_B", "c")`, "A_B=c@1"},
		{"a library", "import environ\nenv = environ.Env()\nx = env.int('A', default=3)\ny = env('B')\n", "A=3:INT@3\nB!@4"},
		{"decouple", "from decouple import config\nx = config('A', default=True, cast=bool)", "A=true:BOOL@2"},
		{"another library", `x = config("A")`, ""},
	})
}

func TestSettings(t *testing.T) {
	readings(t, "settings.py", []reading{
		{"fields", `
class Settings(BaseSettings):
    """What the service is told."""
    database_url: PostgresDsn
    redis: RedisDsn = "redis://cache:6379/0"
    workers: int = 4
    level: Literal["debug", "info"] = "info"
    name: str | None = None
    secret: SecretStr

    @property
    def dsn(self) -> str:
        x: int = 3
        return "a"

class Other(BaseModel):
    not_read: str
`, `DATABASE_URL!:DSN(org.postgresql.db)@4
REDIS=redis://cache:6379/0:URL(io.redis.resp)@5
WORKERS=4:INT@6
LEVEL=info:ENUM(debug|info)@7
NAME@8
SECRET!:SECRET@9`},
		{"a prefix", "class S(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix=\"APP_\")\n    port: int = 80\n", "APP_PORT=80:INT@3"},
		{"Field", `class S(BaseSettings):
    a: str = Field(...)
    b: int = Field(3, ge=1)
    c: str = Field(default="x", alias="SEE")
    d: list[str] = Field(default_factory=list)
    e: str = Field(validation_alias=AliasChoices("EE", "E2"))
`, "A!@2\nB=3:INT@3\nSEE=x@4\nD~:LIST(STRING)@5\nEE!@6"},
	})
}

func TestNode(t *testing.T) {
	readings(t, "app.ts", []reading{
		{"a member", `const a = process.env.A`, "A@1"},
		{"an index", `const a = process.env["A"] ?? "a"`, "A=a@1"},
		{"or", `const port = Number(process.env.PORT || 3000)`, "PORT=3000:INT@1"},
		{"or of a conversion", `const port = parseInt(process.env.PORT) || 3000`, "PORT=3000:INT@1"},
		{"not null", `connect(process.env.A!)`, "A!@1"},
		{"not equal", `if (process.env.A !== "b") {}`, "A@1"},
		{"a throw", `const a = process.env.A ?? throw(new Error("no"))`, "A!@1"},
		{"a guard", "if (!process.env.A) {\n  throw new Error('no A')\n}", "A!@1"},
		{"a guard that logs", "if (!process.env.A) {\n  console.error('no A')\n  process.exit(1)\n}", "A!@1"},
		{"a guard that goes on", "if (!process.env.A) {\n  useDefault()\n}", "A@1"},
		{"destructuring", "const { A, B = 'b', C: c, D: d = 4, ...rest } = process.env", "A@1\nB=b@1\nC@1\nD=4:INT@1"},
		{"something else", "const { A } = process.env.B", "B@1"},
		{"a template", "fetch(`http://${process.env.HOST}:${process.env.PORT || '80'}/`) // process.env.C", "HOST@1\nPORT=80@1"},
		{"an assignment", `process.env.A = "a"; delete process.env.B`, ""},
		{"a default for all", `process.env.A ||= "a"`, "A=a@1"},
		{"an arrow", `x(process.env.A => 1)`, "A@1"},
		{"a string", `log("process.env.A")`, ""},
		{"what a build puts there", `const a = process.env.basePath`, ""},
		{"a comment", "/* process.env.A\n process.env.B */ process.env.C", "C@2"},
		{"Deno", `Deno.env.get("A")`, "A@1"},
		{"a helper", `requireEnv('A_B'); getEnv("C_D", "d"); setEnv("E_F", "f")`, "A_B!@1\nC_D=d@1"},
	})
}

func TestSchemas(t *testing.T) {
	readings(t, "env.ts", []reading{
		{"zod", `const env = z.object({
  DATABASE_URL: z.string().url(),
  PORT: z.coerce.number().int().default(3000),
  MODE: z.enum(["a", "b"]).default("a"),
  KEY: z.string().optional(),
}).parse(process.env)`, "DATABASE_URL!:URL@2\nPORT=3000:INT@3\nMODE=a:ENUM(a|b)@4\nKEY@5"},
		{"envalid", `cleanEnv(process.env, {
  PORT: port({ default: 3000 }),
  API: url(),
})`, "PORT=3000:PORT@2\nAPI!:URL@3"},
		{"Joi", `validationSchema: Joi.object({
  NAME: Joi.string().required(),
  SIZE: Joi.number().default(1),
})`, "NAME!@2\nSIZE=1:FLOAT@3"},
		{"another object", `const x = z.object({
  NAME: z.string(),
})`, ""},
	})
}

func TestGo(t *testing.T) {
	readings(t, "main.go", []reading{
		{"Getenv", `a := os.Getenv("A")`, "A@1"},
		{"a default", "a := os.Getenv(\"A\")\nif a == \"\" {\n\ta = \"b\"\n}", "A=b@1"},
		{"a failure", "a := os.Getenv(\"A\")\nif a == \"\" {\n\tlog.Fatal(\"no A\")\n}", "A!@1"},
		{"a failure of a lookup", "a, ok := os.LookupEnv(\"A\")\nif !ok {\n\treturn fmt.Errorf(\"no A\")\n}", "A!@1"},
		{"another variable's failure", "a := os.Getenv(\"A\")\nif b == \"\" {\n\tlog.Fatal(\"no B\")\n}", "A@1"},
		{"a helper", `a := getenv("A_B", "c"); t := mustEnv("T_A"); t.Setenv("C", "c")`, "A_B=c@1\nT_A!@1"},
		{"tags", "type C struct {\n\tA string `env:\"A,required\"`\n\tB int `env:\"B\" envDefault:\"3\"`\n\tC time.Duration `envconfig:\"C_D\" default:\"5s\"`\n\tD []string `env:\"D, default=x\"`\n\tE string `json:\"env\"`\n}", "A!@2\nB=3:INT@3\nC_D=5s:DURATION@4\nD=x:LIST(STRING)@5"},
		{"viper", `viper.BindEnv("db.url", "DB_URL")`, "DB_URL@1"},
		{"flags", `&cli.StringFlag{Name: "a", EnvVars: []string{"APP_A"}}`, "APP_A@1"},
		{"a comment", `// os.Getenv("A")`, ""},
	})
}

func TestJava(t *testing.T) {
	readings(t, "App.java", []reading{
		{"getenv", `String a = System.getenv("A");`, "A@1"},
		{"a map", `System.getenv().getOrDefault("A", "a")`, "A=a@1"},
		{"an option", `Optional.ofNullable(System.getenv("A")).orElse("a")`, "A=a@1"},
		{"a failure", `Optional.ofNullable(System.getenv("A")).orElseThrow()`, "A!@1"},
		{"a placeholder", `@Value("${A_B:c}") String a; @Value("${some.property}") String b;`, "A_B=c@1"},
		{"no annotation", `String a = "${A_B:c}";`, ""},
	})
	readings(t, "App.kt", []reading{
		{"elvis", `val a = System.getenv("A") ?: "a"`, "A=a@1"},
		{"an error", `val a = System.getenv("A") ?: error("no A")`, "A!@1"},
		{"in a string", `val a = "http://${System.getenv("A")}/"`, "A@1"},
		{"not null", `val a = System.getenv("A")!!`, "A!@1"},
	})
	readings(t, "src/main/resources/application.yml", []reading{
		{"placeholders", "a: ${A}\nb: ${B:8080}\nc: ${C:${D:d}}\n# ${E}\nf: ${f.g}\n", "A!@1\nB=8080:INT@2\nC~@3\nD=d@3"},
	})
	readings(t, "other.yml", []reading{{"a file of something else", "a: ${A}", ""}})
}

func TestRuby(t *testing.T) {
	readings(t, "config.rb", []reading{
		{"an index", `a = ENV["A"]`, "A@1"},
		{"or", `a = ENV["A"] || "a"`, "A=a@1"},
		{"fetch", `a = ENV.fetch("A")`, "A!@1"},
		{"fetch with a default", `a = ENV.fetch("A", 3)`, "A=3:INT@1"},
		{"fetch with a block", `a = ENV.fetch("A") { "a" }`, "A=a@1"},
		{"in a string", `"http://#{ENV.fetch('A')}/" # ENV["B"]`, "A!@1"},
		{"an assignment", `ENV["A"] = "a"`, ""},
		{"a default for all", `ENV["A"] ||= "a"`, "A=a@1"},
	})
	readings(t, "config/database.yml", []reading{{"a template", "url: <%= ENV[\"A\"] %>\n", "A@1"}})
}

func TestPHP(t *testing.T) {
	readings(t, "config/app.php", []reading{
		{"env", `'a' => env('A', 'b'), 'c' => env("C"), 'd' => env('D', false),`, "A=b@1\nC@1\nD=false:BOOL@1"},
		{"getenv", `$a = getenv('A') ?: 'a';`, "A=a@1"},
		{"$_ENV", `$a = $_ENV['A'] ?? 'a'; $_ENV['B'] = 'b';`, "A=a@1"},
		{"a comment", "// env('A')", ""},
	})
	readings(t, "config/services.yaml", []reading{{"Symfony", "a: '%env(A)%'\nb: '%env(int:B)%'\nc: '%env(default:d:C)%'", "A!@1\nB!@2\nC@3"}})
}

func TestRust(t *testing.T) {
	readings(t, "main.rs", []reading{
		{"a failure", `let a = env::var("A").expect("no A"); let b = std::env::var("B")?;`, "A!@1\nB!@1"},
		{"a default", `let a = env::var("A").unwrap_or_else(|_| "a".to_string());`, "A=a@1"},
		{"an option", `let a = env::var("A").ok();`, "A@1"},
		{"clap", "#[arg(long, env = \"A\", default_value = \"a\")]\na: String,", "A=a@1"},
		{"what a build reads", `let v = env!("CARGO_PKG_VERSION");`, ""},
	})
}

func TestOther(t *testing.T) {
	readings(t, "Program.cs", []reading{
		{"a default", `var a = Environment.GetEnvironmentVariable("A_B") ?? "a";`, "A_B=a@1"},
		{"a failure", `var a = Environment.GetEnvironmentVariable("A_B") ?? throw new Exception();`, "A_B!@1"},
	})
	readings(t, "runtime.exs", []reading{{"a failure", `System.fetch_env!("A_B")`, "A_B!@1"}})
}

func TestShell(t *testing.T) {
	readings(t, "docker-entrypoint.sh", []reading{
		{"a failure", `: "${A:?must be set}"`, "A!@1"},
		{"a default", "exec app --port \"${PORT:-80}\" --dir ${DIR:=/srv}", "DIR=/srv@1\nPORT=80@1"},
		{"a default of its own", `export A="${A:-a}"`, "A=a@1"},
		{"a variable of the script", "A=1\necho ${A:-2}", ""},
		{"a comment", `# ${A:?}`, ""},
		{"a default that is put together", `echo "${A:-$B}"`, "A~@1"},
		{"a secret's file", `file_env 'A' 'a'`, "A=a@1\nA_FILE@1"},
	})
	readings(t, "tools/release.sh", []reading{{"a tool", `echo ${A:?}`, ""}})
}

func TestEnvTemplate(t *testing.T) {
	readings(t, ".env.example", []reading{
		{"lines", "# Where\nDB_URL=postgres://db/app # here\n#PORT=80\nexport X='y'\nno line\n", "DB_URL example postgres://db/app@2\nPORT example 80@3\nX example y@4"},
	})
	readings(t, ".env", []reading{{"an env file itself", "SECRET=x", ""}})
}

func TestFolder(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	found, err := program.NewReader().Folder(fstest.MapFS{
		"b/app.py":                file(`os.environ["B"]`),
		"a.js":                    file("\n\nprocess.env.A"),
		"node_modules/x/index.js": file("process.env.NO"),
		"vendor/x/x.go":           file(`os.Getenv("NO")`),
		".git/x.py":               file(`os.environ["NO"]`),
		"b/test_app.py":           file(`os.environ["NO"]`),
		"b/app.test.js":           file("process.env.NO"),
		"binary.js":               file("process.env.NO\x00"),
		"large.js":                file("process.env.NO" + strings.Repeat(" ", 512<<10)),
		"README.md":               file("process.env.NO"),
		"link.py":                 {Data: []byte("b/app.py"), Mode: 0o777 | 1<<27},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := show(found.Uses); got != "A@3\nB!@1" || found.Cut {
		t.Errorf("the folder reads\n%s", got)
	}
}
