/* The panel of the workbench: what is chosen, where the reader is, and what leaves the page. */
const data = JSON.parse(document.getElementById("data").textContent);
const { points, blanks, words } = data;
const main = document.getElementById("text");
const form = document.getElementById("choices");
const panel = document.querySelector(".panel");
const box = document.getElementById("place");
const byId = new Map(points.map((point, number) => [point.id, number]));
const fill = (phrase, ...values) => phrase.replace(/\{\}/g, () => values.shift());
const counted = (forms, number, ...values) =>
  fill(forms[number === 1 || (number === 0 && words.zeroIsSingular) ? 0 : 1], number, ...values);
const setText = (id, text) => {
  const element = document.getElementById(id);
  if (element.textContent !== text) element.textContent = text;
};
const onClick = (id, act) => document.getElementById(id).addEventListener("click", act);
const isSmall = window.matchMedia("(max-width: 67.99rem)");
/* Scroll, and again once the sections on the way are laid out, unless the reader goes on: not all browsers keep the text
   in place. */
let turn = 0;
const repeat = (act, frames = 3, own = ++turn) => {
  if (own !== turn) return;
  act();
  if (frames) requestAnimationFrame(() => repeat(act, frames - 1, own));
};
const bring = (element, options) => repeat(() => element.scrollIntoView(options));
for (const input of ["wheel", "touchstart", "pointerdown", "keydown"]) {
  document.addEventListener(input, () => { turn += 1; }, { capture: true, passive: true });
}

/* Choices: options by term, a party, takes by choice point, and what fills in blanks (by their numbers). Position: the
   view, the place whose options are shown, the one whose options were shown last, and the id of the provision that is on
   the screen. */
const state = { terms: {}, party: "", places: new Map(), fills: new Map(), view: "clean", place: -1, last: -1, at: "" };
const text = makeText(data, state);
const searchAgain = makeSearch(words, fill);

const update = () => {
  const held = document.activeElement && pointOf(document.activeElement);
  text.show();
  if (held !== null) focusText(held);
  const { takes, there, unfilled, unmatched } = text.now();
  const all = points.filter((_, number) => there[number]).length;
  const chosen = points.filter((_, number) => there[number] && takes[number]).length;
  setText("count", fill(words.chosen, chosen, all));
  const left = [[words.blanks, unfilled], [words.unmatched, unmatched.length]].filter(([, number]) => number);
  setText("left", left.map(([forms, number]) => counted(forms, number)).join(", "));
  document.getElementById("next-blank").hidden = !unfilled;
  for (const button of profiles) button.setAttribute("aria-pressed", String(isChosen(button)));
  setText("command", command());
  listPlaces();
  listLeftOut();
  listChanges();
  listUnmatched();
  nameContents();
  searchAgain();
  showPlace();
};
/* A place that begins in a link, such as "Option 1", has that for its button. */
const focusText = (point) => {
  const element = text.elementOf(point);
  (element.closest("a") ?? element).focus({ preventScroll: true });
};
const profiles = [...form.querySelectorAll("[data-profile]")];
const isChosen = (profile) => {
  const choose = JSON.parse(profile.dataset.choose);
  return Object.keys({ ...choose, ...state.terms }).every((term) => (choose[term] || "") === (state.terms[term] || ""));
};
const profileNow = () => profiles.find(isChosen);
const termsNow = () => Object.entries(state.terms).filter(([, option]) => option);

/* What a take does, in words. A long wording is called by its beginning and its end, unless that would call a rival the
   same. */
const sayTake = ({ name, label, wording, called = wording }) => {
  const quoted = called && fill(words.quoted, name === "drop" ? brief(called, 60) : called);
  const said = name === "" ? words.leave_open : name === "drop" ? fill(words.without, quoted) : quoted || words.nothing;
  return label ? label + words.colon + said : said;
};
const brief = (wording, most) => {
  if (wording.length <= most) return wording;
  const [start, end] = [wording.slice(0, most * 0.6), wording.slice(-most * 0.3)];
  return `${start.replace(/\s+\S*$/, "")} … ${end.replace(/^\S*\s+/, "")}`;
};
for (const { takes } of points) {
  const calls = new Map(takes.map(({ wording }) => [wording, brief(wording, 180)]));
  if (new Set(calls.values()).size === calls.size) for (const take of takes) take.called = calls.get(take.wording);
}

/* Undo and redo. Choices are recorded as the address has them. */

const past = [];
const future = [];
let current = "";
let asking = false;
/* Bring the page up to date after a change, record it if it is one of choices, and say what it did. A profile `asks`
   whether to keep the places that are decided separately. */
const changed = (history, asks = false) => {
  const before = text.now().takes;
  const chosen = String(choicesNow());
  const passes = isPassing();
  if (asks || chosen !== current) asking = asks && state.places.size > 0;
  update();
  if (chosen !== current) {
    if (!passes) past.push(current);
    else if (chosen === past.at(-1)) {
      past.pop();
      passed = null;
    }
    future.length = 0;
    current = chosen;
  }
  moved(passes ? "replaceState" : history);
  sayEffect(before);
};
/* Arrow keys choose each option on their way through a set. All of the way is one step back. */
let arrows = null;
let passed = null;
const isPassing = () => {
  const passes = arrows !== null && arrows === passed;
  [passed, arrows] = [arrows, null];
  return passes;
};
const setOf = ({ type, name }) => (type === "radio" ? `${name} ${name === "take" ? state.place : ""}` : null);
document.addEventListener("keydown", ({ key, altKey, target }) => {
  arrows = key.startsWith("Arrow") && !altKey ? setOf(target) : null;
  passed = arrows && passed;
}, true);
document.addEventListener("pointerdown", () => { arrows = passed = null; }, true);
const step = (from, to) => {
  if (!from.length) return;
  const before = text.now().takes;
  asking = false;
  to.push(current);
  current = from.pop();
  setChoices(new URLSearchParams(current));
  update();
  moved("replaceState");
  sayEffect(before);
};
const undo = () => step(past, future);
const redo = () => step(future, past);
/* Write choices and position to the address. A choice adds an entry to the history, so that Back stays on the page. */
const moved = (how) => {
  const [undone, redone] = [document.getElementById("undo"), document.getElementById("redo")];
  undone.disabled = !past.length;
  redone.disabled = !future.length;
  if (document.activeElement.disabled) (redone.disabled ? undone : redone).focus({ preventScroll: true });
  const fragment = fragmentNow();
  if (location.hash !== (fragment && `#${fragment}`)) history[how](null, "", `#${fragment}`);
};
const sayEffect = (before) => {
  const { takes, there } = text.now();
  const different = points.flatMap((_, number) => (there[number] && takes[number] !== before[number] ? [number] : []));
  const leading = different.filter((number) => points[number].leader === null);
  const wordings = new Set(leading.map((number) => takes[number] && wordingAt(number)));
  const [wording] = wordings;
  if (!different.length) said("");
  else if (wordings.size !== 1) said(counted(words.now_changed, different.length));
  else if (wording) said(counted(words.now_read, different.length, wording));
  else said(counted(words.now_open, different.length));
};
/* The wording taken at a choice point, as the panel gives it for a term, and in a line or two. */
const wordingAt = (number) => {
  const { option, ...take } = points[number].takes[text.now().takes[number]];
  const known = option && inPanel(points[number].term, option);
  return known || sayTake({ ...take, called: brief(take.wording, 90) });
};
const panelWordings = new Map();
const inPanel = (term, option) => {
  const key = `${term} ${option}`;
  const found = panelWordings.has(key) ? null : radio(`term-${term}`, option);
  if (found) panelWordings.set(key, fill(words.quoted, wordingOf(found)));
  return panelWordings.get(key);
};
const said = (message) => setText("said", message);
onClick("undo", undo);
onClick("redo", redo);

/* Terms, profiles, parties, view. */

/* What is said of a wording: that no bracket offers it, or who wants it. */
const noteOf = ({ term }, { name, option, who }) => {
  if (!name.startsWith("=")) return who;
  return isAbsent(radio(`term-${term}`, option)) ? words.absent : words.not_offered;
};
const isAbsent = (input) => input !== null && "absent" in input.dataset;
const withNote = (said, note) => (note ? `${said} (${note})` : said);
const radio = (name, value) => form.querySelector(`[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`);
const wordingOf = (input) => input.parentElement.querySelector("bdi").textContent;
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
  else return;
  changed("pushState");
});
for (const profile of profiles) {
  profile.addEventListener("click", () => {
    choose(JSON.parse(profile.dataset.choose));
    changed("pushState", true);
    separate.open = asking;
  });
}
onClick("clear", () => {
  setChoices(new URLSearchParams());
  changed("pushState");
});

/* Places decided separately. */

const separate = document.getElementById("separate");
const sayPlace = ([number, at]) => {
  const point = points[number];
  const take = point.takes[at];
  return point.at + words.colon + withNote(sayTake(take), take.name.startsWith("=") && noteOf(point, take));
};
const listPlaces = () => {
  separate.hidden = !state.places.size;
  const question = asking ? words.colon + words.keep_or_discard : "";
  setText("separate-title", counted(words.separate, state.places.size) + question);
  document.getElementById("keep").hidden = !asking;
  document.getElementById("separate-list").replaceChildren(...[...state.places].map(makeItem));
};
const makeItem = (taken) => {
  const item = document.createElement("li");
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: sayPlace(taken) });
  button.addEventListener("click", () => goToPlace(taken[0]));
  item.append(button);
  return item;
};
onClick("keep", () => {
  asking = false;
  separate.open = false;
  listPlaces();
  document.getElementById("separate-title").focus({ preventScroll: true });
});
/* The list is gone then; Undo brings it back. */
onClick("discard", () => {
  state.places.clear();
  changed("pushState");
  document.getElementById("undo").focus({ preventScroll: true });
});

/* Passages that are left out: the text shows nothing of them. */

const leftOut = () => {
  const { takes, there } = text.now();
  return [...takes.entries()].filter(([point, take]) => there[point] && points[point].takes[take].name === "drop");
};
const sayLeftOut = (left = leftOut()) => {
  const listed = [...new Set(left.map(([point]) => points[point].at))].join("; ");
  return left.length ? [counted(words.left_out, left.length) + words.colon + listed] : [];
};
const listLeftOut = () => {
  const left = leftOut();
  document.getElementById("left-out").hidden = !left.length;
  setText("left-out-title", counted(words.left_out, left.length));
  document.getElementById("left-out-list").replaceChildren(...left.map(makeItem));
};

/* Passages outside brackets that are changed to fit the choices: somebody's words, unlike "a" and "an". */

const sayChange = ({ text: reads, was }) => `${fill(words.quoted, reads)}, ${words.instead} ${fill(words.quoted, was)}`;
const sayChanges = () => {
  const { applied } = text.now();
  const listed = applied.map((change) => change.where + words.colon + sayChange(change)).join("; ");
  return applied.length ? [counted(words.consequential, applied.length) + words.colon + listed] : [];
};
const listChanges = () => {
  const { applied } = text.now();
  document.getElementById("changes").hidden = !applied.length;
  setText("changes-title", counted(words.changes, applied.length));
  document.getElementById("changes-list").replaceChildren(
    ...applied.map((change) => makeLinkItem(change, words.colon + sayChange(change))));
};
const makeLinkItem = ({ at, where }, ...more) => {
  const item = document.createElement("li");
  item.append(Object.assign(document.createElement("a"), { href: `#${at}`, textContent: where }), ...more);
  return item;
};

/* Unmatched brackets, by the provisions that have them. */

const listUnmatched = () => {
  const { unmatched } = text.now();
  const places = new Map(unmatched.map((one) => [one.at, one]));
  document.getElementById("unmatched").hidden = !unmatched.length;
  setText("unmatched-title", counted(words.unmatched, unmatched.length));
  document.getElementById("unmatched-list").replaceChildren(...[...places.values()].map((one) => makeLinkItem(one)));
};

/* One place: its options stand at it, or at the foot of a small screen. */

const showPlace = () => {
  fillPlace();
  if (!box.hidden) putAt(text.boxOf(state.place));
};
const fillPlace = () => {
  box.hidden = state.place < 0;
  if (box.hidden) return;
  const point = points[state.place];
  document.getElementById("place-options").hidden = !point;
  document.getElementById("place-blank").hidden = Boolean(point);
  const { there } = text.now();
  const places = reachable(point ? isChoice : isBlank);
  const number = places.indexOf(state.place) + 1;
  const counter = there[state.place] ? fill(point ? words.place : words.blank, number, places.length) : words.dropped;
  setText("place-title", (point ?? blankAt(state.place)).at);
  setText("place-text", counter + (point?.tooMany ? words.colon + fill(words.too_many, point.tooMany) : ""));
  if (point) fillOptions(point);
  else showFill();
};
const fillOptions = (point) => {
  const rows = rowsOf(point, state.places.get(state.place));
  const focused = document.activeElement && document.activeElement.name === "take";
  document.getElementById("place-options").replaceChildren(...rows.map(makeRow));
  if (focused) focusPlace();
};
/* The options of a place: what stands there without a choice for it alone, then each take. If nothing does, that is to
   leave it open. */
const rowsOf = (point, own) => {
  const given = text.withoutOwn(state.place);
  const rows = [["as-chosen", fill(sayBasis(point), sayTake(point.takes[given])), own === undefined]];
  point.takes.forEach((take, number) => {
    rows.push([String(number), withNote(sayTake(take), noteOf(point, take)), own === number]);
  });
  return given ? rows : [["as-chosen", words.leave_open, !own], ...rows.slice(2)];
};
/* What decides a place without a choice for it alone. */
const sayBasis = ({ term, leader, settled }) => {
  if (settled || leader !== null) return words.by_default;
  if (term !== null && state.terms[term]) return words.by_choices;
  return state.party ? capital(forParty()) + words.colon + "{}" : words.by_default;
};
const forParty = () => fill(words.forParty, state.party);
const capital = (phrase) => phrase[0].toUpperCase() + phrase.slice(1);
const makeRow = ([value, said, checked]) => {
  const label = document.createElement("label");
  const shown = document.createElement("span");
  shown.textContent = said;
  label.append(Object.assign(document.createElement("input"), { type: "radio", name: "take", value, checked }), shown);
  return label;
};
const focusPlace = () => (isBlank(state.place) ? blankField : box.querySelector("input:checked")).focus({ preventScroll: true });

/* Blanks are places that are numbered after the choice points. What fills one is a line of text without brackets. */
const isBlank = (place) => place >= points.length;
const isChoice = (place) => !isBlank(place);
const blankNumber = (place) => place - points.length;
const blankAt = (place) => blanks[blankNumber(place)];
const blankField = document.getElementById("blank");
const asFilling = (typed) => typed.replace(/\p{Zs}/gu, " ").trim();
const canFill = (wording) => wording !== "" && !/[[\]［］]|(?! )[\p{C}\p{Z}]/u.test(wording);
const showFill = () => {
  blankField.value = state.fills.get(blankNumber(state.place)) ?? "";
  blankField.placeholder = blankAt(state.place).text;
  blankField.setAttribute("aria-invalid", "false");
};
const fillIn = () => {
  const wording = asFilling(blankField.value);
  const number = blankNumber(state.place);
  const isWrong = wording !== "" && !canFill(wording);
  blankField.setAttribute("aria-invalid", String(isWrong));
  if (isWrong) said(fill(words.not_filled, fill(words.quoted, wording))); // the field may be closed already
  if (isWrong || wording === (state.fills.get(number) ?? "")) return !isWrong;
  if (wording) state.fills.set(number, wording);
  else state.fills.delete(number);
  changed("pushState");
  return true;
};
blankField.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") showFill();
  if (key === "Escape" || (key === "Enter" && fillIn())) leave();
});
/* Put the box below a place, or above it where there is more room. The style sheet puts it on a small screen, and beside
   the text where it would cover the place: there it stays if a choice makes the place short. */
const putAt = ({ left, top, bottom }) => {
  const [above, below] = [top - topOfText(), window.innerHeight - bottom];
  if (Math.max(above, below) < box.offsetHeight + 6) box.classList.add("beside");
  const room = document.documentElement.clientWidth - box.offsetWidth - 8;
  box.style.left = `${Math.max(8, Math.min(left, room)) + window.scrollX}px`;
  box.style.top = `${(below > Math.min(above, box.offsetHeight + 6) ? bottom + 6 : top - box.offsetHeight - 6) + window.scrollY}px`;
};
/* Show the options of a place and all of its text, or its beginning if there is no room for all. A place that is gone to
   comes to the middle; one that the reader has in sight stays where it is if it can. */
const stand = (point, isInSight) => {
  state.place = state.last = point;
  box.classList.remove("beside");
  unfold(text.elementOf(point));
  text.show();
  fillPlace();
  repeat(() => bringPlace(isInSight));
  putAt(text.boxOf(point));
  focusPlace();
};
/* Make room on a small screen, and unfold what an element stands in. */
const unfold = (element) => {
  if (isSmall.matches) for (const fold of folds) fold.open = false;
  const folded = element.closest("details");
  if (folded) folded.open = true;
};
const bringPlace = (isInSight) => {
  const { top, bottom } = text.boxOf(state.place);
  const start = topOfText() + 32; // the panel grows when it says what a choice did
  const room = (options = 0) => window.innerHeight - 16 - start - (bottom - top) - options;
  const isAtPlace = getComputedStyle(box).position === "absolute";
  if (isAtPlace && room(box.offsetHeight) < 0) box.classList.add("beside");
  const isOver = box.getBoundingClientRect().left <= 0; // at the foot of a small screen
  const spare = room(isOver || (isAtPlace && !isInSight) ? box.offsetHeight : 0);
  const wanted = isInSight ? Math.min(top, start + spare) : start + spare / 2;
  window.scrollBy(0, top - Math.max(start, wanted));
};
const goToPlace = (point) => stand(point, false);
/* Options do not stay on the screen without their place. */
const leaveBehind = () => {
  const { top, bottom } = text.boxOf(state.place);
  if (bottom < topOfText() || top > window.innerHeight) leave();
};
const leave = () => {
  if (state.place < 0) return;
  if (isBlank(state.place)) fillIn();
  const left = state.place;
  state.place = -1;
  text.show();
  showPlace();
  focusText(left);
};
/* The places that are not dropped and pass a test. */
const reachable = (test) => text.now().there.flatMap((there, place) => (there && test(place) ? [place] : []));
/* Go to the next one, or the previous one; say if there is none. Without a test, it is of the kind of the last one. */
const go = (forward, test = isBlank(state.place) ? isBlank : isChoice) => {
  const places = reachable(test);
  const from = placeNow(places);
  const next = forward
    ? places.find((place) => place > from) ?? places[0]
    : places.findLast((place) => place < from) ?? places.at(-1);
  if (next !== undefined) goToPlace(next);
  return next !== undefined;
};
/* Where the reader is among some places, all blanks or all choice points: at the one whose options are shown or were
   shown last, if that is still on the screen, else just before the first one on the screen or below it. */
const placeNow = (places) => {
  const isOfKind = (place) => place >= 0 && places.length > 0 && isBlank(place) === isBlank(places[0]);
  if (isOfKind(state.place)) return state.place;
  const top = topOfText();
  const areaOf = (place) => text.elementOf(place).getBoundingClientRect();
  const isOnScreen = ({ top: start, bottom }) => bottom > top && start < window.innerHeight;
  if (isOfKind(state.last) && isOnScreen(areaOf(state.last))) return state.last;
  let first = [Infinity, Infinity];
  for (const place of places) {
    const element = text.elementOf(place);
    const area = element.getBoundingClientRect();
    // A section that was not on the screen yet is not as high as what stands in it.
    const end = element.closest("section")?.getBoundingClientRect().bottom ?? Infinity;
    const start = Math.min(area.top, end);
    if (area.height && start >= top && start < first[0]) first = [start, place];
  }
  return first[1] - 0.5;
};
/* On a small screen the panel covers the text above this. */
const topOfText = () => (isSmall.matches ? panel.closest("aside").getBoundingClientRect().bottom : 0);
onClick("next", () => go(true));
onClick("previous", () => go(false));
onClick("next-open", () => { if (!go(true, (place) => text.now().takes[place] === 0)) said(words.none_open); });
onClick("next-blank", () => go(true, (place) => isBlank(place) && !state.fills.has(blankNumber(place))));
onClick("close", leave);
box.addEventListener("change", ({ target }) => {
  if (state.place < 0) return; // its field was left when it was closed
  const start = topOfPlace();
  if (target === blankField) fillIn();
  else if (target.value === "as-chosen") state.places.delete(state.place);
  else state.places.set(state.place, Number(target.value));
  if (target !== blankField) changed("pushState");
  // What is chosen stays where it was: the browser may keep another line in place, and the panel may grow.
  if (start === null || topOfPlace() === null) return;
  repeat(() => window.scrollBy(0, topOfPlace() - Math.max(start, topOfText())));
});
/* Where the place whose options are shown begins on the screen, if it shows something. */
const topOfPlace = () => {
  const element = text.elementOf(state.place);
  return element.matches("[data-s]") ? element.getBoundingClientRect().top : null;
};
document.addEventListener("click", (event) => {
  // A label in a place, such as "Option 1", is a link; the Enter key clicks the link and not the words in it.
  const point = pointOf((event.target.matches("a.label") && event.target.querySelector("[data-s]")) || event.target);
  if (point !== null) {
    event.preventDefault();
    stand(point, true);
  } else {
    if (main.contains(event.target)) leave();
    if (event.target.closest(".open")?.matches(":not([data-s])")) said(words.no_partner);
  }
});
const pointOf = (target) => {
  const element = target.closest("[data-s]");
  return element && !target.closest("a:not(.label)") ? text.placeOf(Number(element.dataset.s)) : null;
};
document.addEventListener("focusin", ({ target }) => text.hold(target.matches("[data-s]:focus-visible") ? pointOf(target) : null));
/* The text grows when sections are laid out on their way to the screen. */
new ResizeObserver(() => { if (state.place >= 0) putAt(text.boxOf(state.place)); }).observe(main);

/* Keys that are letters can be switched off: whoever speaks to the computer may press them by accident. */
const keys = document.getElementById("keys");
try { keys.checked = localStorage.getItem("keys") !== "off"; } catch { /* a browser may forbid to remember it */ }
keys.addEventListener("change", () => {
  try { localStorage.setItem("keys", keys.checked ? "on" : "off"); } catch { /* the same */ }
});
document.addEventListener("keydown", (event) => {
  if (event.target.matches("[type='search'], [type='text'], select")) return;
  const key = event.key.toLowerCase();
  const act = event.altKey ? undefined : event.ctrlKey || event.metaKey
    ? { z: event.shiftKey ? redo : undo, y: redo }[key]
    : { ...(keys.checked ? letters : {}), escape: leave, enter: press(event), " ": press(event) }[key];
  if (!act) return;
  event.preventDefault();
  act();
});
const letters = { n: () => go(true), p: () => go(false) };
/* Tab leads out of the options back to the text, where they stand. */
box.addEventListener("keydown", (event) => {
  if (event.key !== "Tab") return;
  const stops = [...box.querySelectorAll("button, input:checked, [type='text']")].filter((stop) => !stop.closest("[hidden]"));
  if (event.target !== stops.at(event.shiftKey ? 0 : -1)) return;
  leave();
  if (event.shiftKey) event.preventDefault();
});
const press = ({ target }) => (target.matches("[data-s]") ? () => stand(pointOf(target), true) : undefined);

/* A small screen has room for one fold. */
const folds = [...document.querySelectorAll("#choices > details")];
for (const fold of folds) {
  fold.addEventListener("toggle", () => {
    if (fold.open && isSmall.matches) for (const other of folds) if (other !== fold) other.open = false;
  });
  fold.addEventListener("click", ({ target }) => { if (target.closest("a") && isSmall.matches) fold.open = false; });
}

/* The contents have the headings as they read now. */

const contents = document.querySelector(".contents");
const nameContents = () => {
  if (!contents || !contents.open) return;
  for (const link of contents.querySelectorAll("a")) {
    const heading = document.getElementById(link.hash.slice(1)).firstElementChild;
    link.parentElement.hidden = heading.closest("[hidden]") !== null;
    link.textContent = text.wordsOf(heading);
  }
};
if (contents) contents.addEventListener("toggle", nameContents);
