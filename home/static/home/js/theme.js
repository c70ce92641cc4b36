// Light or dark without a new page. The server keeps the choice, so the next page comes in it and nothing flashes.
for (const form of document.querySelectorAll("[data-theme-form]")) {
  form.addEventListener("submit", (event) => {
    const chosen = event.submitter;
    if (!chosen) return;
    event.preventDefault();

    if (chosen.value) document.documentElement.dataset.theme = chosen.value;
    else delete document.documentElement.dataset.theme;
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === chosen));

    fetch(form.action, {
      method: "POST",
      body: new URLSearchParams({ theme: chosen.value }),
      redirect: "manual",
      keepalive: true,
    });
  });
}
