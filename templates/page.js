// Marks in the contents where the reader is, and lets Escape hide what a marked wording says.
const contents = document.querySelector("#contents");
const links = new Map();
for (const link of contents?.querySelectorAll("li a") ?? []) {
  const part = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (part) links.set(part, link);
}
const order = [...links.keys()];
const read = new Set();
let current;

/** Move the mark to a link, and keep the link in sight where the contents are beside the text. */
function mark(link) {
  if (link === current) return;
  current?.removeAttribute("aria-current");
  link?.setAttribute("aria-current", "location");
  current = link;
  if (!link || getComputedStyle(contents).position !== "sticky") return;
  const [around, own] = [contents.getBoundingClientRect(), link.getBoundingClientRect()];
  if (own.top < around.top || own.bottom > around.bottom) {
    contents.scrollTop += own.top - around.top - contents.clientHeight / 3;
  }
}

// What is read is the inmost part across a line below the heading that stays in view.
const watcher = new IntersectionObserver((changes) => {
  for (const { target, isIntersecting } of changes) read[isIntersecting ? "add" : "delete"](target);
  const inmost = order.findLast((part) => read.has(part));
  mark(inmost && links.get(inmost));
}, { rootMargin: "-12% 0px -88% 0px" });
for (const part of order) watcher.observe(part);

document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const chosen of document.querySelectorAll("mark.chosen:hover, mark.chosen:focus")) {
    chosen.classList.add("hushed");
    for (const left of ["pointerleave", "blur"]) {
      chosen.addEventListener(left, () => chosen.classList.remove("hushed"), { once: true });
    }
  }
});
