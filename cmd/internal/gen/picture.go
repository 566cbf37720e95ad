package main

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"
)

// The measures of the picture, in pixels.
const (
	cellWidth  = 8.4
	rowHeight  = 19
	margin     = 16
	fontSize   = 14
	foreground = "#d4d8df"
	background = "#16181d"
)

// piece is a run of a row with one look.
type piece struct {
	text  string
	from  int // cells from the row's start
	color string
	bold  bool
}

// picture draws what a terminal shows of a text with colours, as SVG.
func picture(w io.Writer, r io.Reader) error {
	var rows [][]piece
	columns := 0
	for in := bufio.NewScanner(r); in.Scan(); {
		row := pieces(in.Text())
		rows = append(rows, row)
		if n := len(row); n > 0 {
			columns = max(columns, row[n-1].from+utf8.RuneCountInString(row[n-1].text))
		}
	}
	width, height := float64(columns)*cellWidth+2*margin, len(rows)*rowHeight+2*margin
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" width="%.0f" height="%d">`+"\n", width, height, width, height)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", background)
	fmt.Fprintf(&b, `<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" font-size="%d" fill="%s" xml:space="preserve" style="white-space:pre">`+"\n", fontSize, foreground)
	for i, row := range rows {
		for _, p := range row {
			b.WriteString(element(p, margin+i*rowHeight+fontSize))
		}
	}
	b.WriteString("</g>\n</svg>\n")
	_, err := io.WriteString(w, b.String())
	return err //nolint:wrapcheck // the writer's own error says it all
}

// element draws a piece without the space around it, which viewers treat each in
// their own way. Its length is given, so that no font moves what stands to the
// right of it.
func element(r piece, y int) string {
	bare := strings.TrimLeft(r.text, " ")
	r.from += len(r.text) - len(bare)
	r.text = strings.TrimRight(bare, " ")
	var text strings.Builder
	if err := xml.EscapeText(&text, []byte(r.text)); err != nil || r.text == "" {
		return ""
	}
	look := ""
	if r.color != "" {
		look += ` fill="` + r.color + `"`
	}
	if r.bold {
		look += ` font-weight="bold"`
	}
	return fmt.Sprintf(`<text x="%.1f" y="%d" textLength="%.1f"%s>%s</text>`+"\n",
		margin+float64(r.from)*cellWidth, y, float64(utf8.RuneCountInString(r.text))*cellWidth, look, &text)
}

// pieces splits a row at its colour codes.
func pieces(row string) []piece {
	codes := regexp.MustCompile(`\x1b\[([0-9;]*)m`)
	var all []piece
	look, cell := piece{}, 0
	add := func(text string) {
		if text != "" {
			all = append(all, piece{text, cell, look.color, look.bold})
			cell += utf8.RuneCountInString(text)
		}
	}
	at := 0
	for _, m := range codes.FindAllStringSubmatchIndex(row, -1) {
		add(row[at:m[0]])
		for code := range strings.SplitSeq(row[m[2]:m[3]], ";") {
			look = look.with(code)
		}
		at = m[1]
	}
	add(row[at:])
	return all
}

// with is the look after one code.
func (r piece) with(code string) piece {
	switch code {
	case "", "0":
		return piece{}
	case "1":
		r.bold = true
	case "31":
		r.color = "#ff6b68"
	case "32":
		r.color = "#7ec699"
	case "33":
		r.color = "#e9c46a"
	case "36":
		r.color = "#62c7d8"
	case "94":
		r.color = "#79a8ff"
	}
	return r
}
