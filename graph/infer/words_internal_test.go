package infer

import (
	"slices"
	"strings"
	"testing"
)

func TestRoles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		role  role
		group string
	}{
		{"DB_HOST", hostRole, "db"},
		{"DATABASE_HOST", hostRole, "database"},
		{"DB_PORT", portRole, "db"},
		{"DB_NAME", databaseRole, "db"},
		{"DB_DATABASE", databaseRole, "db"},
		{"MYSQL_DATABASE", databaseRole, "mysql"},
		{"POSTGRES_DB", databaseRole, "postgres"},
		{"PGHOST", hostRole, "pg"},
		{"PGDATABASE", databaseRole, "pg"},
		{"MYSQLHOST", hostRole, "mysql"},
		{"APP__db__host", hostRole, "app db"},
		{"database__connection__host", hostRole, "database"},
		{"spring.datasource.url", addressRole, "spring datasource"},
		{"SPRING_DATASOURCE_PASSWORD", passwordRole, "spring datasource"},
		{"KC_DB_URL_HOST", hostRole, "kc db"},
		{"KC_DB_USERNAME", userRole, "kc db"},
		{"EMAIL_HOST_USER", userRole, "email"},
		{"KAFKA_BOOTSTRAP_SERVERS", hostRole, "kafka"},
		{"S3_BUCKET_NAME", bucketRole, "s3"},
		{"RABBITMQ_DEFAULT_VHOST", vhostRole, "rabbitmq default"},
		{"DB_CONNECTION", kindRole, "db"},
		{"APP_NAME", noRole, "app name"},
		{"DB", noRole, "db"},
		{"dbHost", hostRole, "db"},
		{"DEBUG", noRole, "debug"},
	} {
		r, g := roleOf(splitName(c.name))
		if r != c.role || strings.Join(g, " ") != c.group {
			t.Errorf("%s: role %d of group %q, want %d of %q", c.name, r, strings.Join(g, " "), c.role, c.group)
		}
	}
}

func TestSameGroup(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"POSTGRES_HOST", "POSTGRES_DB_NAME", true},
		{"POSTGRES_HOST", "POSTGRES_DB", true},
		{"DB_HOST", "DB_PASSWORD", true},
		{"DB_HOST", "REDIS_PASSWORD", false},
		{"APP_DB_HOST", "DB_PASSWORD", false},
		{"KC_DB_URL", "KC_DB_PASSWORD", true},
	} {
		_, a := roleOf(splitName(c.a))
		_, b := roleOf(splitName(c.b))
		if sameGroup(a, b) != c.want {
			t.Errorf("%s and %s: same group %v", c.a, c.b, !c.want)
		}
	}
}

// Splitting loses no letter.
func FuzzSplitName(f *testing.F) {
	f.Add("LISTEN_db__host.Port-x")
	f.Add("éÀß__Ω")
	f.Fuzz(func(t *testing.T, name string) {
		words := splitName(name)
		if slices.Contains(words, "") {
			t.Fatalf("%q has an empty word", name)
		}
		letters := strings.NewReplacer("_", "", ".", "", "-", "", ":", "", "/", "").Replace(strings.ToLower(name))
		if got := strings.Join(words, ""); got != letters {
			t.Fatalf("splitName(%q) spells %q, want %q", name, got, letters)
		}
	})
}
