/* The panel of the workbench: what is chosen, where the reader is, and what leaves the page. */
const data = JSON.parse(document.getElementById("data").textContent);
const { points, words } = data;
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

/* Choices: options by term, a party, and takes by choice point (their numbers). Position: the view, the place whose
   options are shown, and the id of the provision that a link has led to. */
const state = { terms: {}, party: "", places: new Map(), view: "clean", place: -1, at: "" };
const text = makeText(data, state);
const searchAgain = makeSearch(main, words, fill);

const update = () => {
  text.show();
  const { takes, there } = text.now();
  const all = points.filter((_, number) => there[number]).length;
  const decided = points.filter((_, number) => there[number] && takes[number]).length;
  setText("count", fill(words.decided, decided, all));
  for (const button of profiles) button.setAttribute("aria-pressed", String(isChosen(button)));
  setText("command", command());
  listPlaces();
  nameContents();
  searchAgain();
  showPlace();
};
const profiles = [...form.querySelectorAll("[data-profile]")];
const isChosen = (profile) => {
  const choose = JSON.parse(profile.dataset.choose);
  return Object.keys({ ...choose, ...state.terms }).every((term) => (choose[term] || "") === (state.terms[term] || ""));
};
const profileNow = () => profiles.find(isChosen);
const termsNow = () => Object.entries(state.terms).filter(([, option]) => option);

/* What a take does, in words; `who` is for or against it. */
const sayTake = ({ name, wording }) => {
  const quoted = fill(words.quoted, wording);
  return name === "" ? words.leave_open : name === "drop" ? fill(words.without, quoted) : quoted;
};

/* Undo and redo. Choices are recorded as the address has them. */

const past = [];
const future = [];
let current = "";
/* Bring the page up to date after a change of choices, record it, and say what it did. */
const changed = (history) => {
  const before = text.now().takes;
  update();
  const chosen = String(choicesNow());
  if (chosen !== current) {
    past.push(current);
    future.length = 0;
    current = chosen;
  }
  moved(history);
  sayEffect(before);
};
const step = (from, to) => {
  if (!from.length) return;
  const before = text.now().takes;
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
  document.getElementById("undo").disabled = !past.length;
  document.getElementById("redo").disabled = !future.length;
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
/* The wording taken at a choice point, as the panel gives it for a term. */
const wordingAt = (number) => {
  const { option, ...take } = points[number].takes[text.now().takes[number]];
  const known = option && radio(`term-${points[number].term}`, option);
  return known ? fill(words.quoted, wordingOf(known)) : sayTake(take);
};
const said = (message) => setText("said", message);
onClick("undo", undo);
onClick("redo", redo);

/* Terms, profiles, parties, view. */

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
    changed("pushState");
    separate.open = state.places.size > 0;
  });
}
onClick("clear", () => {
  setChoices(new URLSearchParams());
  changed("pushState");
});

/* Places decided separately. */

const separate = document.getElementById("separate");
const sayPlace = ([point, take]) => `${points[point].at}${words.colon}${sayTake(points[point].takes[take])}`;
const listPlaces = () => {
  separate.hidden = !state.places.size;
  setText("separate-title", counted(words.separate, state.places.size));
  document.getElementById("separate-list").replaceChildren(...[...state.places].map((decided) => {
    const item = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: sayPlace(decided) });
    button.addEventListener("click", () => goToPlace(decided[0]));
    item.append(button);
    return item;
  }));
};
onClick("keep", () => { separate.open = false; });
onClick("discard", () => {
  state.places.clear();
  changed("pushState");
});

/* One place: its options stand at it, or at the foot of a small screen. */

const showPlace = () => {
  box.hidden = state.place < 0;
  if (box.hidden) return;
  const { there } = text.now();
  const point = points[state.place];
  const gone = there[state.place] ? "" : ` ${words.dropped}`;
  const many = point.tooMany ? words.colon + fill(words.too_many, point.tooMany) : "";
  setText("place-title", point.at);
  setText("place-text", fill(words.place, state.place + 1, points.length) + gone + many);
  const own = state.places.get(state.place);
  const rows = [["as-chosen", words.by_choices, own === undefined]];
  point.takes.forEach((take, number) => {
    rows.push([String(number), take.who ? `${sayTake(take)} (${take.who})` : sayTake(take), own === number]);
  });
  const focused = document.activeElement && document.activeElement.name === "take";
  document.getElementById("place-options").replaceChildren(...rows.map(makeRow));
  if (focused) focusPlace();
  putAt(text.boxOf(state.place));
};
const makeRow = ([value, said, checked]) => {
  const label = document.createElement("label");
  const shown = document.createElement("span");
  shown.textContent = said;
  label.append(Object.assign(document.createElement("input"), { type: "radio", name: "take", value, checked }), shown);
  return label;
};
const focusPlace = () => box.querySelector("input:checked").focus({ preventScroll: true });
/* Put the box below a place, or above it if there is more room. The style sheet puts it on a small screen. */
const putAt = ({ left, top, bottom }) => {
  const isBelow = window.innerHeight - bottom > box.offsetHeight || top < window.innerHeight - bottom;
  const room = document.documentElement.clientWidth - box.offsetWidth - 8;
  box.style.left = `${Math.max(8, Math.min(left, room)) + window.scrollX}px`;
  box.style.top = `${(isBelow ? bottom + 6 : top - box.offsetHeight - 6) + window.scrollY}px`;
};
const stand = (point, block) => {
  state.place = point;
  if (isSmall.matches) for (const part of document.querySelectorAll(".panel-holder > details")) part.open = false;
  text.show();
  text.elementOf(point).scrollIntoView({ block });
  showPlace();
  focusPlace();
};
const goToPlace = (point) => stand(point, "center");
const leave = () => {
  if (state.place < 0) return;
  const element = text.elementOf(state.place);
  state.place = -1;
  text.show();
  showPlace();
  element.focus({ preventScroll: true });
};
/* Go to the next place, or the previous one, among those that are not dropped and pass a test. */
const go = (forward, test = () => true) => {
  const reachable = points.map((_, number) => number).filter((number) => text.now().there[number] && test(number));
  const next = forward
    ? reachable.find((number) => number > state.place) ?? reachable[0]
    : reachable.findLast((number) => number < state.place) ?? reachable.at(-1);
  if (next !== undefined) goToPlace(next);
};
onClick("next", () => go(true));
onClick("previous", () => go(false));
onClick("next-open", () => go(true, (number) => !text.now().takes[number]));
onClick("close", leave);
box.addEventListener("change", ({ target }) => {
  if (target.value === "as-chosen") state.places.delete(state.place);
  else state.places.set(state.place, Number(target.value));
  changed("pushState");
});
document.addEventListener("click", (event) => {
  const point = pointOf(event.target);
  if (point !== null) stand(point, "nearest");
  else if (main.contains(event.target)) leave();
});
const pointOf = (target) => {
  const element = target.closest("[data-s]");
  const condition = element && !target.closest("a") && data.stretches[Number(element.dataset.s)][1];
  return condition ? condition[0] : null;
};
window.addEventListener("resize", showPlace);

/* Keys that are letters can be switched off: whoever speaks to the computer may press them by accident. */
const keys = document.getElementById("keys");
try { keys.checked = localStorage.getItem("keys") !== "off"; } catch { /* a browser may forbid to remember it */ }
keys.addEventListener("change", () => {
  try { localStorage.setItem("keys", keys.checked ? "on" : "off"); } catch { /* the same */ }
});
document.addEventListener("keydown", (event) => {
  if (event.target.matches("[type='search'], select")) return;
  const key = event.key.toLowerCase();
  const act = event.altKey ? undefined : event.ctrlKey || event.metaKey
    ? { z: event.shiftKey ? redo : undo, y: redo }[key]
    : { ...(keys.checked ? letters : {}), escape: leave, enter: press(event), " ": press(event) }[key];
  if (!act) return;
  event.preventDefault();
  act();
});
const letters = { n: () => go(true), p: () => go(false) };
const press = ({ target }) => (target.matches("[data-s]") ? () => stand(pointOf(target), "nearest") : undefined);

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
if (contents) {
  contents.addEventListener("toggle", nameContents);
  contents.addEventListener("click", ({ target }) => { if (target.closest("a") && isSmall.matches) contents.open = false; });
}

/* What leaves the page: the reading with a box that says what it is, a link, and a command. */

/* The lines of the reading box. */
const readingLines = () => {
  const terms = [...form.querySelectorAll("[name^='term-']:checked")].filter(({ value }) => value);
  const profile = profileNow();
  return [
    ...(profile ? [fill(words.profile, profile.textContent)] : []),
    ...terms.map((input) => input.closest("fieldset").querySelector("legend").textContent + words.colon + wordingOf(input)),
    ...(state.party ? [words.party + words.colon + state.party] : []),
    ...[...state.places].map((decided) => words.separately + words.colon + sayPlace(decided)),
    words.choices + words.colon + document.getElementById("count").textContent,
  ];
};
const fillBox = () => {
  document.getElementById("reading-lines").replaceChildren(...readingLines().map((textContent) =>
    Object.assign(document.createElement("li"), { textContent })));
};
const nameOf = ([point, take]) => points[point].takes[take].name || "open";
/* A file name that tells readings apart: the symbol, then what is chosen. */
const fileName = () => {
  const profile = profileNow();
  const parts = [
    document.body.dataset.symbol || "reading",
    ...(profile ? [profile.dataset.profile] : termsNow().map(([, option]) => option)),
    ...(state.party ? [state.party] : []),
    ...[...state.places].map((decided) => `${points[decided[0]].id}-${nameOf(decided)}`),
  ];
  return parts.map((part) => part.replace(/[^\p{L}\p{N}.-]+/gu, "-")).join("_").slice(0, 100);
};
const copy = (first, last) => {
  const range = document.createRange();
  range.setStartBefore(first);
  range.setEndAfter(last);
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  said(document.execCommand("copy") ? words.copied : words.not_copied);
  selection.removeAllRanges();
};
const copyText = (wanted) => {
  const shown = Object.assign(document.createElement("pre"), { textContent: wanted });
  document.body.append(shown);
  copy(shown.firstChild, shown.firstChild);
  shown.remove();
};
onClick("copy", () => {
  fillBox();
  document.body.classList.add("copying");
  copy(document.getElementById("reading"), main);
  document.body.classList.remove("copying");
});
onClick("copy-link", () => copyText(location.href));
onClick("copy-command", () => copyText(command()));
onClick("print", () => window.print());
/* A browser that prints to a file takes the title for its name. */
const title = document.title;
window.addEventListener("beforeprint", () => {
  fillBox();
  document.title = fileName();
});
window.addEventListener("afterprint", () => { document.title = title; });
onClick("download", () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([markdown()], { type: "text/markdown" }));
  link.download = `${fileName()}.md`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  said(words.downloaded);
});
/* The source of the reading, which is Markdown, below its box. */
const markdown = () => {
  const shown = text.now().shown;
  const source = data.texts.map((drafted, number) => shown.get(number) ?? drafted).join("").replace(/^\ufeff/, "");
  const lines = readingLines().map((line) => `- ${line.replace(/[\\`*_[\]<>#&|~]/g, "\\$&")}`);
  return `${data.head}\n\n${lines.join("\n")}\n- \`#${fragmentNow()}\`\n\n${"_".repeat(70)}\n\n${source}`;
};
/* The command that makes the edition with the same choices. It cannot leave open what a term decides. */
const command = () => {
  const quoted = (word) => (/^[\w.,:/=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
  const profile = profileNow();
  const places = [...state.places].filter(([, take]) => take);
  return [
    "convention-variants render",
    quoted(document.getElementById("command").dataset.draft),
    ...(profile ? [`-p ${quoted(profile.dataset.profile)}`] : termsNow().map((pair) => `--choose ${quoted(pair.join("="))}`)),
    ...(state.party ? [`--party ${quoted(state.party)}`] : []),
    ...places.map((decided) => `--at ${quoted(`${points[decided[0]].id}=${nameOf(decided)}`)}`),
    "-o reading.docx",
  ].join(" ");
};

/* The fragment of the address is the id of a provision, as in an edition, or the choices, such as "data=digital", with
   view and provision in "_view" and "_at". A link to a provision changes no choice. */

const choicesNow = () => {
  const address = new URLSearchParams(termsNow());
  if (state.party) address.set("_party", state.party);
  for (const decided of state.places) address.set(points[decided[0]].id, nameOf(decided));
  return address;
};
const fragmentNow = () => {
  const address = choicesNow();
  if (state.view !== "clean") address.set("_view", state.view);
  if (state.at && !address.size) return encodeURIComponent(state.at);
  if (state.at) address.set("_at", state.at);
  return String(address);
};
const fromAddress = () => {
  const fragment = location.hash.slice(1);
  const isChoices = fragment === "" || fragment.includes("=");
  const address = new URLSearchParams(isChoices ? fragment : { _at: decoded(fragment) });
  const at = address.get("_at");
  const unknown = [
    ...(isChoices ? [...setView(address.get("_view") || "clean"), ...setChoices(address)] : []),
    ...(at && !document.getElementById(at) ? [at] : []),
  ];
  document.getElementById("unknown").hidden = !unknown.length;
  setText("unknown", unknown.length ? fill(words.unknown, unknown.join(", ")) : "");
  state.at = at && document.getElementById(at) ? at : "";
  changed("replaceState");
  if (state.at) text.visible(document.getElementById(state.at)).scrollIntoView();
};
const decoded = (part) => {
  try { return decodeURIComponent(part); } catch { return part; }
};
const setView = (view) => {
  const known = radio("view", view);
  state.view = known ? view : "clean";
  radio("view", state.view).checked = true;
  return known ? [] : [`_view=${view}`];
};
/* Make the choices of an address; return the parts that do not exist in this draft. */
const setChoices = (address) => {
  const terms = Object.create(null);
  const unknown = [];
  state.places.clear();
  state.party = "";
  for (const [key, value] of address) {
    if (key === "_at" || key === "_view") continue;
    const point = byId.get(key);
    const take = point === undefined ? -1 : points[point].takes.findIndex((_, number) => nameOf([point, number]) === value);
    if (take >= 0) state.places.set(point, take);
    else if (key === "_party" && Object.hasOwn(data.parties, value)) state.party = value;
    else if (radio(`term-${key}`, value)) terms[key] = value;
    else unknown.push(`${key}=${value}`);
  }
  choose(terms);
  for (const input of form.querySelectorAll("[name='party']")) input.value = state.party;
  return unknown;
};

/* On a small screen the text comes first. */
if (isSmall.matches) panel.open = false;
window.addEventListener("hashchange", fromAddress);
fromAddress();
past.length = 0;
moved("replaceState");
said("");
