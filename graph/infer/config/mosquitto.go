package config

import (
	"strings"

	"github.com/ctypes-dev/ctypes/graph/infer/config/syntax"
	"github.com/ctypes-dev/ctypes/graph/source"
)

func mosquittoKind() kind {
	return kind{
		name:   "mosquitto",
		paths:  []string{"mosquitto.conf", "mosquitto*.conf", "/mosquitto/config/", "/etc/mosquitto/"},
		images: []string{"eclipse-mosquitto", "mosquitto"},
		may:    named("conf"),
		read:   readMosquitto,
	}
}

func readMosquitto(f *finder) {
	m := mosquittoReader{finder: f}
	for _, words := range syntax.WordLines(f.text) {
		m.line(words[0].Value, words[1:])
	}
	m.flush()
	// Since version 2, a broker that is not told where to listen serves its own
	// host alone.
	if !m.told && f.base() == "mosquitto.conf" {
		f.listenAt(syntax.Text{}, source.Span{}, Listen{Port: otherwise("1883"), Loopback: true, Types: types("mqtt"), What: "no listener"})
	}
}

// mosquittoReader gathers what the lines behind a listener or a bridge say of
// it.
type mosquittoReader struct {
	*finder
	told   bool
	open   bool
	host   syntax.Text
	port   syntax.Text
	listen Listen
	bridge []syntax.Text
	dial   Dial
}

func (m *mosquittoReader) line(name string, args []syntax.Text) {
	if len(args) == 0 {
		return
	}
	switch name {
	case "listener", "port":
		m.flush()
		m.told, m.open, m.port = true, true, args[0]
		m.listen = Listen{Types: types("mqtt"), What: name}
		if len(args) > 1 {
			m.host = args[1]
		}
	case "bind_address":
		m.told, m.host = true, args[0]
	case "protocol":
		if args[0].Value == "websockets" {
			m.listen.Types = types("http")
		}
	case "certfile":
		m.listen.TLS = true
	case "include_dir":
		m.told = true
	case "connection":
		m.flush()
	case "address", "addresses":
		m.bridge = args
	case "remote_username", "username":
		m.dial.User = fieldOf(args[0])
	case "remote_password", "password":
		m.dial.Password = fieldOf(args[0])
	case "persistence_location":
		m.folder(args[0], Write, name)
	case "log_dest":
		if len(args) > 1 && strings.EqualFold(args[0].Value, "file") {
			m.folderOf(args[1], Write, name)
		}
	}
}

// flush ends a listener or a bridge.
func (m *mosquittoReader) flush() {
	if m.open {
		m.listenOn(m.host, m.port, m.listen)
	}
	m.dial.What, m.dial.Types, m.dial.Port, m.dial.Lazy, m.dial.Literal = "bridge address", types("mqtt"), otherwise("1883"), true, true
	for _, a := range m.bridge {
		m.address(a, m.dial)
	}
	m.open, m.host, m.port, m.bridge, m.dial = false, syntax.Text{}, syntax.Text{}, nil, Dial{}
}
