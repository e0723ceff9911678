/* Looks up what the tables of the page say for what a reader takes; it knows no grammar. */
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { points, stretches, reads, changes } = data;
  const STRONG = 1; // solid: 0 no, 1 yes, 2 no more than a sign
  const main = document.getElementById("text");
  const form = document.getElementById("choices");
  const byId = new Map(points.map((point, number) => [point.id, number]));
  const nameOf = (point, take) => points[point].takes[take].name;

  /* What a reader has chosen: options by term, takes by point (their numbers), the view, and the place she is at. */
  const state = { terms: {}, places: new Map(), view: "clean", place: -1 };

  /* The elements of each stretch with the texts they have as drafted, and the blocks of text they stand in. */
  const pieces = new Map();
  for (const element of document.querySelectorAll("[data-s]")) {
    let inner = element;
    while (inner.firstElementChild && inner.childNodes.length === 1) inner = inner.firstElementChild;
    const number = Number(element.dataset.s);
    if (!pieces.has(number)) pieces.set(number, []);
    pieces.get(number).push({ element, inner, drafted: stretches[number][2] ?? inner.textContent, block: element.closest("p, h2, h3, h4, h5, h6, td, th, pre, li") });
  }
  const constant = new Map();
  const hasConstant = (block) => {
    if (!constant.has(block)) {
      const copy = block.cloneNode(true);
      for (const element of copy.querySelectorAll("[data-s]")) element.remove();
      constant.set(block, copy.textContent.trim() !== "");
    }
    return constant.get(block);
  };
  for (const list of pieces.values()) for (const piece of list) if (piece.block) hasConstant(piece.block);

  /* From what is chosen to what is shown. */

  const takesNow = () => {
    const takes = [];
    points.forEach((point, number) => {
      if (state.view === "drafted") takes.push(0);
      else if (state.places.has(number)) takes.push(state.places.get(number));
      else if (point.settled) takes.push(point.settled);
      else if (point.leader !== null) takes.push(followed(point, takes[point.leader]));
      else if (point.term !== null && state.terms[point.term]) takes.push(point.byTerm[state.terms[point.term]] ?? 0);
      else takes.push(0);
    });
    return takes;
  };
  const followed = (point, leading) => {
    const { name, option } = points[point.leader].takes[leading];
    const follows = name.startsWith("=") ? `=${option}` : name;
    return Math.max(0, point.takes.findIndex((take) => take.name === follows));
  };
  const holds = (condition, takes, there) =>
    condition === null || (there[condition[0]] && condition[1].includes(takes[condition[0]]));

  const read = () => {
    const takes = takesNow();
    const there = [];
    points.forEach((point, number) => { there[number] = holds(point.inside, takes, there); });
    const shown = new Map();
    const solid = [-2, -1];
    stretches.forEach(([isSolid, condition], number) => {
      if (!holds(condition, takes, there)) shown.set(number, "");
      else if (isSolid) solid.push(number);
    });
    solid.push(stretches.length);
    for (let at = 1; at < solid.length - 1; at += 1) {
      let key = `${solid[at]}`;
      for (let end = at + 1; end < solid.length; end += 1) {
        key += ` ${solid[end]}`;
        if (!stretches[solid[end]] || stretches[solid[end]][0] === STRONG) break;
      }
      const found = reads[`${solid[at - 1]} ${key}`] || reads[key];
      if (found) for (const number in found) shown.set(Number(number), found[number]);
    }
    const changed = state.view === "drafted" ? new Set() : applyChanges(takes, there, shown);
    return { takes, there, shown, changed };
  };
  const applyChanges = (takes, there, shown) => {
    const changed = new Set();
    for (const change of changes) {
      const applies = Object.entries(change.when).every(([term, options]) => {
        const point = (change.points[term] || []).find((number) => there[number]);
        return options.includes(point === undefined ? state.terms[term] : points[point].takes[takes[point]].option);
      });
      if (!applies) continue;
      change.places.forEach((place, index) => shown.set(place, index ? "" : change.text));
      changed.add(change.places[0]);
    }
    return changed;
  };

  /* From what is shown to the page. */

  /* As drafted no wording is shown that stands in no bracket. */
  let last = new Map();
  stretches.forEach(([, , wording], number) => { if (wording !== undefined) last.set(number, ""); });
  let lastClass = new Map();
  let now = read();
  const update = () => {
    now = read();
    const blocks = new Set();
    for (const [number, list] of pieces) {
      const text = now.shown.get(number);
      if (text !== last.get(number)) {
        for (const piece of list) if (piece.block) blocks.add(piece.block);
        write(list, text);
      }
      const kind = kindOf(number);
      if (kind !== lastClass.get(number)) {
        for (const { element } of list) element.className = kind;
        lastClass.set(number, kind);
      }
    }
    last = now.shown;
    hideEmpty(blocks);
    main.className = state.view;
    report();
  };
  const write = (list, text) => {
    list.forEach((piece, index) => {
      const wanted = text === undefined ? piece.drafted : index ? "" : text;
      piece.element.hidden = wanted === "";
      if (wanted !== "" && piece.inner.textContent !== wanted) piece.inner.textContent = wanted;
    });
  };
  const kindOf = (number) => {
    const condition = stretches[number][1];
    if (now.changed.has(number)) return "changed";
    if (condition === null) return "";
    const here = condition[0] === state.place ? " here" : "";
    return `of-choice ${now.takes[condition[0]] ? "chosen" : "open"}${here}`;
  };
  const isEmpty = (block) =>
    !hasConstant(block) &&
    [...block.querySelectorAll("[data-s]")].every((element) => element.hidden || element.textContent.trim() === "");
  const hideEmpty = (blocks) => {
    const around = new Set();
    for (const block of blocks) {
      block.hidden = isEmpty(block);
      if (block.tagName === "TD" || block.tagName === "TH" || block.tagName === "LI") block.hidden = false;
      const item = block.closest(".item");
      if (item) around.add(item);
    }
    for (const item of around) item.hidden = [...item.querySelectorAll("p")].every((block) => block.hidden);
  };

  const open = () => points.filter((point, number) => now.there[number] && !now.takes[number]).length;
  const report = () => {
    const count = open();
    const said = count ? `${count} open` : "nothing open";
    const counter = document.getElementById("count");
    if (counter.textContent !== said) counter.textContent = said;
    for (const button of form.querySelectorAll("[data-profile]")) {
      button.setAttribute("aria-pressed", String(isChosen(JSON.parse(button.dataset.choose || "{}"))));
    }
    const address = new URLSearchParams();
    for (const [term, option] of Object.entries(state.terms)) if (option) address.set(term, option);
    for (const [point, take] of state.places) address.set(points[point].id, nameOf(point, take) || "open");
    if (state.view !== "clean") address.set("_view", state.view);
    history.replaceState(null, "", `#${address}`);
  };
  const isChosen = (choose) => {
    const terms = new Set([...Object.keys(choose), ...Object.keys(state.terms)]);
    return !state.places.size && [...terms].every((term) => (choose[term] || "") === (state.terms[term] || ""));
  };

  /* Terms, profiles, view. */

  const choose = (terms) => {
    state.terms = {};
    for (const input of form.querySelectorAll("[name^='term-']")) {
      const term = input.name.slice("term-".length);
      const known = form.querySelector(`[name="${input.name}"][value="${CSS.escape(terms[term] || "")}"]`);
      const option = known ? known.value : "";
      state.terms[term] = option;
      input.checked = input.value === option;
    }
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => {
    const { name, value } = event.target;
    if (name.startsWith("term-")) state.terms[name.slice("term-".length)] = value;
    else if (name === "view") state.view = value;
    else if (name === "take") take(value);
    else return;
    update();
    showPlace();
  });
  form.addEventListener("click", (event) => {
    const profile = event.target.closest("[data-profile]");
    if (!profile) return;
    choose(JSON.parse(profile.dataset.choose || "{}"));
    state.places.clear();
    update();
    showPlace();
  });

  /* Single places. */

  const take = (value) => {
    if (value === "as-chosen") state.places.delete(state.place);
    else state.places.set(state.place, Number(value));
  };
  const firstOf = (point) => {
    for (const [number, list] of pieces) {
      const condition = stretches[number][1];
      if (condition && condition[0] === point) {
        const piece = list.find(({ element }) => !element.hidden);
        if (piece) return piece.element;
      }
    }
    return null;
  };
  const order = points.map((_, number) => number);
  const go = (step) => {
    const reachable = order.filter((point) => now.there[point]);
    if (!reachable.length) return;
    const at = reachable.findIndex((point) => point >= state.place);
    const next = step > 0
      ? reachable.find((point) => point > state.place) ?? reachable[0]
      : reachable[(at > 0 ? at : reachable.length) - 1];
    stand(next);
    const element = firstOf(next);
    if (element) element.scrollIntoView({ block: "center" });
  };
  const stand = (point) => {
    state.place = point;
    update();
    showPlace();
  };
  const showPlace = () => {
    const box = document.getElementById("place-options");
    if (state.place < 0) return;
    const point = points[state.place];
    document.getElementById("place-title").textContent = `Place ${state.place + 1} of ${points.length}`;
    const gone = now.there[state.place] ? "" : " (dropped with what stands around it)";
    document.getElementById("place-text").textContent = point.id + gone;
    const overridden = state.places.has(state.place);
    const rows = [["as-chosen", "as the choices above say", !overridden]];
    point.takes.forEach(({ name, words, who }, number) => {
      const said = name === "" ? "as drafted" : name === "drop" ? `without “${words}”` : `“${words}”`;
      rows.push([String(number), who ? `${said} (${who})` : said, overridden && state.places.get(state.place) === number]);
    });
    const focused = document.activeElement && document.activeElement.name === "take";
    box.replaceChildren(...rows.map(([value, said, checked]) => {
      const label = document.createElement("label");
      const input = Object.assign(document.createElement("input"), { type: "radio", name: "take", value, checked });
      const words = document.createElement("span");
      words.textContent = said;
      if (checked && overridden) label.className = "overrules";
      label.append(input, words);
      return label;
    }));
    if (focused) box.querySelector("input:checked").focus();
  };
  document.getElementById("next").addEventListener("click", () => go(1));
  document.getElementById("previous").addEventListener("click", () => go(-1));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F7" && event.key !== "F8") return;
    event.preventDefault();
    go(event.key === "F8" ? 1 : -1);
  });
  document.addEventListener("click", (event) => {
    const element = event.target.closest("[data-s]");
    const condition = element && !event.target.closest("a") && stretches[Number(element.dataset.s)][1];
    if (!condition) return;
    document.querySelector(".panel").open = true;
    stand(condition[0]);
  });

  /* Search. */

  let hits = [];
  let hit = -1;
  const find = () => {
    const wanted = document.getElementById("find").value.toLowerCase();
    hits = [];
    hit = -1;
    if (wanted) {
      for (const block of main.querySelectorAll("p, h2, h3, h4, h5, h6, td, th, pre")) hits.push(...found(block, wanted));
    }
    if (window.CSS && CSS.highlights) CSS.highlights.set("found", new Highlight(...hits));
    document.getElementById("found").textContent = wanted ? `${hits.length} found` : "";
  };
  const found = (block, wanted) => {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, (node) =>
      node.parentElement.closest("[hidden]") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    const nodes = [];
    let text = "";
    while (walker.nextNode()) {
      nodes.push([text.length, walker.currentNode]);
      text += [...walker.currentNode.data.replace(/\s/g, " ")]
        .map((letter) => letter.toLowerCase().length === letter.length ? letter.toLowerCase() : letter).join("");
    }
    const ranges = [];
    const place = (offset) => {
      const [start, node] = nodes.filter(([from]) => from <= offset).pop();
      return [node, Math.min(offset - start, node.data.length)];
    };
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
      const range = document.createRange();
      range.setStart(...place(at));
      const [node, offset] = place(at + wanted.length - 1);
      range.setEnd(node, offset + 1);
      ranges.push(range);
    }
    return ranges;
  };
  const findNext = () => {
    if (!hits.length) return;
    hit = (hit + 1) % hits.length;
    hits[hit].startContainer.parentElement.scrollIntoView({ block: "center" });
    document.getElementById("found").textContent = `${hit + 1} of ${hits.length}`;
  };
  document.getElementById("find").addEventListener("input", find);
  document.getElementById("find").addEventListener("keydown", (event) => { if (event.key === "Enter") findNext(); });
  document.getElementById("find-next").addEventListener("click", findNext);

  /* Copy, download, print. */

  const said = (text) => { document.getElementById("done").textContent = text; };
  document.getElementById("copy").addEventListener("click", () => {
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.selectAllChildren(main);
    const done = document.execCommand("copy");
    selection.removeAllRanges();
    said(done ? "Copied." : "The browser does not allow to copy.");
  });
  document.getElementById("print").addEventListener("click", () => window.print());
  document.getElementById("download").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([markdown()], { type: "text/markdown" }));
    link.download = `${(document.body.dataset.symbol || "reading").replace(/[^A-Za-z0-9.-]+/g, "-")}.md`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    said("Downloaded.");
  });

  const markdown = () => {
    const { symbol, title, version } = document.body.dataset;
    const drafted = state.view === "drafted";
    const chosen = drafted ? ["As drafted."] : [...form.querySelectorAll("[name^='term-']:checked")]
      .map((input) => `- ${escaped(input.closest("fieldset").querySelector("legend").textContent)}: ` +
        `“${escaped(input.parentElement.textContent.trim())}”`);
    const head = [`# ${escaped(title)}`, symbol && escaped(symbol),
      "**This is an unofficial reading of a draft. It is not agreed text.**",
      `${open()} open. Made by convention-variants ${version}.`, chosen.join("\n"),
      drafted || !state.places.size ? "" : `Chosen place by place: ${state.places.size}.`];
    const notes = [...document.querySelectorAll(".footnotes li")]
      .map((note) => `[^${note.id.slice("footnote-".length)}]: ${inline(note, ".label").trim()}`);
    return [...head, "_".repeat(70), ...blocks(main), ...notes].filter(Boolean).join("\n\n") + "\n";
  };
  /* A numbered provision is a paragraph, one below it an item of a list, as in the Markdown edition. */
  const item = (node, indent) => {
    const [first, ...rest] = [...node.children];
    const text = first.hidden ? "" : guarded(inline(first).trim());
    const below = (deeper) => rest.flatMap((child) => block(child, deeper));
    if (!text) return below(indent);
    if (!indent && /^\[*\d/.test(text)) return [text, ...below("")];
    return [`${indent}- ${text}`, ...below(`${indent}  `)];
  };
  const block = (node, indent) => {
    if (node.hidden) return [];
    if (node.matches(".item")) return item(node, indent);
    if (/^H[2-6]$/.test(node.tagName)) return [`${"#".repeat(Number(node.tagName[1]))} ${oneLine(inline(node))}`];
    if (node.tagName === "P") return [indent + guarded(inline(node).trim())];
    if (node.tagName === "PRE") return [fenced(node.innerText)];
    if (node.tagName === "TABLE") return [table(node)];
    return [...node.children].flatMap((child) => block(child, indent));
  };
  const blocks = (node) => block(node, "").filter((text) => text.trim());
  const longest = (text) => Math.max(0, ...(text.match(/`+/g) || []).map((run) => run.length));
  const fenced = (text) => {
    const fence = "`".repeat(Math.max(3, longest(text) + 1));
    return `${fence}\n${text}\n${fence}`;
  };
  const coded = (text) => {
    const fence = "`".repeat(longest(text) + 1);
    return text.includes("`") ? `${fence} ${text} ${fence}` : fence + text + fence;
  };
  const oneLine = (text) => text.replace(/\\\n/g, " ").replace(/ +/g, " ").trim();
  const table = (node) => [...node.rows].flatMap((row, index) => {
    const cells = [...row.cells].map((cell) => oneLine(inline(cell)).replace(/\|/g, "\\|"));
    const line = `| ${cells.join(" | ")} |`;
    return index ? [line] : [line, `|${" --- |".repeat(cells.length)}`];
  }).join("\n");
  const MARKS = { EM: "*", STRONG: "**" };
  const inline = (node, without) => [...node.childNodes].map((child) => {
    if (child.nodeType === Node.TEXT_NODE) return escaped(child.data.replace(/\s+/g, " "));
    if (child.hidden || (without && child.matches(without))) return "";
    if (child.tagName === "BR") return "\\\n";
    if (child.tagName === "CODE") return coded(child.textContent);
    if (child.matches(".call")) return `[^${child.querySelector("a").hash.slice("#footnote-".length)}]`;
    if (child.tagName === "IMG") return escaped(child.alt);
    if (child.tagName === "SUP" || child.tagName === "SUB") return `<${child.localName}>${inline(child)}</${child.localName}>`;
    const text = inline(child);
    const mark = child.matches(".changed") ? "*" : MARKS[child.tagName];
    return mark && text.trim() ? text.replace(/^(\s*)([^]*?)(\s*)$/, `$1${mark}$2${mark}$3`) : text;
  }).join("").replace(/[ \t]+/g, " ");
  const escaped = (text) => text.replace(/[\\`*_[\]<~]|&(?=#?\w+;)/g, "\\$&");
  const guarded = (text) => text.replace(/^(\d+)([.)])/, "$1\\$2").replace(/^([-+#>])/, "\\$1");

  /* The address carries what is chosen. */

  const fromAddress = () => {
    const address = new URLSearchParams(location.hash.slice(1));
    const terms = Object.create(null);
    state.places.clear();
    state.view = "clean";
    for (const [key, value] of address) {
      if (key === "_view") state.view = ["drafted", "marked"].includes(value) ? value : "clean";
      else if (byId.has(key)) {
        const point = byId.get(key);
        const number = points[point].takes.findIndex(({ name }) => name === (value === "open" ? "" : value));
        if (number >= 0) state.places.set(point, number);
      } else terms[key] = value;
    }
    choose(terms);
    for (const input of form.querySelectorAll("[name='view']")) input.checked = input.value === state.view;
    update();
    showPlace();
  };
  /* On a small screen the text comes first. */
  if (window.matchMedia("(max-width: 67.99rem)").matches) document.querySelector(".panel").open = false;
  window.addEventListener("hashchange", fromAddress);
  fromAddress();
})();
