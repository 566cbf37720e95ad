// Package page writes diagrams as one HTML file to explore: it pans, zooms,
// searches, and shows a service's contract and findings, and both sides of a
// connection. It loads nothing, and works from a folder as well as from a server.
package page

import (
	"bytes"
	_ "embed" // the parts of the page
	"encoding/json"
	"fmt"
	"html"
	"io"

	"github.com/ctypes-dev/ctypes/render/diagram"
)

//go:embed page.css
var styles string

//go:embed page.js
var script string

// data is what the page knows.
type data struct {
	*diagram.Diagram
	// Base is the address that places are links below, "" for none.
	Base string `json:"base"`
}

// Write writes a diagram with its picture, which is SVG. Places become links
// below base, "" for none.
func Write(w io.Writer, d *diagram.Diagram, picture []byte, base string) error {
	// Angle brackets come out as codes: no text of the project ends the script.
	known, err := json.Marshal(data{d, base})
	if err != nil {
		return fmt.Errorf("writing the page: %w", err)
	}
	title := html.EscapeString(d.Project)
	var b bytes.Buffer
	b.WriteString(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'">
<title>` + title + ` – ctypes</title>
<style>
` + styles + `</style>
</head>
<body>
<header>
<h1>` + title + `</h1>
<input id="search" type="search" placeholder="Search ( / )" aria-label="Search services, images, ports" autocomplete="off">
<output id="matches" aria-live="polite"></output>
<span class="tools">
<button id="out" type="button" aria-label="Zoom out">−</button>
<button id="in" type="button" aria-label="Zoom in">+</button>
<button id="fit" type="button">Fit</button>
</span>
</header>
<main id="stage">
`)
	b.Write(picture)
	b.WriteString(`</main>
<aside id="panel" aria-live="polite" tabindex="-1"></aside>
<script id="data" type="application/json">`)
	b.Write(known)
	b.WriteString("</script>\n<script>\n" + script + "</script>\n</body>\n</html>\n")
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("writing the page: %w", err)
	}
	return nil
}
