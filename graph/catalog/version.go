package catalog

import (
	"regexp"
	"strings"

	"github.com/ctypes-dev/ctypes/graph/contract"
)

// VersionTag returns the tag that tells the version of an image: the tag
// itself, or, where it does not begin with the version, the version and then
// the tag: 17-0.8.0-pg17. The version is the part that TAGGED names, or the
// image's own variable, which variable looks up. It is "" when nothing tells.
func (s Section) VersionTag(tag string, variable func(name string) string) string {
	if s.Tagged != "" {
		re, err := regexp.Compile(s.Tagged)
		if err != nil {
			return ""
		}
		if m := re.FindStringSubmatch(tag); len(m) > 1 {
			return versioned(m[1], tag)
		}
		tag = ""
	}
	if s.Version != "" && !holdsVersion(tag) {
		if v := packaged(variable(s.Version)); v != "" {
			return versioned(v, tag)
		}
	}
	return tag
}

// packaged is the version of a Debian package without its epoch and revision:
// 11.4.3 of 1:11.4.3+maria~ubu2404.
func packaged(version string) string {
	if epoch, rest, ok := strings.Cut(version, ":"); ok && len(epoch) == 1 {
		version = rest
	}
	upstream, _, _ := strings.Cut(version, "+")
	return upstream
}

// versioned puts a version in front of a tag, so that ranges read the one and
// patterns still find what the other says: fpm, alpine.
func versioned(version, tag string) string {
	if tag == "" || tag == version {
		return version
	}
	return version + "-" + tag
}

func holdsVersion(tag string) bool {
	_, ok := contract.TagVersion(tag)
	return ok
}

// ByVariable returns the repository of the image that sets a variable in its
// config to its version, and so tells images that are built from it; "" when
// none does. A test holds the list to the entries.
func ByVariable(name string) string {
	if repository, ok := fingerprints[name]; ok {
		return "docker.io/" + repository
	}
	if name == "KEYCLOAK_VERSION" {
		return "quay.io/keycloak/keycloak"
	}
	return ""
}

// fingerprints are the repositories, on Docker Hub, of the images that set a
// variable.
//
//nolint:gochecknoglobals // constant table
var fingerprints = map[string]string{
	"CADDY_VERSION":     "library/caddy",
	"CASSANDRA_VERSION": "library/cassandra",
	"DRUPAL_VERSION":    "library/drupal",
	"GHOST_VERSION":     "library/ghost",
	"HTTPD_VERSION":     "library/httpd",
	"INFLUXDB_VERSION":  "library/influxdb",
	"JENKINS_VERSION":   "jenkins/jenkins",
	"JOOMLA_VERSION":    "library/joomla",
	"MARIADB_VERSION":   "library/mariadb",
	"MATOMO_VERSION":    "library/matomo",
	"MEDIAWIKI_VERSION": "library/mediawiki",
	"MEMCACHED_VERSION": "library/memcached",
	"MONGO_VERSION":     "library/mongo",
	"MYSQL_VERSION":     "library/mysql",
	"NEXTCLOUD_VERSION": "library/nextcloud",
	"NGINX_VERSION":     "library/nginx",
	"ODOO_VERSION":      "library/odoo",
	"PG_MAJOR":          "library/postgres",
	"PS_VERSION":        "library/percona",
	"RABBITMQ_VERSION":  "library/rabbitmq",
	"REDIS_VERSION":     "library/redis",
	"REDMINE_VERSION":   "library/redmine",
	"VALKEY_VERSION":    "valkey/valkey",
	"YOURLS_VERSION":    "library/yourls",
}
