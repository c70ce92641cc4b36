// Makes the outline of a course quick: forms are sent without leaving the screen, rows can be dragged.
// Without it every button still works, as a plain form.

const screen = () => document.querySelector("[data-outline]");

async function send(form, submitter, fields = {}) {
  const body = new FormData(form);
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  const address = submitter?.getAttribute("formaction") || form.getAttribute("action");
  screen().setAttribute("aria-busy", "true");
  let answer;
  try {
    answer = await fetch(address, { method: "POST", body, credentials: "same-origin" });
  } catch {
    // Offline: let the browser say so, as it would have without this script.
    form.action = address;
    for (const [name, value] of Object.entries(fields)) form.elements[name].value = value;
    form.submit();
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const outline = page.querySelector("[data-outline]");
  if (!answer.ok || !outline) {
    // Signed out, or not allowed any more: show what the server shows.
    window.location.assign(answer.ok ? answer.url : window.location.href);
    return;
  }
  // The address that fetch ends at has lost its fragment, so the server names the row in the query too.
  show(outline, page, { focused: submitter?.id || "", row: `page-${new URL(answer.url).searchParams.get("at")}` });
}

function show(outline, page, { focused, row }) {
  screen().replaceWith(document.importNode(outline, true));
  prepare();
  // The list of messages is a live region of Wagtail's: what is put there is read out.
  const messages = document.querySelector(".messages");
  messages.querySelector("ul").replaceChildren(...page.querySelectorAll(".messages > ul > li"));
  messages.classList.add("appear");
  focusAgain(focused, row);
}

// Back to the same button; where it is gone or shut (the first row cannot go up), to the one beside it, then to the row.
function focusAgain(focused, row) {
  const [what, number] = focused.split(/-(?=\d+$)/);
  const beside = { up: "down", down: "up" }[what];
  const candidates = [document.getElementById(focused), beside && document.getElementById(`${beside}-${number}`)];
  if (what.startsWith("add-")) candidates.unshift(document.getElementById(number ? `new-lesson-${number}` : "new-module"));
  else if (!beside) candidates.unshift(document.getElementById(row));
  const target = candidates.find((element) => element && !element.disabled && element.offsetParent !== null)
    || document.getElementById(row);
  target?.focus();
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-outline-form]")) return;
  event.preventDefault();
  if (screen().getAttribute("aria-busy") === "true") return;
  send(event.target, event.submitter);
});

// Escape closes the menu of a row and goes back to its button.
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest(".outline-more[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

let dragged = null;

document.addEventListener("dragstart", (event) => {
  const handle = event.target.closest?.("[data-outline-handle]");
  if (!handle) return;
  dragged = handle.closest("[data-outline-page]");
  dragged.setAttribute("data-outline-dragged", "");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.querySelector(".outline-title").textContent.trim());
  event.dataTransfer.setDragImage(dragged.firstElementChild, 12, 12);
});

document.addEventListener("dragover", (event) => {
  const place = dragged && placeAt(event);
  unmark();
  if (!place) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
  const mark = place.before || place.list.lastElementChild || place.list;
  mark.setAttribute("data-outline-target", place.before ? "before" : "end");
});

document.addEventListener("drop", (event) => {
  const place = dragged && placeAt(event);
  if (!place) return;
  event.preventDefault();
  const number = dragged.dataset.outlinePage;
  const form = document.getElementById("outline-place");
  form.action = `${number}/place/`;
  send(form, null, { parent: place.list.dataset.outlineList, before: place.before?.dataset.outlinePage || "" });
});

document.addEventListener("dragend", () => {
  unmark();
  dragged?.removeAttribute("data-outline-dragged");
  dragged = null;
});

function unmark() {
  document.querySelectorAll("[data-outline-target]").forEach((marked) => marked.removeAttribute("data-outline-target"));
}

// The list under the pointer that holds rows of the dragged kind, and the row in front of which the pointer is.
function placeAt(event) {
  const kind = dragged.parentElement.dataset.outlineKind;
  let list = event.target.closest?.(`[data-outline-kind="${kind}"]`);
  if (!list && kind === "lesson") list = event.target.closest?.(".outline-module")?.querySelector("[data-outline-list]");
  if (!list || dragged.contains(list)) return null;
  const before = [...list.children].find((row) => {
    const box = row.getBoundingClientRect();
    return event.clientY < box.top + Math.min(box.height, 120) / 2;
  });
  return { list, before: before || null };
}

function prepare() {
  screen()?.setAttribute("data-outline-ready", "");
}

prepare();
