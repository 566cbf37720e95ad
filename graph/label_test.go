package graph_test

import (
	"testing"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/graph/source"
)

func TestParseExposure(t *testing.T) {
	t.Parallel()
	exposure := func(first, last int, p contract.Transport) graph.Exposure {
		return graph.Exposure{Ports: graph.Ports{First: first, Last: last}, Protocol: p}
	}
	for s, want := range map[string]graph.Exposure{
		"80": exposure(80, 80, contract.TCP), "80/tcp": exposure(80, 80, contract.TCP), "53/UDP": exposure(53, 53, contract.UDP),
		"9/sctp": exposure(9, 9, contract.SCTP), "1-65535": exposure(1, 65535, contract.TCP), "8000-8010/udp": exposure(8000, 8010, contract.UDP),
	} {
		if got, ok := graph.ParseExposure(s); !ok || got != want {
			t.Errorf("%s: got %v, %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "0", "65536", "a", "-1", "2-1", "1-", "-", "80/", "80/http", "80/tcp/udp", "+80", " 80", "0x50", "0-1"} {
		if got, ok := graph.ParseExposure(s); ok {
			t.Errorf("%q: got %v", s, got)
		}
	}
}

func TestLabelContracts(t *testing.T) {
	t.Parallel()
	label := func(name, value string, at int) graph.Label {
		place := source.Place{File: "f", Span: source.Span{Start: at, End: at + 1}}
		return graph.Label{Name: name, Text: graph.Text{Value: value, Place: place}}
	}
	got := graph.LabelContracts([]graph.Label{
		label("dev.ctypes.contract.z", "Z", 1), label("dev.ctypes.contract", "W", 2), label("dev.ctypes.contract.a", "A", 3),
		label("dev.ctypes.contract.gone", "", 4), label("dev.ctypes.contracts", "no", 5), label("other", "no", 6),
	}, "image:1")
	want := []struct {
		text, origin string
		at           int
	}{
		{"W", "label dev.ctypes.contract of image:1", 2},
		{"A", "label dev.ctypes.contract.a of image:1", 3},
		{"Z", "label dev.ctypes.contract.z of image:1", 1},
	}
	if len(got) != len(want) {
		t.Fatalf("got %v", got)
	}
	for i, w := range want {
		if got[i].Text != w.text || got[i].Origin != w.origin || got[i].Place.Span.Start != w.at || got[i].Layer != contract.LabelLayer {
			t.Errorf("got %+v, want %+v", got[i], w)
		}
	}
}
