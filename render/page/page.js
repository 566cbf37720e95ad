"use strict";
(() => {
  const known = JSON.parse(document.getElementById("data").textContent);
  const stage = document.getElementById("stage");
  const panel = document.getElementById("panel");
  const search = document.getElementById("search");
  const matches = document.getElementById("matches");
  const svg = stage.querySelector("svg");
  const drawn = new Map();
  for (const g of svg.querySelectorAll("g[data-id]")) drawn.set(g.dataset.id, g);
  const nodes = new Map(known.nodes.map((n) => [n.id, n]));
  const edges = new Map(known.edges.map((e) => [e.id, e]));

  // The view: what of the drawing is seen, and how large.
  const width = svg.viewBox.baseVal.width;
  const height = svg.viewBox.baseVal.height;
  const view = { x: 0, y: 0, scale: 1 };
  const show = () => {
    svg.setAttribute("width", width * view.scale);
    svg.setAttribute("height", height * view.scale);
    svg.style.transform = `translate(${view.x}px, ${view.y}px)`;
  };
  const fit = () => {
    const room = stage.getBoundingClientRect();
    view.scale = Math.min(room.width / width, room.height / height, 2);
    view.x = (room.width - width * view.scale) / 2;
    view.y = (room.height - height * view.scale) / 2;
    show();
  };
  const zoom = (factor, x, y) => {
    const scale = Math.min(8, Math.max(0.05, view.scale * factor));
    view.x = x - ((x - view.x) * scale) / view.scale;
    view.y = y - ((y - view.y) * scale) / view.scale;
    view.scale = scale;
    show();
  };
  const zoomMiddle = (factor) => zoom(factor, stage.clientWidth / 2, stage.clientHeight / 2);
  const pan = (dx, dy) => {
    view.x += dx;
    view.y += dy;
    show();
  };
  const center = (g) => {
    const box = g.getBoundingClientRect();
    const room = stage.getBoundingClientRect();
    pan(room.x + room.width / 2 - box.x - box.width / 2, room.y + room.height / 2 - box.y - box.height / 2);
  };

  // Texts are put in as texts only: nothing of a project is ever HTML here.
  const add = (parent, tag, text, className) => {
    const e = parent.appendChild(document.createElement(tag));
    if (text) e.textContent = text;
    if (className) e.className = className;
    return e;
  };
  const place = (parent, at) => {
    if (!at.line) return;
    const text = `${at.file}:${at.line}`;
    const inside = !/^(\.\.\/|\/)|:/.test(at.file);
    const e = add(parent, known.base && inside ? "a" : "div", text, "muted");
    if (e.tagName === "A") {
      e.href = `${known.base}/${at.file.split("/").map(encodeURIComponent).join("/")}#L${at.line}`;
      e.rel = "noreferrer";
    }
  };
  const list = (title, items, write) => {
    if (!items.length) return;
    add(panel, "h3", title);
    const ul = add(panel, "ul");
    for (const item of items) write(add(ul, "li"), item);
  };
  const findings = (items) =>
    list("Findings", items, (li, f) => {
      add(li, "span", `${f.severity}[${f.rule}]`, f.severity);
      add(li, "div", f.message);
      place(li, f.at);
    });
  const nameOf = (id) => (nodes.get(id) || { name: id }).name;
  const jump = (parent, text, id) => {
    add(parent, "button", text, "link").addEventListener("click", () => choose(id, true));
  };

  const open = (title, at) => {
    panel.replaceChildren();
    const close = add(panel, "button", "×", "close");
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", clear);
    add(panel, "h2", title);
    place(panel, at);
  };
  const openNode = (n) => {
    open(n.name, n.at);
    for (const line of n.lines) add(panel, "div", line, "muted");
    findings(n.findings);
    if (n.contract.length) {
      add(panel, "h3", "Contract");
      add(panel, "pre", n.contract.join("\n"));
    }
    const about = (e) => `${nameOf(e.from)} → ${nameOf(e.to)} ${e.label}`;
    list("Connections", known.edges.filter((e) => e.from === n.id || e.to === n.id), (li, e) => {
      jump(li, about(e), e.id);
      if (e.verdict === "error" || e.verdict === "warning") add(li, "span", ` ${e.verdict}`, e.verdict);
    });
  };
  const openEdge = (e) => {
    open(`${nameOf(e.from)} → ${nameOf(e.to)}`, e.at);
    if (e.label) add(panel, "div", e.label, "muted");
    findings(e.findings);
    list("Both sides", e.sides, (li, side) => (li.textContent = side));
    list("Ends", [e.from, e.to], (li, id) => jump(li, nameOf(id), id));
  };

  let chosen = "";
  const clear = () => {
    const g = drawn.get(chosen);
    if (g) g.classList.remove("chosen");
    chosen = "";
    panel.replaceChildren();
  };
  const choose = (id, move) => {
    clear();
    const g = drawn.get(id);
    chosen = id;
    if (nodes.has(id)) openNode(nodes.get(id));
    else openEdge(edges.get(id));
    if (!g) return;
    g.classList.add("chosen");
    if (move) center(g);
  };

  // What is drawn can be clicked, and reached with the keyboard.
  let moved = 0;
  for (const [id, g] of drawn) {
    if (!nodes.has(id) && !edges.has(id)) continue;
    g.setAttribute("tabindex", "0");
    g.setAttribute("role", "button");
    g.setAttribute("aria-label", nodes.has(id) ? nameOf(id) : `${nameOf(edges.get(id).from)} to ${nameOf(edges.get(id).to)}`);
    g.addEventListener("click", () => moved < 5 && choose(id, false));
    g.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      choose(id, true);
    });
  }

  let from = null;
  stage.addEventListener("pointerdown", (event) => {
    from = { x: event.clientX, y: event.clientY };
    moved = 0;
  });
  window.addEventListener("pointermove", (event) => {
    if (!from) return;
    moved += Math.abs(event.clientX - from.x) + Math.abs(event.clientY - from.y);
    pan(event.clientX - from.x, event.clientY - from.y);
    from = { x: event.clientX, y: event.clientY };
    stage.classList.add("dragging");
  });
  window.addEventListener("pointerup", () => {
    from = null;
    stage.classList.remove("dragging");
  });
  stage.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const room = stage.getBoundingClientRect();
      zoom(Math.exp(-event.deltaY / 400), event.clientX - room.x, event.clientY - room.y);
    },
    { passive: false },
  );
  document.getElementById("in").addEventListener("click", () => zoomMiddle(1.25));
  document.getElementById("out").addEventListener("click", () => zoomMiddle(0.8));
  document.getElementById("fit").addEventListener("click", fit);

  // Search: what matches stays, the rest fades; Enter goes from match to match.
  let found = [];
  let at = -1;
  const seek = () => {
    const word = search.value.trim().toLowerCase();
    found = [];
    at = -1;
    svg.classList.toggle("searching", word !== "");
    for (const n of known.nodes) {
      const hit = word !== "" && [n.name, ...n.lines, ...n.contract].some((text) => text.toLowerCase().includes(word));
      const g = drawn.get(n.id);
      if (g) g.classList.toggle("match", hit);
      if (hit) found.push(n.id);
    }
    matches.textContent = word === "" ? "" : `${found.length} found`;
  };
  search.addEventListener("input", seek);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !found.length) return;
    at = (at + 1) % found.length;
    choose(found[at], true);
  });

  window.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      search.value = "";
      seek();
      clear();
      return;
    }
    if (event.target === search) return;
    const keys = {
      "+": () => zoomMiddle(1.25),
      "=": () => zoomMiddle(1.25),
      "-": () => zoomMiddle(0.8),
      0: fit,
      "/": () => search.focus(),
      ArrowLeft: () => pan(60, 0),
      ArrowRight: () => pan(-60, 0),
      ArrowUp: () => pan(0, 60),
      ArrowDown: () => pan(0, -60),
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  window.addEventListener("resize", fit);
  fit();
})();
