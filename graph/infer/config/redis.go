package config

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
)

func redisKind() kind {
	return kind{
		name: "redis",
		paths: []string{
			"redis.conf", "redis*.conf", "valkey.conf", "valkey*.conf", "keydb.conf", "sentinel*.conf", "/usr/local/etc/redis/", "/etc/redis/",
			"/usr/local/etc/valkey/", "/opt/bitnami/redis/",
		},
		images: []string{"redis", "valkey", "keydb", "redis-stack", "redis-stack-server", "redis-sentinel"},
		may:    named("conf", "config"),
		read:   readRedis,
	}
}

func readRedis(f *finder) {
	r := redisReader{finder: f, listen: Listen{Port: otherwise("6379"), Types: types("redis"), What: "port"}}
	lines := syntax.WordLines(f.text)
	for _, words := range lines {
		if len(words) > 1 {
			r.line(strings.ToLower(words[0].Value), words[1:])
		}
	}
	if r.primary != nil {
		r.server(r.primary[0], r.primary[1], r.dial)
	}
	if r.said.Value != "" {
		r.listenAt(syntax.Text{}, r.said.Span(), r.listen)
	}
}

// redisReader gathers a listener and a dial from the lines that tell of them.
type redisReader struct {
	*finder
	listen  Listen
	said    syntax.Text // what told of the listener first
	dial    Dial
	primary []syntax.Text
}

func (r *redisReader) line(name string, args []syntax.Text) {
	switch name {
	case "port", "tls-port":
		if p, ok := portOf(args[0]); ok {
			r.listen.Port, r.said, r.listen.TLS = p, args[0], name == "tls-port"
		} else if args[0].Value == "0" && name == "port" {
			r.listen.Port = Field{}
		}
	case "bind":
		r.listen.Loopback = allLoopback(withoutDashes(args))
		r.say(args[0])
	case "requirepass":
		r.listen.Password = fieldOf(args[0])
		r.say(args[0])
	case "masterauth", "primaryauth":
		r.dial.Password = fieldOf(args[0])
	case "masteruser", "primaryuser":
		r.dial.User = fieldOf(args[0])
	case "replicaof", "slaveof":
		if len(args) > 1 {
			r.primary = args
			r.dial.What, r.dial.Types, r.dial.Lazy, r.dial.Literal = name, types("redis"), true, true
		}
	case "sentinel":
		r.sentinel(args)
	case "dir":
		r.folder(args[0], Write, name)
	case "logfile":
		r.folderOf(args[0], Write, name)
	}
}

func (r *redisReader) say(t syntax.Text) {
	if r.said.Value == "" {
		r.said = t
	}
}

// withoutDashes drops the sign of addresses that need not be there.
func withoutDashes(hosts []syntax.Text) []syntax.Text {
	all := make([]syntax.Text, len(hosts))
	for i, h := range hosts {
		all[i], _ = h.StripPrefix("-")
	}
	return all
}

// sentinel reads sentinel monitor NAME HOST PORT QUORUM.
func (r *redisReader) sentinel(args []syntax.Text) {
	r.listen.Port = sentinelPort(r.listen.Port)
	if args[0].Value == "monitor" && len(args) > 3 {
		r.server(args[2], args[3], Dial{What: "sentinel monitor", Types: types("redis"), Literal: true})
	}
}

// sentinelPort is where a sentinel listens when it does not say.
func sentinelPort(port Field) Field {
	if port.Set || port.Open {
		return port
	}
	return otherwise("26379")
}
