/* Statements and states, from a page to the site it came from.

   A statement gets its id and time here, and the site sets the actor. What cannot be sent waits in this browser and is
   sent, once, when the network is back or the next page opens. */

const QUEUE = "kenno.statements";
const RETRY_AFTER = 15_000;
// A statement that waits longer is of no use to anybody, and a queue that grows for ever fills the storage.
const LONGEST_QUEUE = 500;
const LONGEST_WAIT = 60 * 24 * 60 * 60 * 1000;

const delivered = new Set();
let isFlushing = false;

/** Send a statement: {verb, object, result?, context?}. Resolves to how it went:
    "saved"; "queued", it waits for the network; "signedout", it waits for this person to sign in; "refused". */
export async function sendStatement(statement, { endpoint }) {
  const stamped = { id: crypto.randomUUID(), timestamp: new Date().toISOString(), ...statement };
  const outcome = await post(endpoint, stamped);
  if (outcome === "queued" || outcome === "signedout") enqueue({ endpoint, statement: stamped });
  else if (outcome === "saved") void flushQueue();
  return outcome;
}

/** The state of an activity, an object, or null when there is none. Throws when it cannot be read. */
export async function loadState({ endpoint, activity }) {
  const response = await fetch(stateAddress(endpoint, activity), {
    credentials: "same-origin",
    headers: { Accept: "application/json" },
  });
  if (response.status === 404 || response.status === 204) return null;
  if (!response.ok) throw new Error(`The state of ${activity} could not be read: ${response.status}.`);
  return response.json();
}

/** Store (an object) or delete (null) the state of an activity. Resolves as ``sendStatement``, but nothing waits. */
export async function saveState(state, { endpoint, activity }) {
  return request(stateAddress(endpoint, activity), {
    method: state === null ? "DELETE" : "PUT",
    body: state === null ? undefined : JSON.stringify(state),
  });
}

/** Send what waits, oldest first, and stop when the network is gone. What is somebody else's waits for that person. */
export async function flushQueue() {
  if (isFlushing) return;
  isFlushing = true;
  try {
    for (const { endpoint, statement } of queue()) {
      const outcome = delivered.has(statement.id) ? "saved" : await post(endpoint, statement);
      if (outcome === "queued") return;
      if (outcome === "signedout") continue;
      store(queue().filter((entry) => entry.statement.id !== statement.id));
      document.dispatchEvent(new CustomEvent("kenno:delivered", { detail: { id: statement.id, outcome } }));
    }
  } finally {
    isFlushing = false;
  }
}

async function post(endpoint, statement) {
  const outcome = await request(endpoint, { method: "POST", body: JSON.stringify(statement) });
  if (outcome === "saved") delivered.add(statement.id);
  return outcome;
}

async function request(url, options) {
  let response;
  try {
    response = await fetch(url, {
      ...options,
      credentials: "same-origin",
      // So that the last statement of a page that is being left still goes out; browsers allow this up to 64 kB.
      keepalive: (options.body?.length ?? 0) < 60_000,
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": csrfToken(),
        "X-Experience-API-Version": "1.0.3",
      },
    });
  } catch {
    return "queued";
  }
  // Too busy or broken for a moment, or nobody (or somebody else) is signed in: worth another try.
  // Anything else the site will refuse again.
  if (response.status >= 500 || response.status === 429) return "queued";
  if (response.status === 401 || (response.status === 403 && !(await isRefusal(response)))) return "signedout";
  return response.ok ? "saved" : "refused";
}

/** Whether a 403 is the site's last word on what was sent, and not a matter of who is signed in. */
async function isRefusal(response) {
  try {
    return (await response.json()).code === "refused";
  } catch {
    return false;
  }
}

function stateAddress(endpoint, activity) {
  const url = new URL(endpoint, document.baseURI);
  url.searchParams.set("activityId", activity);
  if (!url.searchParams.has("stateId")) url.searchParams.set("stateId", "h5p");
  return url;
}

function csrfToken() {
  const meta = document.querySelector('meta[name="csrf-token"]');
  if (meta) return meta.content;
  const field = document.querySelector('input[name="csrfmiddlewaretoken"]');
  if (field) return field.value;
  return document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? "";
}

function queue() {
  try {
    const waiting = JSON.parse(localStorage.getItem(QUEUE) ?? "[]");
    if (!Array.isArray(waiting)) return [];
    const oldest = Date.now() - LONGEST_WAIT;
    return waiting.filter(
      (entry) => entry?.endpoint && entry.statement?.id && Date.parse(entry.statement.timestamp) > oldest,
    );
  } catch {
    return [];
  }
}

function enqueue(entry) {
  const waiting = queue().filter((known) => known.statement.id !== entry.statement.id);
  store([...waiting, entry].slice(-LONGEST_QUEUE));
}

function store(waiting) {
  try {
    if (waiting.length) localStorage.setItem(QUEUE, JSON.stringify(waiting));
    else localStorage.removeItem(QUEUE);
  } catch (error) {
    console.warn("Statements cannot be kept in this browser.", error);
  }
}

window.addEventListener("online", () => void flushQueue());
document.addEventListener("visibilitychange", () => void (document.visibilityState === "visible" && flushQueue()));
// The network may be there all the time and the site away: then no event tells that it is back.
setInterval(() => void (queue().length && flushQueue()), RETRY_AFTER);
void flushQueue();
