// A scale beside the date field; the page works without it.
(() => {
  const DAY = 86_400_000;
  const day = (text) => Date.parse(`${text}T00:00:00Z`);
  const text = (time) => new Date(time).toISOString().slice(0, 10);
  // The scale keeps the focus when the table is drawn anew.
  let moved = "";

  const show = (scale) => {
    const field = document.getElementById(scale.dataset.for);
    const first = day(scale.dataset.first);
    scale.closest("[data-slider]").hidden = false;
    scale.value = Math.round((day(field.value) - first) / DAY);
    scale.setAttribute("aria-valuetext", field.value);
    scale.addEventListener("input", () => {
      field.value = text(first + Number(scale.value) * DAY);
      scale.setAttribute("aria-valuetext", field.value);
    });
    scale.addEventListener("change", () => {
      moved = scale.id;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  };
  const showAll = () => document.querySelectorAll("[data-slider] input").forEach(show);
  document.addEventListener("htmx:load", (event) => {
    if (event.target === document.body) return;
    showAll();
    if (moved) document.getElementById(moved)?.focus({ preventScroll: true });
    moved = "";
  });
  showAll();
})();
