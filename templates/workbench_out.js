/* What leaves the page: the reading with a box that says what it is, a link, and a command. */

/* The lines of the reading box. */
const readingLines = () => {
  if (state.view === "source") return [words.no_choice, words.legend.open];
  const { takes, there, unfilled, unmatched } = text.now();
  const isOpen = unmatched.length > 0 || takes.some((take, number) => there[number] && !take);
  const terms = [...form.querySelectorAll("[name^='term-']:checked")].filter(({ value }) => value);
  const profile = profileNow();
  return [
    ...(profile ? [fill(words.profile, profile.textContent)] : []),
    ...terms.map((input) => input.closest("fieldset").querySelector("legend").textContent + words.colon
      + withNote(fill(words.quoted, wordingOf(input)), isAbsent(input) && words.absent)),
    ...(state.party ? [words.party + words.colon + forParty()] : []),
    ...[...state.places].map((decided) => words.separately + words.colon + sayPlace(decided)),
    ...text.now().fills.map(([number, wording]) => capital(words.filled) + words.colon + sayFill(blanks[number], wording)),
    ...sayLeftOut(),
    ...sayChanges(),
    words.choices + words.colon + ["count", "left"].map((id) => document.getElementById(id).textContent).filter(Boolean).join(", "),
    ...(takes.some((take, number) => there[number] && take) ? [words.not_agreed] : []),
    ...(isOpen ? [words.legend.open] : unfilled ? [words.legend.blank] : []),
  ];
};
const sayFill = ({ at, text: drafted }, wording) =>
  `${at}${words.colon}${fill(words.quoted, wording)}, ${words.instead} ${fill(words.quoted, drafted)}`;
const fillBox = () => {
  document.getElementById("reading-lines").replaceChildren(...readingLines().map((textContent) =>
    Object.assign(document.createElement("li"), { textContent })));
};
const nameOf = ([point, take]) => points[point].takes[take].name || "open";
/* A file name that tells readings apart: the symbol, or the beginning of the title, then what is chosen. */
const fileName = () => {
  const profile = profileNow();
  const title = document.querySelector("h1").textContent.replace(/\.(md|txt|docx|pdf)$/, "");
  const symbol = document.body.dataset.symbol || title.slice(0, 40);
  const parts = state.view === "source" ? [symbol, "source"] : [
    symbol,
    ...(profile ? [profile.dataset.profile] : termsNow().map(([, option]) => option)),
    ...(state.party ? [state.party] : []),
    ...[...state.places].map((decided) => `${points[decided[0]].id}-${nameOf(decided)}`),
    ...state.fills.values(),
  ];
  return parts.map((part) => part.replace(/[^\p{L}\p{N}.-]+/gu, "-")).join("_").slice(0, 100);
};
/* A browser copies only if something is selected: something that is in sight, so that nothing moves. */
const copy = (copied, done) => {
  const give = (event) => {
    event.clipboardData.setData("text/plain", copied.text);
    if (copied.html) event.clipboardData.setData("text/html", copied.html);
    event.preventDefault();
  };
  window.getSelection().selectAllChildren(document.getElementById("count"));
  document.addEventListener("copy", give);
  said(document.execCommand("copy") ? done : words.not_copied);
  document.removeEventListener("copy", give);
  window.getSelection().removeAllRanges();
};
onClick("copy", () => {
  const lead = [".of", "strong"].map((part) => document.querySelector(`#reading ${part}`).textContent.trim());
  copy(makeCopy([...lead, ...readingLines()], [main, ...document.querySelectorAll(".footnotes ol")]), words.copied);
});
onClick("copy-link", () => {
  followScroll();
  copy({ text: location.href }, location.protocol === "file:" ? words.file_link_copied : words.link_copied);
});
onClick("copy-command", () => copy({ text: command() }, fill(words.command_copied, draftName)));
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
  const { shown, filled } = text.now();
  const escaped = (line) => line.replace(/[\\`*_[\]<>#&|~]/g, "\\$&");
  const shownAs = (number) => (filled.has(number) ? escaped(shown.get(number)) : shown.get(number));
  const source = data.texts.map((drafted, number) => shownAs(number) ?? drafted).join("").replace(/^\ufeff/, "");
  const lines = readingLines().map((line) => `- ${escaped(line)}`);
  return `${data.head}\n\n${lines.join("\n")}\n- \`#${state.view === "source" ? "_view=source" : fragmentNow()}\`\n\n${"_".repeat(70)}\n\n${source}`;
};
/* A word of a command in double quotes: all shells know them, that of Windows no others. Only what other shells read in
   these is in single quotes: variables, history and escapes, and “ and ”, which PowerShell takes for ends. */
const quoted = (word) => {
  const key = /^(?:[\w.:/+-]+=)?/.exec(word)[0];
  const parts = word.slice(key.length).match(/["$`\\!“”„]+|[^"$`\\!“”„]+/g) ?? [];
  const quote = (part) => (/^[\w.:/=+-]+$/.test(part) ? "" : /["$`\\!“”„]/.test(part) ? "'" : '"');
  return key + parts.map((part) => quote(part) + part + quote(part)).join("");
};
/* The command that makes the edition that is shown. */
const draftName = document.getElementById("command").dataset.draft;
const command = () => {
  const at = ([point, name]) => `--at ${quoted(`${point}=${name}`)}`;
  const profile = profileNow();
  const chosen = () => [
    ...(profile ? [`-p ${quoted(profile.dataset.profile)}`] : termsNow().map((pair) => `--choose ${quoted(pair.join("="))}`)),
    ...(state.party ? [`--party ${quoted(state.party)}`] : []),
    ...placesInCommand().map(at),
    ...[...state.fills].map(([number, wording]) => `--fill ${quoted(`${blanks[number].id}=${wording}`)}`),
    ...(state.view === "marked" ? ["--mark"] : []),
  ];
  const settled = () => points.filter((point) => point.settled).map(({ id }) => at([id, "open"]));
  return [
    "convention-variants render",
    quoted(draftName.startsWith("-") ? `./${draftName}` : draftName),
    ...(state.view === "source" ? settled() : chosen()),
    "-o reading.docx",
  ].join(" ");
};
/* The places decided separately, and those that stay open because the option of their term has no wording there. */
const placesInCommand = () => {
  const { takes, there } = text.now();
  const hasNoWording = ({ term, leader, settled }, number) => there[number] && !takes[number] && !settled
    && (leader === null ? term !== null && state.terms[term] : there[leader] && takes[leader]);
  return points.flatMap((point, number) => {
    const take = state.places.get(number) ?? (hasNoWording(point, number) ? 0 : undefined);
    return take === undefined ? [] : [[point.id, nameOf([number, take])]];
  });
};

/* The fragment of the address is the id of a provision, as in an edition, or the choices, such as "data=digital", with
   view and provision in "_view" and "_at". A link to a provision changes no choice. */

const choicesNow = () => {
  const address = new URLSearchParams(termsNow());
  if (state.party) address.set("_party", state.party);
  for (const decided of state.places) address.set(points[decided[0]].id, nameOf(decided));
  for (const [number, wording] of state.fills) address.set(blanks[number].id, wording);
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
  const target = state.at && document.getElementById(state.at);
  // Who goes back to earlier choices stays where the text is read.
  if (target && !(isChoices && isAtTop(target))) bring(text.visible(target));
};
/* The position in the address follows the scroll: the provision of a link while it is on the screen, then the one at the
   top of the screen, or its section if something covers it. */
const sections = [...main.querySelectorAll("section[id]")];
const provisionAtTop = () => {
  const { left, width } = main.getBoundingClientRect();
  const found = document.elementFromPoint(left + width / 2, topOfText() + 48)?.closest("[id]");
  return found && found !== main && main.contains(found) ? found : sections.findLast(isAtTop);
};
/* A link leads to a little below the top. */
const isAtTop = (element) => {
  const { top, bottom } = element.getBoundingClientRect();
  const line = topOfText() + 48;
  return bottom > line && top <= line;
};
const followScroll = () => {
  const at = state.at && document.getElementById(state.at).getBoundingClientRect();
  if (at && at.bottom > topOfText() && at.top < window.innerHeight) return;
  state.at = provisionAtTop()?.id ?? "";
  moved("replaceState");
};
let waiting;
window.addEventListener("scroll", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    followScroll();
    if (state.place >= 0) leaveBehind();
  }, 300);
}, { passive: true });
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
  state.fills.clear();
  state.party = "";
  for (const [key, value] of address) {
    if (key === "_at" || key === "_view") continue;
    const point = byId.get(key);
    const take = point === undefined ? -1 : points[point].takes.findIndex((_, number) => nameOf([point, number]) === value);
    const blank = blanks.findIndex(({ id }) => id === key);
    if (take >= 0) state.places.set(point, take);
    else if (blank >= 0 && canFill(asFilling(value))) state.fills.set(blank, asFilling(value));
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
// The browser would put the text back to where it was when it read otherwise.
history.scrollRestoration = "manual";
window.addEventListener("hashchange", fromAddress);
fromAddress();
past.length = 0;
moved("replaceState");
said("");
