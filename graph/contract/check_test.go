package contract_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ctypes-dev/ctypes/graph/address"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func formatOf(t *testing.T, text string) contract.Format {
	t.Helper()
	f, ok := readFormat(text)
	if !ok {
		t.Fatalf("%s is no format", text)
	}
	return f
}

func readFormat(text string) (contract.Format, bool) {
	statements, errs := contract.Parse("ENVIRONMENT NEEDS: X FORMAT: " + text)
	if len(errs) > 0 || len(statements) != 1 {
		return nil, false
	}
	e, ok := statements[0].Clause.(contract.Environment)
	return e.Format, ok
}

// values are what formats take, and what they refuse with a reason.
var values = []struct {
	format string
	takes  []string
	// refuses are values, each with a part of the reason.
	refuses map[string]string
}{
	{"HOST", []string{"db", "my_db", "10.0.0.1", "::1", "a.example.com", "${DB}"}, map[string]string{
		"": "empty", "db:5432": "carries a port", "http://db": "scheme", "a b": "white space", "\"db\"": "quotes", "db/x": "path", "256.1.1.1": "number",
	}},
	{"PORT", []string{"1", "65535", "{{PORT}}"}, map[string]string{"": "empty", "0": "between", "65536": "between", "x": "number", "8080:80": "number", "tcp://a:1": "scheme"}},
	{"HOSTPORT", []string{"db:5432", "[::1]:80"}, map[string]string{"db": "no port", ":80": "no host", "http://db:80": "scheme", "db:x": "number", "a:1,b:2": "list"}},
	{"URL", []string{"http://a", "anything://b/c?d"}, map[string]string{"a:80": "no scheme", "http://": "no host", "http://a:x": "number"}},
	{"URL(org.postgresql.db)", []string{"postgres://db/app", "postgresql+asyncpg://db/app"}, map[string]string{"mysql://db/app": "scheme", "db:5432": "no scheme"}},
	{"URL(com.mysql.db)", []string{"mysql://db", "mariadb://db"}, map[string]string{"postgres://db": "expected `mysql`"}},
	{"URL(com.amazonaws.s3)", []string{"http://minio:9000", "https://s3.example.com"}, map[string]string{"s3://bucket": "`http` or `https`"}},
	{"URL(com.example.own)", []string{"own://a"}, map[string]string{"own": "no scheme"}},
	{"URL(org.ietf.http | org.oasis.mqtt)", []string{"http://a", "mqtt://a"}, map[string]string{"ftp://a": "expected `http`, `https`, `mqtt`"}},
	{"URL(?)", []string{"ftp://a"}, map[string]string{"a": "no scheme"}},
	{"DSN(org.postgresql.db)", []string{"host=db user=u", "jdbc:postgresql://db/app", "Host=db;Username=u", "postgresql+psycopg://db/app"}, map[string]string{
		"jdbc:mysql://db/app": "scheme", "db": "connection string", "host=db port=x": "number",
	}},
	{"DSN(com.mysql.db)", []string{"u:p@tcp(db:3306)/app", "jdbc:mariadb://db/app"}, map[string]string{"u:p@tcp(db:x)/app": "number"}},
	{"INT", []string{"0", "-5", "+7", "123456789012"}, map[string]string{"": "whole number", "1.5": "whole number", "1e3": "whole number", "0x10": "whole number", "--1": "whole number"}},
	{"INT(1..10)", []string{"1", "10"}, map[string]string{"0": "below 1", "11": "above 10"}},
	{"FLOAT(0..1)", []string{"0.5", "1e-3", "1"}, map[string]string{"1.1": "above 1", "-0.1": "below 0", "nan": "a number", "inf": "a number"}},
	{"STRING", []string{"", "x"}, nil},
	{"STRING(2..3)", []string{"ab", "äöü"}, map[string]string{"a": "shorter than 2", "abcd": "longer than 3"}},
	{"DURATION", []string{"30s", "1h15m", "0", "1.5h"}, map[string]string{"30": "duration", "": "duration", "1 hour": "duration"}},
	{"DURATION(1s..1m)", []string{"1s", "60s"}, map[string]string{"2m": "above 1m", "500ms": "below 1s"}},
	{"SIZE", []string{"512", "512m", "1g", "64MB", "64MiB", "1.5 GiB", "10kb", "3b"}, map[string]string{"": "size", "m": "size", "1x": "size", "1mm": "size", "0x1p": "size"}},
	{"SIZE(1k..1m)", []string{"1024", "1mib"}, map[string]string{"1023": "below 1k", "2m": "above 1m"}},
	{"BOOL", []string{"true", "FALSE", "1", "0", "Yes", "no", "on", "off"}, map[string]string{"maybe": "`true`", "": "`true`"}},
	{"BOOL(enabled|disabled)", []string{"enabled", "disabled"}, map[string]string{"true": "`enabled` or `disabled`", "Enabled": "`enabled`"}},
	{"FLAG", []string{"", "anything"}, nil},
	{"ENUM(debug|info|warn)", []string{"info"}, map[string]string{"Info": "`debug`, `info` or `warn`", "trace": "not one of"}},
	{"ENUM(a|b|c|d|e|f|g|h|i)", []string{"i"}, map[string]string{"z": "9 words"}},
	{"REGEX(/[a-z]+|x\\/y/)", []string{"abc", "x/y"}, map[string]string{"abc1": "does not match", "": "does not match", "1abc": "does not match"}},
	{"REGEX(/^postgresql:/)", []string{"postgresql://db"}, map[string]string{"postgres://db": "does not match"}},
	{"REGEX(/\\.txt$/)", []string{"a.txt"}, map[string]string{"a.txt.gz": "does not match"}},
	{"REGEX(/a|ab/)", []string{"a", "ab"}, map[string]string{"abb": "does not match"}},
	{"PATH", []string{"/data", "./x", "x"}, map[string]string{"": "empty", "file:///x": "URL", "a\nb": "control"}},
	{"SECRET", []string{"", "x"}, nil},
	{"SECRET(STRING(8..*))", []string{"12345678"}, map[string]string{"1234567": "shorter than 8"}},
	{"LIST(HOSTPORT)", []string{"a:1", "a:1, b:2", "a:1,b:2,", ""}, map[string]string{"a:1,b": "no port"}},
	{"LIST(INT, \";\")", []string{"1;2", "1"}, map[string]string{"1,2": "whole number"}},
	{"JSON", []string{"{}", "[1]", "\"x\""}, map[string]string{"": "JSON", "{a:1}": "JSON"}},
	{"VERSION", []string{"1.2.3", "v8", "17-alpine"}, map[string]string{"": "version", "latest": "version"}},
	{"VERSION(>=8)", []string{"8", "9.1"}, map[string]string{"7.9": "outside of >=8"}},
	{"EMAIL", []string{"a@example.com", "App <noreply@example.com>"}, map[string]string{"a": "`@`", "@b": "name", "a@": "host", "a b@c": "name"}},
	{"UUID", []string{"123e4567-e89b-12d3-a456-426614174000"}, map[string]string{"123": "UUID", "123e4567-e89b-12d3-a456-42661417400g": "UUID", "123e4567ae89b-12d3-a456-426614174000": "UUID"}},
	{"CIDR", []string{"10.0.0.0/8", "fd00::/64"}, map[string]string{"10.0.0.1": "prefix length", "x": "network"}},
	{"TZ", []string{"Europe/Paris", "UTC", "America/Argentina/Ushuaia", "EST5EDT", "CET-1CEST,M3.5.0,M10.5.0/3", ":/etc/localtime"}, map[string]string{
		"": "time zone", "Europa/Paris": "unknown area", "Europe Paris": "time zone", "+2": "time zone",
	}},
	{"LOCALE", []string{"en_US.UTF-8", "C", "POSIX", "C.UTF-8", "de", "de_DE@euro", "zh-Hant-TW"}, map[string]string{"": "locale", "english": "locale", "en_US.": "locale", "e": "locale"}},
	{"UID", []string{"0", "1000"}, map[string]string{"": "number", "root": "number", "-1": "number"}},
	{"HOSTPORT | URL", []string{"a:1", "http://a"}, map[string]string{"a": "neither HOSTPORT (has no port) nor URL (has no scheme)"}},
	{"HOSTPORT | URL(org.ietf.http)", []string{"a:1"}, map[string]string{"ftp://a": "expected `http`"}},
	{"INT | ENUM(auto)", []string{"5", "auto"}, map[string]string{"x": "neither INT"}},
}

func TestCheck(t *testing.T) {
	t.Parallel()
	l := standard(t)
	for _, tt := range values {
		f := formatOf(t, tt.format)
		for _, v := range tt.takes {
			if err := f.Check(v, l); err != nil {
				t.Errorf("%s refuses %q: it %v", tt.format, v, err)
			}
		}
		for v, says := range tt.refuses {
			err := f.Check(v, l)
			if err == nil {
				t.Errorf("%s takes %q", tt.format, v)
				continue
			}
			if !strings.Contains(err.Error(), says) {
				t.Errorf("%s refuses %q: it %v, want %q", tt.format, v, err, says)
			}
		}
	}
}

func TestCheckFaults(t *testing.T) {
	t.Parallel()
	l := standard(t)
	tests := []struct {
		format, value string
		fault         contract.FormatFault
		at            string
		near          []string
	}{
		{"HOST", "db:5432", contract.ValueCarriesPort, "5432", nil},
		{"HOST(org.postgresql.db)", "[::1]:80", contract.ValueCarriesPort, "80", nil},
		{"HOST", "http://db", contract.ValueMalformed, "http", nil},
		{"LIST(HOST)", "a, db:5432", contract.ValueCarriesPort, "5432", nil},
		{"SECRET(HOST)", "db:5432", contract.ValueCarriesPort, "5432", nil},
		{"URL(org.postgresql.db)", "mysql://db/x", contract.ValueWrongScheme, "mysql", nil},
		{"LIST(URL(org.apache.kafka))", "kafka://a,amqp://b", contract.ValueWrongScheme, "amqp", nil},
		{"DSN(org.postgresql.db)", "jdbc:mysql://db/x", contract.ValueWrongScheme, "mysql", nil},
		{"LIST(INT)", "1, x", contract.ValueMalformed, "x", nil},
		{"ENUM(debug|info)", "inof", contract.ValueMalformed, "", []string{"info"}},
		{"SECRET(ENUM(debug|info))", "inof", contract.ValueMalformed, "", nil},
		{"TZ", "europe/Paris", contract.ValueMalformed, "", []string{"Europe"}},
	}
	for _, tt := range tests {
		e, ok := errors.AsType[*contract.FormatError](formatOf(t, tt.format).Check(tt.value, l))
		if !ok {
			t.Errorf("%s takes %q", tt.format, tt.value)
			continue
		}
		if got := cut(tt.value, e.Span); e.Fault != tt.fault || got != tt.at || !slices.Equal(e.Near, tt.near) {
			t.Errorf("%s refuses %q: fault %d at %q, near %v", tt.format, tt.value, e.Fault, got, e.Near)
		}
		if e.CarriesPort() != (tt.fault == contract.ValueCarriesPort) || e.WrongScheme() != (tt.fault == contract.ValueWrongScheme) {
			t.Errorf("%s refuses %q: the fault tells itself wrong", tt.format, tt.value)
		}
	}
}

func TestCheckKeepsSecrets(t *testing.T) {
	t.Parallel()
	l := standard(t)
	const secret = "hunter2hunter2"
	for _, tt := range values {
		f := formatOf(t, "SECRET("+tt.format+")")
		for _, v := range []string{secret, secret + ":" + secret, "x://" + secret + "/" + secret + "@y", "host=" + secret + " port=" + secret} {
			if err := f.Check(v, l); err != nil && strings.Contains(err.Error(), "hunter") {
				t.Errorf("%s tells the value: %v", tt.format, err)
			}
		}
	}
}

func TestFormatTypes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		format, want string
		secret       bool
	}{
		{"HOST(org.postgresql.db)", "org.postgresql.db", false},
		{"LIST(HOSTPORT(org.apache.kafka))", "org.apache.kafka", false},
		{"SECRET(URL(org.postgresql.db@>=14/a))", "org.postgresql.db@>=14/a", true},
		{"SECRET(LIST(URL(a | b)))", "a | b", true},
		{"HOSTPORT(org.ietf.http) | URL(org.ietf.http)", "org.ietf.http", false},
		{"URL(a) | DSN(b)", "a | b", false},
		{"URL", "", false},
		{"LIST(SECRET)", "", true},
		{"PATH(FILE, org.ietf.tls-keypair)", "", false},
		{"STRING", "", false},
	}
	for _, tt := range tests {
		f := formatOf(t, tt.format)
		if got := f.Types().String(); got != tt.want || f.Secret() != tt.secret {
			t.Errorf("%s: types %q, secret %v", tt.format, got, f.Secret())
		}
	}
}

func TestFormatAddresses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		format, value string
		want          []string // what the hosts and ports span
	}{
		{"HOST", "db", []string{"db", ""}},
		{"HOSTPORT", "mail:25", []string{"mail", "25"}},
		{"LIST(HOSTPORT)", "a:1, b:2", []string{"a", "1", "b", "2"}},
		{"LIST(URL, \" \")", "http://a http://b:80", []string{"a", "", "b", "80"}},
		{"HOSTPORT | URL", "http://a:80/x", []string{"a", "80"}},
		{"SECRET(DSN)", "host=a port=1", []string{"a", "1"}},
		{"STRING", "http://a", nil},
		{"URL", "a:80", nil},
		{"PORT", "80", nil},
	}
	for _, tt := range tests {
		var got []string
		for _, a := range formatOf(t, tt.format).Addresses(tt.value) {
			got = append(got, cut(tt.value, a.Host.Span), cut(tt.value, a.Port.Span))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: addresses of %q are %q, want %q", tt.format, tt.value, got, tt.want)
		}
	}
}

func TestAttributes(t *testing.T) {
	t.Parallel()
	l := standard(t)
	tests := []struct{ name, value, want string }{
		{"org.postgresql.db", "postgres://u:p@db/app", "username=u password=p database=app"},
		{"org.amqp.amqp-0-9-1", "amqp://u:p@mq//", "username=u password=p vhost=/"},
		{"com.mongodb.db", "mongodb://u:p@db/app?authSource=admin", "username=u password=p database=app authsource=admin"},
		{"org.ietf.http", "http://u@web/x", "username=u"},
		{"io.redis.resp", "redis://:p@cache/2", "password=p database=2"},
	}
	for _, tt := range tests {
		var got []string
		for _, p := range l.Attributes(tt.name, address.Parse(tt.value)[0]) {
			got = append(got, p.Name+"="+p.Text)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: attributes of %s are %q, want %q", tt.name, tt.value, got, tt.want)
		}
	}
}

func FuzzCheck(f *testing.F) {
	for _, tt := range values {
		for _, v := range tt.takes {
			f.Add(tt.format, v)
		}
		for v := range tt.refuses {
			f.Add(tt.format, v)
		}
	}
	l := standard(f)
	f.Fuzz(func(t *testing.T, format, value string) {
		read, ok := readFormat(format)
		if !ok {
			return
		}
		for _, a := range read.Addresses(value) {
			if s := a.Host.Span; s.Start > s.End || s.End > len(value) {
				t.Errorf("%s: the host of %q spans %v", read, value, s)
			}
		}
		err, ok := errors.AsType[*contract.FormatError](read.Check(value, l))
		if !ok {
			return
		}
		if s := err.Span; err.Fault == 0 || err.Reason == "" || s.Start < 0 || s.Start > s.End || s.End > len(value) {
			t.Errorf("%s refuses %q: %+v", read, value, err)
		}
	})
}
