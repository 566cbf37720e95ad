package infer_test

import (
	"testing"

	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/infer"
)

func TestGuess(t *testing.T) {
	t.Parallel()
	types, err := contract.Standard()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, value, want string }{
		{"POSTGRES_HOST", "", "HOST(org.postgresql.db)"},
		{"POSTGRES_HOST", "db", "HOST(org.postgresql.db)"},
		{"POSTGRES_HOST", "db:5432", ""}, // the value is not what the name says
		{"REDIS_PORT", "6379", "PORT(io.redis.resp)"},
		{"PORT", "", "PORT"},
		{"MYSQL_DSN", "", "DSN(com.mysql.db)"},
		{"DATABASE_URL", "", "URL"},
		{"DATABASE_URL", "postgres://db/app", "URL(org.postgresql.db)"},
		{"DATABASE_URL", "file:app.db", ""},
		{"KAFKA_BROKERS", "", "LIST(HOSTPORT(org.apache.kafka))"},
		{"ORDERS_ADDR", "orders:8080", "HOSTPORT"},
		{"ORDERS_ENDPOINT", "http://orders", "URL(org.ietf.http)"},
		{"ORDERS_ENDPOINT", "", ""},
		{"ALLOWED_HOSTS", "", ""},
		{"PUBLIC_URL", "", "URL"},
		{"FEATURE_ENABLED", "", "BOOL"},
		{"VERBOSE", "false", "BOOL"},
		{"VERBOSE", "1", ""},
		{"RETRIES", "3", "INT"},
		{"GRACE", "30s", "DURATION"},
		{"GREETING", "hello", ""},
		{"TZ", "", "TZ"},
		{"NAME", "", ""},
		{"", "", ""},
	} {
		if got := infer.Guess(types, test.name, test.value).String(); got != test.want {
			t.Errorf("%s=%s is guessed to be %q rather than %q", test.name, test.value, got, test.want)
		}
	}
}
