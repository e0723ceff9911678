/* Shows the reading for the choices made, by looking them up in the tables of the page. It knows no grammar. */
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { points, stretches, reads, changes, words } = data;
  const WORD = 1; // the role of a stretch: 0 space, 1 word, 2 sign
  const main = document.getElementById("text");
  const form = document.getElementById("choices");
  const byId = new Map(points.map((point, number) => [point.id, number]));
  const fill = (phrase, ...values) => phrase.replace(/\{\}/g, () => values.shift());
  const nameOf = (point, take) => points[point].takes[take].name;

  /* What the reader has chosen: options by term, a party, takes by choice point (their numbers), the view, the current
     place, and the id of the provision that a link has led to. */
  const state = { terms: {}, party: "", places: new Map(), view: "clean", place: -1, at: "" };
  const wishes = new Map(Object.entries(data.parties).map(([party, takes]) => [party, new Map(takes)]));

  /* The gap between a label and its text is an element of its own, hidden if either is hidden. */
  for (const label of main.querySelectorAll(".item > p:first-child > .label")) {
    let last = label;
    while (last.lastChild) last = last.lastChild;
    const gap = document.createElement("span");
    gap.className = "gap";
    gap.textContent = "\t";
    if (/[\t ]$/.test(last.data)) {
      gap.textContent = last.data.slice(-1);
      last.data = last.data.slice(0, -1);
    } else gap.hidden = true;
    label.append(gap);
  }

  /* The elements of each stretch, with their text as drafted and the block of text around them. */
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
      for (const element of copy.querySelectorAll("[data-s], .gap")) element.remove();
      constant.set(block, copy.textContent.trim() !== "" || copy.querySelector("img") !== null);
    }
    return constant.get(block);
  };
  for (const list of pieces.values()) for (const piece of list) if (piece.block) hasConstant(piece.block);

  /* From choices to what is shown. */

  const takesNow = () => {
    const takes = [];
    points.forEach((point, number) => {
      if (state.view === "drafted") takes.push(0);
      else if (state.places.has(number)) takes.push(state.places.get(number));
      else if (point.settled) takes.push(point.settled);
      else if (point.leader !== null) takes.push(point.follows[takes[point.leader]]);
      else if (point.term !== null && state.terms[point.term]) takes.push(point.byTerm[state.terms[point.term]] ?? 0);
      else takes.push(wishes.get(state.party)?.get(number) ?? 0);
    });
    return takes;
  };
  const holds = (condition, takes, there) =>
    condition === null || (there[condition[0]] && condition[1].includes(takes[condition[0]]));

  const read = () => {
    const takes = takesNow();
    const there = [];
    points.forEach((point, number) => { there[number] = holds(point.inside, takes, there); });
    const shown = new Map();
    let key = "-1";
    const lookUp = () => {
      const found = reads[key];
      if (found) for (const number in found) shown.set(Number(number), found[number]);
    };
    stretches.forEach(([role, condition], number) => {
      if (!holds(condition, takes, there)) shown.set(number, "");
      else if (role) {
        key += ` ${number}`;
        if (role !== WORD) return;
        lookUp();
        key = `${number}`;
      }
    });
    key += ` ${stretches.length}`;
    lookUp();
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

  /* As drafted, wordings that are in no bracket are hidden. */
  let last = new Map();
  stretches.forEach(([, , wording], number) => { if (wording !== undefined) last.set(number, ""); });
  let lastClass = new Map();
  let now = read();
  const update = () => {
    now = read();
    const blocks = new Set(part());
    const rewritten = [...pieces].filter(([number]) => now.shown.get(number) !== last.get(number));
    for (const [, list] of rewritten) for (const { block } of list) if (block) blocks.add(block);
    blocks.forEach(restore);
    for (const [number, list] of rewritten) write(list, now.shown.get(number));
    for (const [number, list] of pieces) {
      const kind = kindOf(number);
      if (kind !== lastClass.get(number)) {
        for (const { element } of list) element.className = kind;
        lastClass.set(number, kind);
      }
    }
    last = now.shown;
    hideEmpty(blocks);
    join();
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
  const isEmpty = (block) => !hasConstant(block) && !hasShown(block, "[data-s]");
  const hasShown = (block, selector) =>
    [...block.querySelectorAll(selector)].some((element) => !element.hidden && element.textContent.trim() !== "");
  const hideEmpty = (blocks) => {
    const tables = new Set();
    for (const block of blocks) {
      trim(block);
      if (block.matches("li")) continue;
      if (block.matches("td, th")) tables.add(block.closest("table"));
      else {
        block.hidden = isEmpty(block);
        hideAround(block);
      }
    }
    for (const table of tables) {
      table.hidden = [...table.querySelectorAll("td, th")].every(isEmpty);
      hideAround(table);
    }
  };
  /* A text has no white space at its ends, and the gap after its label is shown only if both are. */
  const trimmed = new Map();
  const trim = (block) => {
    if (block.matches("pre")) return;
    const label = block.matches(".item > p") && block.querySelector(":scope > .label");
    const nodes = [...shownText(block)].filter((node) => !label || !label.contains(node));
    const gap = label && label.querySelector(".gap");
    if (gap) gap.hidden = !hasText(label) || !nodes.some(isText);
    trimmed.set(block, [...cut(nodes, /^[^\S\ufeff]+/), ...cut(nodes.reverse(), /[^\S\ufeff]+$/)]);
  };
  const cut = function* (nodes, space) {
    for (const node of nodes) {
      if (node.data === undefined || node.parentElement.closest(".call")) return;
      const before = node.data;
      const after = before.replace(space, "");
      if (after !== before) {
        node.data = after;
        yield [node, before];
      }
      if (after) return;
    }
  };
  const restore = (block) => {
    for (const [node, before] of (trimmed.get(block) || []).reverse()) node.data = before;
    trimmed.delete(block);
  };
  const shownText = function* (block) {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_ALL, (node) =>
      node.hidden || (node.matches && node.matches(".gap")) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.nodeType === Node.TEXT_NODE || node.tagName === "IMG") yield node;
    }
  };
  const isText = (node) => node.data === undefined || node.data.trim() !== "";
  const hasText = (block) => [...shownText(block)].some(isText);

  /* An element without visible content is hidden, too. */
  const hideAround = (node) => {
    const around = node.parentElement;
    if (!around.matches(".item, .items, .wide")) return;
    around.hidden = [...around.children].every((child) => child.hidden);
    hideAround(around);
  };

  /* Blocks that become one if a removal takes the end of the first, the start of the second, and everything between. */
  const inOrder = [...main.querySelectorAll("p, h2, h3, h4, h5, h6, td, th, pre")];
  const leaf = (block, last) => {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    let found = null;
    while (walker.nextNode()) {
      if (!walker.currentNode.data.trim() && walker.currentNode.parentElement === block) continue;
      found = walker.currentNode;
      if (!last) break;
    }
    const element = found && found.parentElement.closest("[data-s]");
    return element ? Number(element.dataset.s) : null;
  };
  const source = (number) => {
    while (number >= 0 && stretches[number][2] !== undefined) number -= 1;
    return number;
  };
  const joinable = inOrder.flatMap((block, index) => {
    const first = block.tagName === "P" ? leaf(block, false) : null;
    return first === null ? [] : [{ block, index, first, before: source(source(first) - 1) }];
  }).filter(({ before }) => before >= 0 && stretches[before][1] !== null);
  /* Labels of paragraphs whose whole text is in options: the text of the chosen option joins its label. */
  const lone = [...main.querySelectorAll(".item > .lone:has(+ .items)")].map((block) => [block, inOrder.indexOf(block)]);
  const joined = [];
  const part = () => joined.splice(0).reverse().flatMap(({ block, nodes, into }) => {
    block.append(...nodes);
    return [block, into];
  });
  const isGone = (number) => now.shown.get(number) === "" || stretches[number][2] !== undefined;
  const areGone = (from, to) => {
    if (from === null) return false;
    while (from < to && isGone(from)) from += 1;
    return from >= to;
  };
  const join = () => {
    for (const { block, index, first, before } of joinable) {
      const label = block.querySelector(":scope > .label");
      if (block.hidden || !isGone(before) || !isGone(first) || (label && hasText(label))) continue;
      let at = index - 1;
      while (at >= 0 && inOrder[at].closest("[hidden]")) at -= 1;
      const into = inOrder[at];
      if (!into || into.tagName !== "P" || into.closest("section") !== block.closest("section")) continue;
      if (!areGone(leaf(into, true), first)) continue;
      merge(block, into);
    }
    for (const [label, index] of lone) {
      if (label.closest("[hidden]")) continue;
      const block = inOrder.slice(index + 1).find((next) => !next.closest("[hidden]"));
      if (!block || block.tagName !== "P" || block.matches(".item > :first-child")) continue;
      if (label.parentElement.contains(block)) merge(block, label);
    }
  };
  const merge = (block, into) => {
    const nodes = [...block.childNodes];
    joined.push({ block, nodes, into });
    into.append(...nodes);
    block.hidden = true;
    hideAround(block);
    restore(block);
    restore(into);
    trim(into);
  };

  const open = () => points.filter((point, number) => now.there[number] && !now.takes[number]).length;
  const report = () => {
    const count = open();
    const said = count ? fill(words.open, count) : words.nothing_open;
    const counter = document.getElementById("count");
    if (counter.textContent !== said) counter.textContent = said;
    for (const button of form.querySelectorAll("[data-profile]")) {
      button.setAttribute("aria-pressed", String(isChosen(JSON.parse(button.dataset.choose || "{}"))));
    }
    const address = addressOf();
    const chosen = address.size;
    if (state.at && chosen) address.set("_at", state.at);
    history.replaceState(null, "", `#${state.at && !chosen ? encodeURIComponent(state.at) : address}`);
    document.getElementById("command").textContent = command();
  };
  /* The command that makes the edition with the same choices. It cannot leave open what a term decides. */
  const command = () => {
    const quoted = (text) => (/^[\w.,:/=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
    const terms = Object.entries(state.terms).filter(([, option]) => option);
    const profile = [...form.querySelectorAll("[data-profile]:not([data-profile=''])")].find((button) => {
      const choose = Object.entries(JSON.parse(button.dataset.choose));
      return choose.length === terms.length && choose.every(([term, option]) => state.terms[term] === option);
    });
    const places = [...state.places].filter(([, take]) => take);
    return [
      "convention-variants render",
      quoted(document.getElementById("command").dataset.draft),
      ...(profile ? [`-p ${quoted(profile.dataset.profile)}`] : terms.map((pair) => `--choose ${quoted(pair.join("="))}`)),
      ...(state.party ? [`--party ${quoted(state.party)}`] : []),
      ...places.map(([point, take]) => `--at ${quoted(`${points[point].id}=${nameOf(point, take)}`)}`),
      "-o reading.docx",
    ].join(" ");
  };
  const addressOf = () => {
    const address = new URLSearchParams();
    for (const [term, option] of Object.entries(state.terms)) if (option) address.set(term, option);
    if (state.party) address.set("_party", state.party);
    for (const [point, take] of state.places) address.set(points[point].id, nameOf(point, take) || "open");
    if (state.view !== "clean") address.set("_view", state.view);
    return address;
  };
  const isChosen = (choose) => {
    const terms = new Set([...Object.keys(choose), ...Object.keys(state.terms)]);
    return !state.places.size && [...terms].every((term) => (choose[term] || "") === (state.terms[term] || ""));
  };

  /* Terms, profiles, view. */

  const radio = (name, value) => form.querySelector(`[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`);
  const choose = (terms) => {
    state.terms = {};
    for (const input of form.querySelectorAll("[name^='term-']")) {
      const term = input.name.slice("term-".length);
      const known = radio(input.name, terms[term] || "");
      const option = known ? known.value : "";
      state.terms[term] = option;
      input.checked = input.value === option;
    }
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => {
    const { name, value } = event.target;
    if (name.startsWith("term-")) state.terms[name.slice("term-".length)] = value;
    else if (name === "party") state.party = value;
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
    document.getElementById("place-title").textContent = fill(words.place, state.place + 1, points.length);
    const gone = now.there[state.place] ? "" : ` ${words.dropped}`;
    const many = point.tooMany ? words.colon + fill(words.too_many, point.tooMany) : "";
    document.getElementById("place-text").textContent = point.id + gone + many;
    const overridden = state.places.has(state.place);
    const rows = [["as-chosen", words.by_choices, !overridden]];
    point.takes.forEach(({ name, wording, who }, number) => {
      const quoted = fill(words.quoted, wording);
      const said = name === "" ? words.drafted : name === "drop" ? fill(words.without, quoted) : quoted;
      rows.push([String(number), who ? `${said} (${who})` : said, overridden && state.places.get(state.place) === number]);
    });
    const focused = document.activeElement && document.activeElement.name === "take";
    box.replaceChildren(...rows.map(([value, said, checked]) => {
      const label = document.createElement("label");
      const input = Object.assign(document.createElement("input"), { type: "radio", name: "take", value, checked });
      const shown = document.createElement("span");
      shown.textContent = said;
      if (checked && overridden) label.className = "overrules";
      label.append(input, shown);
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
    document.getElementById("found").textContent = wanted ? fill(words.found, hits.length) : "";
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
    document.getElementById("found").textContent = fill(words.match, hit + 1, hits.length);
  };
  document.getElementById("find").addEventListener("input", find);
  document.getElementById("find").addEventListener("keydown", (event) => { if (event.key === "Enter") findNext(); });
  document.getElementById("find-next").addEventListener("click", findNext);

  /* Copy, download, print. */

  const said = (text) => { document.getElementById("done").textContent = text; };
  const copy = (element) => {
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.selectAllChildren(element);
    const done = document.execCommand("copy");
    selection.removeAllRanges();
    said(done ? words.copied : words.not_copied);
  };
  document.getElementById("copy").addEventListener("click", () => copy(main));
  document.getElementById("copy-command").addEventListener("click", () => copy(document.getElementById("command")));
  document.getElementById("print").addEventListener("click", () => window.print());
  document.getElementById("download").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([markdown()], { type: "text/markdown" }));
    link.download = `${(document.body.dataset.symbol || "reading").replace(/[^A-Za-z0-9.-]+/g, "-")}.md`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    said(words.downloaded);
  });

  /* The source of the reading, which is Markdown, below a heading. */
  const markdown = () => {
    const source = data.texts.map((text, number) => now.shown.get(number) ?? text).join("").replace(/^\ufeff/, "");
    const chosen = `${document.getElementById("count").textContent}${words.colon}\`#${addressOf()}\``;
    return `${data.head}\n\n${chosen}\n\n${"_".repeat(70)}\n\n${source}`;
  };

  /* The fragment of the address is the id of a provision, as in an edition, or the choices, such as "data=digital", with
     the provision in "_at". A link to a provision changes no choice. */

  const fromAddress = () => {
    const fragment = location.hash.slice(1);
    const unknown = fragment === "" || fragment.includes("=") ? choices(new URLSearchParams(fragment)) : goTo(decoded(fragment));
    const report = document.getElementById("unknown");
    report.hidden = !unknown.length;
    report.textContent = unknown.length ? fill(words.unknown, unknown.join(", ")) : "";
    update();
    showPlace();
  };
  const decoded = (text) => {
    try { return decodeURIComponent(text); } catch { return text; }
  };
  /* Apply the choices of an address; return the parts that do not exist in this draft. */
  const choices = (address) => {
    const terms = Object.create(null);
    const unknown = [];
    state.places.clear();
    state.party = "";
    state.view = "clean";
    for (const [key, value] of address) {
      if (key === "_at") unknown.push(...goTo(value));
      else if (key === "_party" && wishes.has(value)) state.party = value;
      else if (key === "_view" && VIEWS.includes(value)) state.view = value;
      else if (byId.has(key)) {
        const point = byId.get(key);
        const number = points[point].takes.findIndex(({ name }) => name === (value === "open" ? "" : value));
        if (number >= 0) state.places.set(point, number);
        else unknown.push(`${key}=${value}`);
      } else if (radio(`term-${key}`, value)) terms[key] = value;
      else unknown.push(`${key}=${value}`);
    }
    choose(terms);
    for (const input of form.querySelectorAll("[name='party']")) input.value = state.party;
    for (const input of form.querySelectorAll("[name='view']")) input.checked = input.value === state.view;
    return unknown;
  };
  const VIEWS = [...form.querySelectorAll("[name='view']")].map((input) => input.value);
  /* Go to a provision, or to where it would be if hidden; return its id if it does not exist. */
  const goTo = (id) => {
    let element = document.getElementById(id);
    if (!element) return [id];
    while (element.closest("[hidden]")) element = element.closest("[hidden]").parentElement;
    state.at = id;
    element.scrollIntoView();
    return [];
  };
  /* On a small screen the text comes first. */
  if (window.matchMedia("(max-width: 67.99rem)").matches) document.querySelector(".panel").open = false;
  window.addEventListener("hashchange", fromAddress);
  fromAddress();
})();
