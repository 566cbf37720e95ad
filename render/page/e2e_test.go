//go:build e2e

package page_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestE2EPage drives the page in a browser, Debian's Chromium, from a file.
// CTYPES_SHOTS names a folder to leave pictures of it in.
func TestE2EPage(t *testing.T) {
	b := startBrowser(t)
	file := drawPage(t)
	for _, scheme := range []string{"light", "dark"} {
		t.Run(scheme, func(t *testing.T) {
			b.t = t
			b.open(file, scheme)
			b.shoot(scheme + "-start")
			searches(b)
			clicks(b)
			moves(b)
			keys(b)
			if errors := b.run(`return window.problems`); errors != "" {
				t.Errorf("the page fails: %s", errors)
			}
		})
	}
	b.t = t
	colors(b, file)
}

// searches types a word, and goes from match to match.
func searches(b *browser) {
	b.run(`const s = document.getElementById("search"); s.focus(); s.value = "postgres"; s.dispatchEvent(new Event("input"))`)
	b.want(`return document.getElementById("matches").textContent`, "found")
	b.want(`return document.querySelector('g[data-id="service/db"]').classList.contains("match")`, "true")
	b.want(`return getComputedStyle(document.querySelector('g[data-id="service/cache"]')).opacity`, "0.2")
	b.run(`document.getElementById("search").dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true}))`)
	b.want(`return document.querySelector("aside h2").textContent`, "")
	b.shoot("search")
	b.run(`window.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape"}))`)
	b.want(`return document.querySelectorAll(".match").length`, "0")
	b.want(`return document.getElementById("panel").children.length`, "0")
}

// clicks clicks a service for its contract and its connections, and a
// connection for both of its sides and what does not fit.
func clicks(b *browser) {
	b.click(`g[data-id="service/db"]`)
	b.want(`return document.querySelector("aside h2").textContent`, "db")
	b.want(`return document.querySelector("aside pre").textContent`, "LISTENS ON: TCP:{{PGPORT}} FOR: org.postgresql.db")
	b.shoot("service")
	b.run(`[...document.querySelectorAll("aside button.link")].find((x) => x.textContent.startsWith("api → db")).click()`)
	b.want(`return document.querySelector("aside").textContent`, "error[port-published]")
	b.want(`return document.querySelector("aside").textContent`, "compose.yaml:17")
	b.want(`return document.querySelector("aside").textContent`, "wants org.postgresql.db")
	b.want(`return document.querySelector(".chosen").dataset.id`, "link/service/api/service/db")
	b.shoot("connection")
	b.click(`aside .close`)
	b.want(`return document.querySelectorAll(".chosen").length`, "0")
}

// moves zooms and drags with the pointer.
func moves(b *browser) {
	before := b.drawing()
	b.click("#in")
	after := b.drawing()
	if after.Width <= before.Width {
		b.t.Errorf("zoomed in from %v to %v", before, after)
	}
	b.run(`document.getElementById("stage").dispatchEvent(new WheelEvent("wheel", {deltaY: 400, clientX: 300, clientY: 300, cancelable: true}))`)
	if out := b.drawing(); out.Width >= after.Width {
		b.t.Errorf("zoomed out from %v to %v", after, out)
	}
	before = b.drawing()
	b.run(`const at = (type, x, y) => document.getElementById("stage").dispatchEvent(new PointerEvent(type, {clientX: x, clientY: y, bubbles: true}));
		at("pointerdown", 100, 100); at("pointermove", 160, 130); at("pointerup", 160, 130)`)
	if after = b.drawing(); math.Abs(after.X-before.X-60) > 1 || math.Abs(after.Y-before.Y-30) > 1 {
		b.t.Errorf("dragged from %v to %v", before, after)
	}
	b.click("#fit")
}

// keys goes without the pointer.
func keys(b *browser) {
	before := b.drawing()
	b.run(`document.querySelector('g[data-id="service/cache"]').focus()`)
	b.press("\ue007") // Enter
	b.want(`return document.querySelector("aside h2").textContent`, "cache")
	b.press("\ue014") // the right arrow
	b.press("+")
	if after := b.drawing(); after.Width <= before.Width {
		b.t.Errorf("zoomed in from %v to %v", before, after)
	}
	b.press("/")
	b.want(`return document.activeElement.id`, "search")
	b.press("\ue00c") // Escape
	b.want(`return document.getElementById("panel").children.length`, "0")
}

// colors compares the grounds of light and dark pages.
func colors(b *browser, file string) {
	const ground = `return getComputedStyle(document.body).backgroundColor + getComputedStyle(document.querySelector("svg polygon")).fill`
	b.open(file, "light")
	b.want(ground, "rgb(255, 255, 255)rgb(255, 255, 255)")
	b.open(file, "dark")
	b.want(ground, "rgb(13, 17, 23)rgb(13, 17, 23)")
}

// drawPage draws the shop of the fixtures with the programs themselves.
func drawPage(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	build := exec.Command("go", "build", "-o", dir+string(filepath.Separator), "github.com/ctypes-dev/ctypes/cmd/ctypes", "github.com/ctypes-dev/ctypes/cmd/ctypes-svg")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	file := filepath.Join(dir, "shop.html")
	cmd := exec.Command(filepath.Join(dir, "ctypes"), "graph", "--offline", "--format", "html", "--link-base", "https://example.com/main", "-o", file, "../../fixtures/diagrams/shop")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return file
}

// browser is a session of chromedriver.
type browser struct {
	t       *testing.T
	address string
}

func startBrowser(t *testing.T) *browser {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	_, port, _ := net.SplitHostPort(address)
	driver := exec.Command("chromedriver", "--port="+port)
	if err := driver.Start(); err != nil {
		t.Fatalf("chromedriver does not start (Debian: chromium-driver): %v", err)
	}
	t.Cleanup(func() { _ = driver.Process.Kill(); _ = driver.Wait() })
	b := &browser{t: t, address: "http://" + address}
	for range 100 {
		if _, err = net.DialTimeout("tcp", address, time.Second); err == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	var session struct{ SessionID string }
	b.call("POST", "/session", map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{"goog:chromeOptions": map[string]any{
		"args": []string{"--headless", "--no-sandbox", "--disable-gpu", "--window-size=1400,800"},
	}}}}, &session)
	b.address += "/session/" + session.SessionID
	t.Cleanup(func() { b.t = t; b.call("DELETE", "", nil, nil) })
	return b
}

// call sends a command of the WebDriver protocol.
func (b *browser) call(method, path string, body, into any) {
	b.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		b.t.Fatal(err)
	}
	if body == nil {
		data = nil
	}
	// The last command is sent when the test's context is over.
	request, err := http.NewRequest(method, b.address+path, bytes.NewReader(data))
	if err != nil {
		b.t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		b.t.Fatalf("%s %s: %s %v", method, path, text, err)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(text, &struct {
		Value any `json:"value"`
	}{into}); err != nil {
		b.t.Fatalf("%v in %s", err, text)
	}
}

// open opens a file as somebody sees it who likes a colour scheme.
func (b *browser) open(file, scheme string) {
	b.t.Helper()
	b.call("POST", "/goog/cdp/execute", map[string]any{"cmd": "Emulation.setEmulatedMedia", "params": map[string]any{
		"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}},
	}}, nil)
	b.call("POST", "/goog/cdp/execute", map[string]any{"cmd": "Page.addScriptToEvaluateOnNewDocument", "params": map[string]any{
		"source": `window.problems = ""; window.addEventListener("error", (e) => (window.problems += e.message));
			window.addEventListener("securitypolicyviolation", (e) => (window.problems += e.blockedURI));`,
	}}, nil)
	b.call("POST", "/url", map[string]string{"url": (&url.URL{Scheme: "file", Path: file}).String()}, nil)
}

// run runs a script in the page and returns its value as text.
func (b *browser) run(script string) string {
	b.t.Helper()
	var value any
	b.call("POST", "/execute/sync", map[string]any{"script": script, "args": []any{}}, &value)
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}

// want checks that a script's value contains a text.
func (b *browser) want(script, text string) {
	b.t.Helper()
	if got := b.run(script); !strings.Contains(got, text) {
		b.t.Errorf("%s is %q, not %q", script, got, text)
	}
}

type rectangle struct{ X, Y, Width, Height float64 }

// drawing is where the drawing is in the window.
func (b *browser) drawing() rectangle {
	b.t.Helper()
	var r rectangle
	script := `return document.querySelector("main > svg").getBoundingClientRect()`
	b.call("POST", "/execute/sync", map[string]any{"script": script, "args": []any{}}, &r)
	return r
}

func (b *browser) element(selector string) string {
	b.t.Helper()
	var found map[string]string
	b.call("POST", "/element", map[string]string{"using": "css selector", "value": selector}, &found)
	for _, id := range found {
		return id
	}
	return ""
}

// click clicks in the middle of an element.
func (b *browser) click(selector string) {
	b.t.Helper()
	b.call("POST", "/element/"+b.element(selector)+"/click", map[string]any{}, nil)
}

// press presses a key, wherever the focus is.
func (b *browser) press(key string) {
	b.t.Helper()
	b.call("POST", "/actions", map[string]any{"actions": []map[string]any{{"type": "key", "id": "keyboard", "actions": []map[string]string{
		{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key},
	}}}}, nil)
}

// shoot leaves a picture of the page, where that is wanted.
func (b *browser) shoot(name string) {
	b.t.Helper()
	dir := os.Getenv("CTYPES_SHOTS")
	if dir == "" {
		return
	}
	var picture string
	b.call("GET", "/screenshot", nil, &picture)
	data, err := base64.StdEncoding.DecodeString(picture)
	if err != nil {
		b.t.Fatal(err)
	}
	name = strings.ReplaceAll(b.t.Name()+"-"+name, "/", "-") + ".png"
	if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
		b.t.Fatal(err)
	}
}
