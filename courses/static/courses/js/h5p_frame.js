/* Inside the sandboxed frame: starts the H5P core and passes on what happens to the page around it.

   A classic script that runs before the core. The frame has an opaque origin: no cookies, no storage, no way out but
   postMessage. Messages, each with kenno: "h5p":
     to the page    ready | started | statement {statement} | answers {statements} | state {subContentId, dataId, data}
                    | finished {score, maxScore} | resize {height} | failed {reason}
     from the page  start {states, theme}: once, after ready. Nothing is initialised before. */
(() => {
  "use strict";

  const integration = JSON.parse(document.getElementById("h5p-integration").textContent);
  const contentId = Object.keys(integration.contents)[0].slice("cid-".length);
  const content = integration.contents[`cid-${contentId}`];
  const isFramed = window.parent !== window;

  window.H5PIntegration = integration;
  window.H5P = { preventInit: true };

  // The core and many content types expect storage; touching it in an opaque origin throws.
  for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, name, { configurable: true, value: memoryStorage() });
  }

  function memoryStorage() {
    const items = new Map();
    return {
      get length() { return items.size; },
      key: (number) => [...items.keys()][number] ?? null,
      getItem: (key) => items.get(String(key)) ?? null,
      setItem: (key, value) => { items.set(String(key), String(value)); },
      removeItem: (key) => { items.delete(String(key)); },
      clear: () => { items.clear(); },
    };
  }

  // Any origin: this document does not know its page's, and frame-ancestors lets only our own be around it.
  function tell(type, message = {}) {
    if (isFramed) window.parent.postMessage({ kenno: "h5p", type, ...message }, "*");
  }

  const copy = (value) => JSON.parse(JSON.stringify(value));

  /* ---- statements */

  const SUB_CONTENT = "http://h5p.org/x-api/h5p-subContentId";

  function isOfPart(statement) {
    const extensions = statement.object?.definition?.extensions ?? {};
    return Boolean(extensions[SUB_CONTENT]) || Boolean(statement.context?.contextActivities?.parent?.length);
  }

  // Questions that were never checked send no "answered"; the tree of the whole content knows their responses.
  function answersInTree() {
    const leaves = [];
    const walk = (node) => {
      for (const child of node?.children ?? []) {
        if (child?.children?.length) walk(child);
        else if (child?.statement?.verb && isOfPart(child.statement)) leaves.push(copy(child.statement));
      }
    };
    try {
      walk(window.H5P.instances[0]?.getXAPIData?.());
    } catch (error) {
      console.warn("The content gave no answers of its parts.", error);
    }
    return leaves;
  }

  function onStatement(event) {
    const statement = event.data?.statement;
    if (!statement?.verb?.id) return;
    tell("statement", { statement: copy(statement) });
    if (statement.verb.id.endsWith("/completed") && !isOfPart(statement)) {
      const statements = answersInTree();
      if (statements.length) tell("answers", { statements });
    }
  }

  /* ---- state */

  const told = new Map();

  function setUserData(_contentId, dataId, data, extras = {}) {
    let text;
    try {
      text = JSON.stringify(data);
    } catch (error) {
      extras.errorCallback?.(error);
      return;
    }
    const subContentId = String(extras.subContentId || 0);
    (content.contentUserData[subContentId] ??= {})[dataId] = text;
    // Compared with what was told, not with what was preloaded: so the page learns that a restored state lives.
    const key = `${subContentId}/${dataId}`;
    if (told.get(key) === text) return;
    told.set(key, text);
    tell("state", { subContentId, dataId, data: text ?? null });
  }

  function deleteUserData(_contentId, dataId, subContentId) {
    const part = String(subContentId || 0);
    delete content.contentUserData[part]?.[dataId];
    told.delete(`${part}/${dataId}`);
    tell("state", { subContentId: part, dataId, data: null });
  }

  // Tells the page at once what the content made of its state, so that starting over a second later is understood.
  function proveRestored() {
    const state = window.H5P.instances[0]?.getCurrentState?.();
    if (content.contentUserData[0].state !== false && state !== undefined) setUserData(contentId, "state", state);
  }

  /* ---- size */

  function watchSize() {
    let last = 0;
    const report = () => {
      // The root grows with margins that leave the body, the body's scroll height with what is positioned out of it.
      const root = document.documentElement.getBoundingClientRect().height;
      const height = Math.ceil(Math.max(root, document.body.scrollHeight));
      if (height !== last) tell("resize", { height: (last = height) });
    };
    new ResizeObserver(report).observe(document.documentElement);
    new MutationObserver(report).observe(document.body, { attributes: true, childList: true, subtree: true });
    let width = window.innerWidth;
    window.addEventListener("resize", () => {
      // Only a new width: the height is what we asked for ourselves.
      if (window.innerWidth === width) return;
      width = window.innerWidth;
      for (const instance of window.H5P.instances) window.H5P.trigger(instance, "resize");
    });
    report();
  }

  /* ---- start */

  function start({ states = {}, theme } = {}) {
    if (theme) document.documentElement.dataset.theme = theme;
    // The core restores only what is preloaded; false says that there is no state, null would say it was reset.
    content.contentUserData = { 0: { state: false } };
    for (const [part, entries] of Object.entries(states)) {
      content.contentUserData[part] = { ...content.contentUserData[part], ...entries };
    }
    try {
      window.H5P.init(document.body);
      watchSize();
      proveRestored();
      if (window.H5P.instances.length) tell("started");
      else tell("failed", { reason: "The content type did not start." });
    } catch (error) {
      console.error(error);
      tell("failed", { reason: String(error) });
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    const H5P = window.H5P;
    H5P.setUserData = setUserData;
    H5P.deleteUserData = deleteUserData;
    H5P.setFinished = (_contentId, score, maxScore) => tell("finished", { score, maxScore });
    // Before the content exists, or its first statement is lost.
    H5P.externalDispatcher.on("xAPI", onStatement);
    if (!isFramed) {
      window.setTimeout(start, 0);
      return;
    }
    window.addEventListener("message", function listen(event) {
      if (event.source !== window.parent || event.data?.kenno !== "h5p" || event.data.type !== "start") return;
      window.removeEventListener("message", listen);
      start(event.data);
    });
    tell("ready");
  });
})();
