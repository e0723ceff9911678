/* Makes of elements what word processors and text fields take: headings, indents, emphasis and tables, and nothing that
   is of this page alone, such as links into it, colours and sizes. `lead` has the lines above them. */
const makeCopy = (lead, parts) => {
  const INDENT = 28; // points, as on the page
  const KEPT = "h2, h3, h4, h5, h6, p, pre, table, tbody, tr, td, th, em, strong, code, sup, sub, br";

  const made = (name, ...content) => {
    const element = document.createElement(name);
    element.append(...content);
    return element;
  };
  /* Word takes a tab for a space unless it is counted. A policy forbids style in markup here, but not in what we copy. */
  const tab = () => Object.assign(made("span", "\t"), { className: "tab" });
  const withTabs = (html) => html.replaceAll('<span class="tab">', '<span style="mso-tab-count:1">');

  const copied = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return [node.data];
    if (node.nodeType !== Node.ELEMENT_NODE || node.hidden) return [];
    if (node.matches("img")) return [Object.assign(made("img"), { src: node.src, alt: node.alt })];
    if (node.matches(".gap")) return [tab()];
    const inside = [...node.childNodes].flatMap(copied);
    if (node.matches("a[href]:not([href^='#'])")) return [Object.assign(made("a", ...inside), { href: node.href })];
    if (node.matches(".changed, .filled")) return [made("i", ...inside)];
    if (node.matches(".footnotes .label")) return [made("sup", ...inside)];
    if (node.matches(".footnotes li")) return [made("p", ...inside)];
    if (!node.matches(KEPT)) return inside;
    const copy = made(node.localName, ...inside);
    if (node.matches("table")) copy.border = "1";
    if (node.matches("td, th") && node.colSpan > 1) copy.colSpan = node.colSpan;
    if (node.matches("p")) indent(copy, node);
    return [copy];
  };
  const indent = (copy, block) => {
    let depth = 0;
    for (let list = block.closest(".items"); list; list = list.parentElement.closest(".items")) depth += 1;
    if (!depth) return;
    const hangs = block.matches(".item:not(.bare) > :first-child");
    if (block.matches(".item.plain > :first-child")) copy.prepend("–", tab());
    const side = getComputedStyle(block).direction === "rtl" ? "marginRight" : "marginLeft";
    copy.style[side] = `${(depth - 1 + hangs) * INDENT}pt`;
    if (hangs) copy.style.textIndent = `${-INDENT}pt`;
  };

  const plain = (copy) => [...copy.querySelectorAll("h2, h3, h4, h5, h6, p, ul, pre, table")].map((block) => {
    if (block.matches("pre")) return block.textContent;
    if (block.matches("ul")) return [...block.children].map((line) => `- ${lineOf(line)}`).join("\n");
    if (block.matches("table")) return [...block.rows].map(rowOf).join("\n");
    return lineOf(block);
  }).filter(Boolean).join("\n\n");
  const rowOf = (row) => [...row.cells].map((cell) => lineOf(cell) + "\t".repeat(cell.colSpan - 1)).join("\t");
  const lineOf = (block) => {
    for (const end of block.querySelectorAll("br")) end.replaceWith("\n");
    return block.textContent.replace(/[ \n]+/g, " ").trim();
  };

  const [title, notice, ...lines] = lead;
  const list = made("ul", ...lines.map((line) => made("li", line)));
  const copy = made("div", made("p", title), made("p", made("strong", notice)), list, ...parts.flatMap(copied));
  Object.assign(copy, { lang: document.documentElement.lang, dir: document.documentElement.dir });
  return { html: `<meta charset="utf-8">${withTabs(copy.outerHTML)}`, text: `${plain(copy)}\n` };
};
