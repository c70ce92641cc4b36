// Putting items in order: whoever gives an item a place gives its old place to the item that stood there,
// so that no two items ever share one. Without JavaScript the server says which places are taken twice.
for (const question of document.querySelectorAll("[data-ordering]")) {
  const places = [...question.querySelectorAll("select")];
  const before = new Map(places.map((place) => [place, place.value]));

  question.addEventListener("change", (event) => {
    const changed = event.target;
    const other = places.find((place) => place !== changed && place.value === changed.value);
    if (other) other.value = before.get(changed);
    for (const place of places) before.set(place, place.value);
  });
}
