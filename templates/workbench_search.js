/* Searches the text that is shown, with its footnotes, and what stands before it if that is unfolded. `search` looks
   again, after the text has changed. */
const makeSearch = (words, fill) => {
  const blocks = ":is(.front [open], main) :is(p, h2, h3, h4, h5, h6, td, th, pre), .footnotes li";
  const field = document.getElementById("find");
  let hits = [];
  let hit = -1;

  const search = () => {
    const wanted = field.value.toLowerCase();
    hits = wanted ? [...document.querySelectorAll(blocks)].flatMap((block) => found(block, wanted)) : [];
    if (hit >= hits.length) hit = -1;
    report();
  };
  const report = () => {
    if (window.CSS && CSS.highlights) {
      CSS.highlights.set("found", new Highlight(...hits.filter((_, number) => number !== hit)));
      CSS.highlights.set("hit", new Highlight(...(hit < 0 ? [] : [hits[hit]])));
    }
    const said = hit < 0 ? fill(words.found, hits.length) : fill(words.match, hit + 1, hits.length);
    document.getElementById("found").textContent = field.value ? said : "";
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
  const next = () => {
    if (!hits.length) return;
    hit = (hit + 1) % hits.length;
    const range = hits[hit];
    repeat(() => center(range));
    report();
  };
  /* The element around a match may be longer than the screen, and the panel covers the top of a small one. */
  const center = (range) => {
    range.startContainer.parentElement.scrollIntoView({ block: "center" });
    const { top, bottom } = range.getBoundingClientRect();
    window.scrollBy(0, (top + bottom - topOfText() - window.innerHeight) / 2);
  };
  field.addEventListener("input", () => {
    hit = -1;
    search();
  });
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") next(); });
  document.getElementById("find-next").addEventListener("click", next);
  return () => { if (field.value) search(); };
};
