/* <kenno-h5p-player>: an H5P activity in a page. Makes the sandboxed frame, starts it as it scrolls into view, and
   carries statements and states between the frame and the site. Without endpoints it plays and records nothing.

   Events on the element: kenno:h5p-started, kenno:h5p-finished {score, maxScore}, kenno:h5p-statement {statement}. */

import { flushQueue, loadState, saveState, sendStatement } from "./xapi.js";

const SANDBOX = "allow-scripts allow-forms allow-popups";
const SUB_CONTENT = "http://h5p.org/x-api/h5p-subContentId";
// What a record of learning needs. "interacted" comes by the hundred and tells nothing that "answered" does not.
const RECORDED_VERBS = new Set(
  ["answered", "attempted", "completed", "failed", "mastered", "passed", "progressed"].map(
    (verb) => `http://adlnet.gov/expapi/verbs/${verb}`,
  ),
);
const EMPTY = new Set(["null", "{}", "[]", '""', "false"]);

class H5PPlayer extends HTMLElement {
  #frame = null;
  #endpoints = {};
  #states = {};
  #isLive = new Set();
  #answered = new Set();
  #saving = Promise.resolve();
  #isUnsaved = false;
  #connected = new AbortController();

  connectedCallback() {
    if (this.#frame) return;
    this.#connected = new AbortController();
    this.#endpoints = JSON.parse(this.dataset.endpoints || "{}");
    this.#frame = this.#makeFrame();
    this.prepend(this.#frame);
    const signal = this.#connected.signal;
    window.addEventListener("message", (event) => this.#receive(event), { signal });
    document.addEventListener("kenno:delivered", (event) => this.#say(event.detail.outcome), { signal });
    window.addEventListener("online", () => this.#isUnsaved && this.#save(), { signal });
    document.addEventListener("kenno:delivered", () => this.#isUnsaved && this.#save(), { signal });
    const seen = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        seen.disconnect();
        this.#say("loading");
        this.#frame.src = this.dataset.src;
      },
      // A little before it is in view, so that it grows to its height where nobody looks.
      { rootMargin: "300px" },
    );
    seen.observe(this);
    signal.addEventListener("abort", () => seen.disconnect());
  }

  disconnectedCallback() {
    this.#connected.abort();
    this.#frame?.remove();
    this.#frame = null;
  }

  #makeFrame() {
    const frame = document.createElement("iframe");
    frame.className = "activity-frame";
    frame.title = this.dataset.title;
    frame.setAttribute("sandbox", SANDBOX);
    frame.setAttribute("allow", "fullscreen; autoplay");
    // Said here too, for pages without our style sheet, such as the admin.
    frame.style.inlineSize = "100%";
    frame.style.border = "0";
    const height = this.#knownHeight();
    if (height) {
      frame.style.minBlockSize = "0";
      frame.style.blockSize = `${height}px`;
    }
    return frame;
  }

  // An opaque origin has no name, so the window that sent the message is what is checked.
  #receive(event) {
    if (!this.#frame || event.source !== this.#frame.contentWindow || event.data?.kenno !== "h5p") return;
    const message = event.data;
    switch (message.type) {
      case "ready":
        void this.#start();
        break;
      case "started":
        this.#clear("loading");
        this.dispatchEvent(new CustomEvent("kenno:h5p-started", { bubbles: true }));
        break;
      case "failed":
        this.#say("refused");
        break;
      case "statement":
        void this.#record(message.statement);
        break;
      case "answers":
        for (const statement of message.statements ?? []) {
          if (!this.#answered.has(partOf(statement))) void this.#record(statement);
        }
        this.#answered.clear();
        break;
      case "state":
        this.#keep(message);
        break;
      case "finished":
        this.dispatchEvent(
          new CustomEvent("kenno:h5p-finished", {
            bubbles: true,
            detail: { score: message.score, maxScore: message.maxScore },
          }),
        );
        break;
      case "resize":
        this.#resize(message.height);
        break;
    }
  }

  async #start() {
    // The frame may load again (a link inside it, a bfcache): whoever is there now gets the state as it is now.
    await this.#saving;
    this.#states = await this.#storedStates();
    this.#isLive.clear();
    this.#frame?.contentWindow.postMessage(
      { kenno: "h5p", type: "start", states: this.#states, theme: document.documentElement.dataset.theme },
      "*",
    );
  }

  async #storedStates() {
    if (!this.#endpoints.state) return {};
    try {
      const stored = await loadState({ endpoint: this.#endpoints.state, activity: this.dataset.activity });
      // A state belongs to the parameters it was made with; to others it may be nonsense.
      return stored?.contentHash === this.dataset.contentHash ? (stored.states ?? {}) : {};
    } catch (error) {
      // Played without its state it would overwrite it with the first answer, so this run keeps none.
      console.warn(error);
      this.#endpoints = { ...this.#endpoints, state: "" };
      this.#say("queued");
      return {};
    }
  }

  #keep({ subContentId, dataId, data }) {
    if (typeof subContentId !== "string" || typeof dataId !== "string") return;
    const key = `${subContentId}/${dataId}`;
    const isEmpty = typeof data !== "string" || EMPTY.has(data);
    // A content that failed to restore reports an empty state first. Empty counts as "start over" only after the
    // content has shown something of its own.
    if (isEmpty && !this.#isLive.has(key)) return;
    this.#isLive.add(key);
    const part = { ...this.#states[subContentId] };
    if (part[dataId] === data) return;
    if (isEmpty) delete part[dataId];
    else part[dataId] = data;
    this.#states = { ...this.#states, [subContentId]: part };
    if (Object.keys(part).length === 0) delete this.#states[subContentId];
    this.#save();
  }

  #save() {
    if (!this.#endpoints.state) return;
    const states = this.#states;
    const target = { endpoint: this.#endpoints.state, activity: this.dataset.activity };
    const body = Object.keys(states).length ? { contentHash: this.dataset.contentHash, states } : null;
    // One after the other, so that an older state never arrives last.
    this.#saving = this.#saving.then(async () => {
      // A newer one is waiting already: only that has to arrive.
      if (states !== this.#states) return;
      const outcome = await saveState(body, target);
      this.#isUnsaved = outcome === "queued";
      // Words that say more, about a score that waits, stay.
      if (outcome !== "saved" && this.#status?.dataset.outcome !== outcome) this.#say(outcome);
    });
  }

  async #record(statement) {
    if (!RECORDED_VERBS.has(statement?.verb?.id)) return;
    const part = partOf(statement);
    if (statement.verb.id.endsWith("/answered") && part) this.#answered.add(part);
    const cleaned = this.#cleaned(statement, part);
    this.dispatchEvent(new CustomEvent("kenno:h5p-statement", { bubbles: true, detail: { statement: cleaned } }));
    if (!this.#endpoints.statements) return;
    const outcome = await sendStatement(cleaned, { endpoint: this.#endpoints.statements });
    // "attempted" is nothing that a person did; saying "saved" then would be noise.
    if (outcome !== "saved" || !statement.verb.id.endsWith("/attempted")) this.#say(outcome, cleaned);
  }

  // The object is this activity, or a part of it under an address of its own, so that a part's score is never taken
  // for the whole. The actor is the site's to set.
  #cleaned({ verb, object, result, context }, part) {
    const id = part ? `${this.dataset.activity}#${encodeURIComponent(part)}` : this.dataset.activity;
    const cleaned = { verb, object: { objectType: "Activity", id } };
    if (object?.definition) cleaned.object.definition = allowedDefinition(withoutNulls(object.definition));
    if (result) cleaned.result = allowedResult(withoutNulls(result));
    const category = context?.contextActivities?.category;
    const contextActivities = {};
    if (category) contextActivities.category = category;
    if (part) contextActivities.parent = [{ objectType: "Activity", id: this.dataset.activity }];
    if (Object.keys(contextActivities).length) cleaned.context = { contextActivities };
    return cleaned;
  }

  #resize(height) {
    if (!Number.isFinite(height) || height <= 0 || height > 20_000 || !this.#frame) return;
    this.#frame.style.minBlockSize = "0";
    this.#frame.style.blockSize = `${height}px`;
    try {
      sessionStorage.setItem(this.#heightKey(), String(height));
    } catch {
      // Without storage the frame starts at its smallest height again.
    }
  }

  #knownHeight() {
    try {
      const height = Number(sessionStorage.getItem(this.#heightKey()));
      return height > 0 && height <= 20_000 ? height : 0;
    } catch {
      return 0;
    }
  }

  #heightKey() {
    // Text wraps: the height that was is worth remembering for a width like it.
    return `kenno.h5p-height.${this.dataset.activity}.${Math.round(window.innerWidth / 50)}`;
  }

  get #status() {
    return this.querySelector("[data-h5p-status]");
  }

  #say(outcome, statement = null) {
    const status = this.#status;
    if (!status) return;
    const words = [this.dataset[outcome] ?? ""];
    const score = statement?.result?.score;
    const isWhole = statement && statement.object.id === this.dataset.activity;
    if (isWhole && Number.isFinite(score?.raw) && Number.isFinite(score?.max)) {
      words.unshift(this.dataset.score?.replace("{raw}", score.raw).replace("{max}", score.max) ?? "");
    }
    status.dataset.outcome = outcome;
    status.textContent = words.filter(Boolean).join(" ");
  }

  #clear(outcome) {
    const status = this.#status;
    if (status?.dataset.outcome === outcome) status.textContent = "";
  }
}

/** The id of the part that a statement is about, or an empty string when it is about the whole activity. */
function partOf(statement) {
  const extensions = statement.object?.definition?.extensions ?? {};
  const parents = statement.context?.contextActivities?.parent;
  const inAddress = /[?&]subContentId=([^&#]+)/.exec(statement.object?.id ?? "")?.[1];
  return String(extensions[SUB_CONTENT] ?? inAddress ?? (parents?.length ? "unknown" : ""));
}

/** xAPI has no null; content types leave some where they have nothing to say. */
function withoutNulls(value) {
  if (Array.isArray(value)) return value.filter((entry) => entry !== null).map(withoutNulls);
  if (typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([, entry]) => entry !== null);
  return Object.fromEntries(kept.map(([key, entry]) => [key, withoutNulls(entry)]));
}

customElements.define("kenno-h5p-player", H5PPlayer);
void flushQueue();

const INTERACTION_TYPES = new Set([
  "true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing", "likert", "numeric", "other",
]);
const OF_INTERACTIONS = ["interactionType", "correctResponsesPattern", "choices", "scale", "source", "target", "steps"];

// Content types send what xAPI has no room for, and the site takes only what the standard allows: a score between zero
// and zero from content without tasks, and interaction types of their own, such as "compound".
function allowedResult({ score, ...result }) {
  const isScore = score && (score.min === undefined || score.max === undefined || score.max > score.min);
  return isScore ? { ...result, score } : result;
}

function allowedDefinition(definition) {
  if (!("interactionType" in definition) || INTERACTION_TYPES.has(definition.interactionType)) return definition;
  return Object.fromEntries(Object.entries(definition).filter(([name]) => !OF_INTERACTIONS.includes(name)));
}
