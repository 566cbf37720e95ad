package address_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/address"
)

// faultOf is the fault of an error, 0 for none.
func faultOf(t *testing.T, err error) address.Fault {
	t.Helper()
	if err == nil {
		return 0
	}
	e, ok := errors.AsType[*address.Error](err)
	if !ok {
		t.Fatalf("%v is no *address.Error", err)
	}
	return e.Fault
}

type strictCase struct {
	value string
	want  address.Fault
}

func TestCheckHost(t *testing.T) {
	t.Parallel()
	for _, tt := range []strictCase{
		{"db", 0},
		{"my_db", 0},
		{"db.internal.", 0},
		{"10.0.0.1", 0},
		{"::1", 0},
		{"[::1]", 0},
		{"bücher.example", 0},
		{"{{DB_HOST}}", 0},
		{"", address.Empty},
		{"db:5432", address.HasPort},
		{"[::1]:80", address.HasPort},
		{":5432", address.HasPort},
		{"http://db", address.HasScheme},
		{"db name", address.HasSpace},
		{" db", address.HasSpace},
		{`"db"`, address.HasQuotes},
		{"d'b", address.HasQuotes},
		{"me@db", address.HasUser},
		{"db/app", address.HasPath},
		{"a,b", address.HasList},
		{"db:x", address.BadHost},
		{"256.0.0.1", address.BadHost},
		{"5432", address.BadHost},
		{"a..b", address.BadHost},
		{"-db", address.BadHost},
		{"d*b", address.BadHost},
		{strings.Repeat("a", 64), address.BadHost},
		{strings.Repeat("a.", 127) + "aa", address.BadHost},
		{"a\x01b", address.Malformed},
	} {
		if got := faultOf(t, address.CheckHost(tt.value)); got != tt.want {
			t.Errorf("CheckHost(%.70q): fault %d, want %d", tt.value, got, tt.want)
		}
	}
}

func TestCheckPort(t *testing.T) {
	t.Parallel()
	for _, tt := range []strictCase{
		{"1", 0},
		{"65535", 0},
		{"${PORT}", 0},
		{"", address.Empty},
		{"0", address.BadPort},
		{"65536", address.BadPort},
		{"99999999999999999999", address.BadPort},
		{"80a", address.BadPort},
		{"+80", address.BadPort},
		{"8080:80", address.BadPort},
		{"80/tcp", address.BadPort},
		{" 80", address.HasSpace},
		{"tcp://10.0.0.1:80", address.HasScheme},
	} {
		if got := faultOf(t, address.CheckPort(tt.value)); got != tt.want {
			t.Errorf("CheckPort(%q): fault %d, want %d", tt.value, got, tt.want)
		}
	}
}

func TestParseHostPort(t *testing.T) {
	t.Parallel()
	for _, tt := range []strictCase{
		{"db:5432", 0},
		{"mail:25", 0},
		{"[::1]:80", 0},
		{"{{HOST}}:{{PORT}}", 0},
		{"db", address.NoPort},
		{"db:", address.NoPort},
		{":80", address.NoHost},
		{"db:0", address.BadPort},
		{"db:65536", address.BadPort},
		{"db:99999999999999999999", address.BadPort},
		{"db:http", address.BadPort},
		{"tcp://db:80", address.HasScheme},
		{"db:80/x", address.HasPath},
		{"a:1,b:2", address.HasList},
		{"a:b:80", address.BadHost},
		{"::1:80:", address.BadHost},
		{"[::1", address.BadHost},
		{"[db]:80", address.BadHost},
		{"d b:80", address.HasSpace},
		{"", address.Empty},
	} {
		_, err := address.ParseHostPort(tt.value)
		if got := faultOf(t, err); got != tt.want {
			t.Errorf("ParseHostPort(%q): fault %d (%v), want %d", tt.value, got, err, tt.want)
		}
	}
}

func TestParseURL(t *testing.T) {
	t.Parallel()
	for _, tt := range []strictCase{
		{"http://web:80/", 0},
		{"postgres://u:p@a,b/db", 0},
		{"unix:///run/x.sock", 0},
		{"sqlite:///app.db", 0},
		{"http://*:80", 0},
		{"amqp://", address.NoHost},
		{"http:///x", address.NoHost},
		{"web:80", address.NoScheme},
		{"/x", address.NoScheme},
		{"1http://x", address.NoScheme},
		{"http://web:port", address.BadPort},
		{"http://web:70000", address.BadPort},
		{"http://we b", address.HasSpace},
		{"http://we*b/", address.BadHost},
		{"https://*.example.com", 0},
		{"http://-web/", address.BadHost},
		{"http://u:%zz@web", address.BadEscape},
		{"postgres://u:p/w@db/app", address.BadEscape},
		{"postgres://u:p#w@db/app", address.BadEscape},
		{`"http://web"`, address.HasQuotes},
		{"", address.Empty},
	} {
		_, err := address.ParseURL(tt.value)
		if got := faultOf(t, err); got != tt.want {
			t.Errorf("ParseURL(%q): fault %d (%v), want %d", tt.value, got, err, tt.want)
		}
	}
}

func TestParseDSN(t *testing.T) {
	t.Parallel()
	for _, tt := range []strictCase{
		{"jdbc:postgresql://db/app", 0},
		{"jdbc:h2:mem:test", 0},
		{"r2dbc:h2:mem:///test", 0},
		{"postgresql+psycopg2://u:p@db/app", 0},
		{"host=db user=u", 0},
		{"Server=db;Database=d", 0},
		{"Data Source=/data/x.db;Cache=Shared", 0},
		{"u:p@tcp(db:3306)/app", 0},
		{"jdbc:mysql://address=(host=a)(port=1)/db", 0},
		{"jdbc:mysql://db:x/app", address.BadPort},
		{"jdbc:", address.NoScheme},
		{"host=db mood=good", address.Malformed},
		{"host='db", address.Malformed},
		{"host=db port=abc", address.BadPort},
		{"Database=d;User=u", address.NoHost},
		{"Server=a b;Database=d", address.BadHost},
		{"u:p@tcp(db:x)/app", address.BadPort},
		{"db:5432", address.Malformed},
		{"", address.Empty},
	} {
		_, err := address.ParseDSN(tt.value)
		if got := faultOf(t, err); got != tt.want {
			t.Errorf("ParseDSN(%q): fault %d (%v), want %d", tt.value, got, err, tt.want)
		}
	}
}

func TestErrorsKeepSecrets(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		"postgres://u:hunter2/x@db/app", "postgres://u:hunter2:x@db:y/app", "host=db password='hunter2", "u:hunter2@tcp(db:x)/",
		"hunter2 hunter2", "http://hunter2%zz@web",
	} {
		_, e1 := address.ParseURL(value)
		_, e2 := address.ParseDSN(value)
		_, e3 := address.ParseHostPort(value)
		for _, err := range []error{e1, e2, e3, address.CheckHost(value)} {
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the error of %q repeats it: %v", value, err)
			}
		}
	}
}

func TestHostAndHostPort(t *testing.T) {
	t.Parallel()
	if a, ok := address.Host("db"); !ok || a.Host.Text != "db" {
		t.Errorf("Host(db) = %+v, %v", a, ok)
	}
	if _, ok := address.Host("db:5432"); ok {
		t.Error("Host took a port")
	}
	if a, ok := address.HostPort("mail:25"); !ok || a.Port.Text != "25" {
		t.Errorf("HostPort(mail:25) = %+v, %v", a, ok)
	}
	if _, ok := address.HostPort("mail"); ok {
		t.Error("HostPort took a bare host")
	}
}
