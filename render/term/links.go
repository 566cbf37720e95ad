package term

import (
	"strconv"
	"strings"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/unify"
	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/contract"
	"github.com/ctypes-dev/ctypes/render"
)

// links adds every link with its verdict and its evidence.
func (p *page) links(r *analyze.Report) {
	if len(r.Links) == 0 {
		return
	}
	p.row(p.paint(strong, "links"))
	for _, l := range r.Links {
		verdict := l.Verdict.String()
		const column = 10
		p.hanging("  "+p.paint(inkOfVerdict(l.Verdict), verdict)+strings.Repeat(" ", max(1, column-2-len(verdict))), column, p.hide(link(l)))
	}
	p.row("")
}

func inkOfVerdict(v unify.Verdict) ink {
	switch v {
	case unify.Unknown:
		return mild
	case unify.Fits:
		return good
	case unify.Suspicious:
		return bad
	case unify.Broken:
		return worst
	}
	return plain
}

// link tells one link: who, whom, what, and the evidence for it.
func link(l *unify.Link) string {
	e := l.Edge
	parts := []string{e.Service.Name + " → " + target(l)}
	if address := address(l); address != "" {
		parts[0] += " " + address
	}
	if types := types(l); types != "" {
		parts[0] += " " + types
	}
	if e.Variable != "" {
		parts = append(parts, "from "+e.Variable)
	}
	parts = append(parts, evidence(e.From))
	if l.Endpoint != nil && l.Endpoint.From != e.From {
		parts = append(parts, evidence(l.Endpoint.From))
	}
	return strings.Join(parts, ", ")
}

// evidence says how a side of a link is known.
func evidence(p graph.Provenance) string {
	if p.Layer != contract.ImpliedLayer {
		return layer(p)
	}
	if p.Confidence == graph.Guess {
		return "guessed"
	}
	return "inferred"
}

// target is the service that a link reaches, else the host it names.
func target(l *unify.Link) string {
	switch {
	case l.To != nil:
		return l.To.Name
	case l.Edge.Any:
		return "*"
	}
	return text(l.Edge.Host)
}

// address is the transport and the port, or the path of a socket.
func address(l *unify.Link) string {
	if l.Edge.Path.Text != "" {
		return "UNIX:" + text(l.Edge.Path)
	}
	port := text(l.Edge.Port)
	if l.Port != 0 {
		port = strconv.Itoa(l.Port)
	}
	if port == "" {
		return ""
	}
	return l.Edge.Transport.String() + ":" + port
}

// types is what is wanted, and what is given where that is written otherwise.
func types(l *unify.Link) string {
	wants, gives := l.Edge.Wants.String(), ""
	if l.Endpoint != nil {
		gives = l.Endpoint.Gives.String()
	}
	switch {
	case wants == "":
		return gives
	case gives == "" || gives == wants:
		return wants
	}
	return wants + ", gives " + gives
}

// text is a value that may be shown.
func text(v graph.Value) string {
	if v.Secret {
		return render.Mask
	}
	return v.Text
}
