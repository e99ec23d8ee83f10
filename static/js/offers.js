// Names of actors, or claims, are offered while typing.
let asked = 0;
const offerNames = (field) => {
  clearTimeout(asked);
  asked = setTimeout(async () => {
    const offers = field.dataset.names || "/review/names/";
    const answer = await fetch(`${offers}?q=${encodeURIComponent(field.value)}`, { headers: { "HX-Request": "true" } });
    if (answer.ok) field.list.innerHTML = await answer.text();
  }, 150);
};

document.addEventListener("input", (event) => {
  if ("names" in event.target.dataset) offerNames(event.target);
});
