/* The filter of the list of places. Without scripts the list is whole. */
const form = document.getElementById("positions-filter");
const count = document.getElementById("positions-count");
const places = [...document.querySelectorAll(".places > li")].map((element) => ({
  element,
  chapter: element.dataset.chapter,
  positions: [...element.querySelectorAll("[data-positions]")].flatMap((one) => JSON.parse(one.dataset.positions)),
}));

function show() {
  const { party, stance, chapter, alone } = form.elements;
  const fits = ([who, what, lonely]) =>
    (!party.value || who === party.value) && (!stance.value || what === stance.value) && (!alone.checked || lonely);
  let shown = 0;
  for (const place of places) {
    const visible = (!chapter.value || place.chapter === chapter.value) && place.positions.some(fits);
    place.element.hidden = !visible;
    shown += visible;
  }
  const numbers = [shown, places.length];
  count.textContent = count.dataset.shown.replace(/\{\}/g, () => numbers.shift());
}

form.hidden = places.length === 0;
form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());
