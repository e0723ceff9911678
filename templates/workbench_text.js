/* Shows a draft as it reads with the choices of a state, by looking them up in the tables of the page. It knows no
   grammar. `show` brings the text up to date, `now` says what is taken where, `placeOf` which place a stretch is part of,
   `elementOf` the element in which a place begins, and `boxOf` where it is on the screen. Places are choice points, by
   their numbers, and after them the blanks. */
const makeText = ({ points, stretches, blanks, unmatched, reads, changes, parties, labels }, state) => {
  const WORD = 1; // the role of a stretch: 0 space, 1 word, 2 sign
  const main = document.getElementById("text");
  const wishes = new Map(Object.entries(parties).map(([party, takes]) => [party, new Map(takes)]));

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

  const blankPlaces = new Map();
  blanks.forEach(({ places }, number) => { for (const stretch of places) blankPlaces.set(stretch, points.length + number); });
  /* A blank can stand in a wording of a choice point: the place of such a stretch is the blank. */
  const placesOf = (stretch) => [blankPlaces.get(stretch), stretches[stretch][1]?.[0]].filter((place) => place !== undefined);
  const placeOf = (stretch) => placesOf(stretch)[0] ?? null;

  /* From choices to what is shown. */

  /* What agrees with a place that is dropped stays open. */
  const takesNow = (isOwn = () => true) => {
    const takes = [];
    const there = [];
    points.forEach((point, number) => {
      there[number] = holds(point.inside, takes, there);
      if (state.places.has(number) && isOwn(number)) takes.push(state.places.get(number));
      else if (point.settled) takes.push(point.settled);
      else if (point.leader !== null) takes.push(there[point.leader] ? point.follows[takes[point.leader]] : 0);
      else if (point.term !== null && state.terms[point.term]) takes.push(point.byTerm[state.terms[point.term]] ?? 0);
      else takes.push(wishes.get(state.party)?.get(number) ?? 0);
    });
    return takes;
  };
  /* What would be taken at a place if it were not decided separately. */
  const withoutOwn = (place) => takesNow((number) => number !== place)[place];
  const holds = (condition, takes, there) =>
    condition === null || (there[condition[0]] && condition[1].includes(takes[condition[0]]));

  /* The choice points that no choice around them drops. */
  const thereWith = (takes) => {
    const there = [];
    points.forEach((point, number) => { there[number] = holds(point.inside, takes, there); });
    return there;
  };

  /* The source shows every bracket, whatever is chosen. */
  const read = () => {
    const chosen = takesNow();
    const isSource = state.view === "source";
    const takes = isSource ? chosen.map(() => 0) : chosen;
    const there = thereWith(takes);
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
    const shownBlanks = blanks.map(({ inside }) => holds(inside, takes, there));
    const fills = isSource ? [] : [...state.fills].filter(([number]) => shownBlanks[number]);
    for (const [number, filled] of fills) replace(blanks[number].places, filled, shown);
    const applied = isSource ? [] : applyChanges(takes, there, shown);
    return {
      takes: chosen, there: [...(isSource ? thereWith(chosen) : there), ...shownBlanks], shown, applied, fills, isSource,
      unfilled: shownBlanks.filter(Boolean).length - fills.length,
      unmatched: unmatched.filter(({ inside }) => holds(inside, takes, there)),
      changed: new Set(applied.map(({ places }) => places[0])),
      filled: new Set(fills.map(([number]) => blanks[number].places[0])),
    };
  };
  const applyChanges = (takes, there, shown) => {
    const applied = changes.filter((change) => Object.entries(change.when).every(([term, options]) => {
      const point = (change.points[term] || []).find((number) => there[number]);
      return options.includes(point === undefined ? state.terms[term] : points[point].takes[takes[point]].option);
    }));
    for (const change of applied) replace(change.places, change.text, shown);
    return applied;
  };
  const replace = (numbers, wording, shown) => numbers.forEach((number, index) => shown.set(number, index ? "" : wording));

  /* From what is shown to the page. */

  /* In the source, wordings that are in no bracket are hidden. */
  let last = new Map();
  stretches.forEach(([, , wording], number) => { if (wording !== undefined) last.set(number, ""); });
  let lastClass = new Map();
  let now = read();
  const show = () => {
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
    markStops();
    last = now.shown;
    hideEmpty(blocks);
    join();
    main.className = state.view;
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
    const here = placesOf(number).includes(state.place) ? " here" : "";
    if (now.changed.has(number)) return "changed";
    if (now.filled.has(number)) return `filled${here}`;
    if (condition === null) return blankPlaces.has(number) ? `to-fill${here}` : "";
    const own = state.places.has(condition[0]) && !now.isSource ? " own" : "";
    return `of-choice ${now.takes[condition[0]] && !now.isSource ? "chosen" : "open"}${own}${here}`;
  };
  /* The first element that shows something of a place is a button for it, unless it is in a link. */
  const stops = new Map();
  const markStops = () => {
    const first = new Map();
    for (const [number, [{ element, drafted }]] of pieces) {
      const place = placeOf(number);
      if (place === null || first.has(place) || element.hidden) continue;
      if ((now.shown.get(number) ?? drafted).trim()) first.set(place, element);
    }
    for (const [point, element] of stops) if (first.get(point) !== element) setStop(element, false);
    for (const [point, element] of first) if (stops.get(point) !== element) setStop(element, true);
    stops.clear();
    for (const [point, element] of first) stops.set(point, element);
  };
  const setStop = (element, is) => {
    if (element.closest("a")) return;
    for (const [name, value] of [["tabindex", "0"], ["role", "button"]]) {
      if (is) element.setAttribute(name, value);
      else element.removeAttribute(name);
    }
  };
  /* Of a place that shows nothing: what is shown around it. */
  const elementOf = (place) => {
    if (stops.has(place)) return stops.get(place);
    const [piece] = piecesOf(place);
    return piece ? visible(piece.element) : main;
  };
  /* Where a place is on the screen: from its first word to its last one. */
  const boxOf = (place) => {
    const first = elementOf(place);
    const { left, top } = first.getClientRects()[0] ?? first.getBoundingClientRect();
    const bottoms = [first, ...piecesOf(place).map(({ element }) => element)].map((one) => one.getBoundingClientRect().bottom);
    return { left, top, bottom: Math.max(...bottoms) };
  };
  const piecesOf = (place) => [...pieces].flatMap(([number, list]) => (placesOf(number).includes(place) ? list : []));
  /* Mark all of a place whose first words have the focus, or none. */
  const hold = (place) => {
    for (const element of document.querySelectorAll("[data-held]")) element.removeAttribute("data-held");
    if (place !== null) for (const { element } of piecesOf(place)) element.setAttribute("data-held", "");
  };
  const visible = (element) => {
    while (element.closest("[hidden]")) element = element.closest("[hidden]").parentElement;
    return element;
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
      else if (block.hidden !== isEmpty(block)) {
        block.hidden = !block.hidden;
        hideAround(block);
      }
    }
    for (const table of tables) {
      table.hidden = [...table.querySelectorAll("td, th")].every(isEmpty);
      hideAround(table);
    }
  };
  /* Whether a label leaves room before the tab stop, as editions measure it. */
  const isShort = (label) => [...label].reduce((sum, letter) => sum + widthOf(letter), 0) < labels.most;
  const widthOf = (letter) =>
    labels.narrow_letters.includes(letter) ? labels.narrow : /\p{Nd}/u.test(letter) ? labels.digit : labels.other;
  /* A text has no white space at its ends, and the gap after its label is shown only if both are. Brackets are no label:
     they are what is left of one. */
  const trimmed = new Map();
  const trim = (block) => {
    if (block.matches("pre")) return;
    const label = block.matches(".item > p") && block.querySelector(":scope > .label");
    const gap = label && label.querySelector(".gap");
    if (gap) {
      const words = wordsOf(label).trim();
      gap.hidden = !/[^\[\]\s]/.test(words) || !hasText(block, label);
      gap.textContent = isShort(words) ? "\t" : " ";
    }
    const start = cut(shownText(block, label), /^[^\S\ufeff]+/);
    const end = cut(shownText(block, label, true), /[^\S\ufeff]+$/);
    trimmed.set(block, [...start, ...end]);
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
  /* The text and the pictures that are shown in a block, without those in its label, in order or from the last one on. */
  const shownText = function* (block, label = null, isBackwards = false) {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_ALL, (node) =>
      node.hidden || node.className === "gap" || node === label ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    if (isBackwards) while (walker.lastChild());
    for (let node = walker.currentNode; node; node = isBackwards ? walker.previousNode() : walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE || node.tagName === "IMG") yield node;
    }
  };
  const wordsOf = (block) =>
    [...shownText(block)].filter((node) => node.data && !node.parentElement.closest(".call")).map(({ data }) => data).join("");
  const isText = (node) => node.data === undefined || node.data.trim() !== "";
  const hasText = (block, label) => {
    for (const node of shownText(block, label)) if (isText(node)) return true;
    return false;
  };

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
      if (!walker.currentNode.data.trim() && !walker.currentNode.parentElement.closest("[data-s]")) continue;
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
  /* A block of which only white space is left is hidden, too, but what follows it may join what is before it. */
  const isBare = (block) => block.hidden && !trimmed.get(block)?.length;
  const join = () => {
    for (const { block, index, first, before } of joinable) {
      const label = block.querySelector(":scope > .label");
      if (isBare(block) || !isGone(before) || !isGone(first) || (label && hasText(label))) continue;
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

  return { show, now: () => now, withoutOwn, placeOf, elementOf, boxOf, hold, visible, wordsOf };
};
