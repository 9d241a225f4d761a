// What the pages need beyond HTML. All of it is optional: every form and link works without.
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const visible = (element) => element.getClientRects().length > 0;
  const remembered = (name) => { try { return localStorage.getItem(name); } catch { return null; } };

  // --- htmx: the CSRF token, and errors that tell in place what happened -------------------------------------
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = $('meta[name="csrf-token"]').content;
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.getResponseHeader("HX-Retarget")) event.detail.shouldSwap = true;
  });
  const say = (text) => {
    const box = document.createElement("div");
    box.className = "alert alert-danger";
    box.setAttribute("role", "alert");
    box.textContent = text;
    $("#meldingen").replaceChildren(box);
    box.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:sendError", () => say("Geen verbinding. Er is niets opgeslagen. Probeer het opnieuw."));
  document.addEventListener("htmx:responseError", (event) => {
    if (!event.detail.xhr.getResponseHeader("HX-Retarget")) say("De server antwoordde niet goed. Laad de pagina opnieuw en kijk of uw wijziging er staat.");
  });

  // --- forms: once is enough; a question before what cannot be recalled ----------------------------------------
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.confirm && !confirm(form.dataset.confirm)) { event.preventDefault(); return; }
    if (!form.matches("[data-once]") || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    all("button:not([type=button])", form).forEach((button) => button.setAttribute("aria-disabled", "true"));
  });
  const allowAgain = (form) => {
    delete form.dataset.sent;
    all("[aria-disabled]", form).forEach((button) => button.removeAttribute("aria-disabled"));
  };
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("form[data-once]");
    if (form) allowAgain(form);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) all("form[data-once]").forEach(allowAgain); });
  const focusFirstError = (within) => { const summary = $("[data-focus-first]", within); if (summary) summary.focus(); };
  focusFirstError(document);
  document.addEventListener("htmx:afterSwap", (event) => focusFirstError(event.target));

  // --- choosing rows -------------------------------------------------------------------------------------------
  const picks = (table) => all("tbody input[type=checkbox]", table).filter((box) => !box.disabled);
  const count = (table) => {
    const boxes = picks(table);
    const chosen = boxes.filter((box) => box.checked).length;
    const head = $("[data-select-all]", table);
    if (head) { head.checked = chosen > 0 && chosen === boxes.length; head.indeterminate = chosen > 0 && chosen < boxes.length; }
    all(`[data-selected-count="${table.dataset.selectable}"]`).forEach((place) => { place.textContent = chosen; });
  };
  document.addEventListener("change", (event) => {
    const table = event.target.closest("table[data-selectable]");
    if (!table) return;
    if (event.target.matches("[data-select-all]")) picks(table).forEach((box) => { box.checked = event.target.checked; });
    count(table);
  });
  all("table[data-selectable]").forEach(count);

  // --- keys: data-key on a link, button or field; silent while typing; off on wish -------------------------------
  const named = { "/": "Zoeken", "?": "Deze lijst", j: "Volgende rij", k: "Vorige rij", x: "Rij kiezen" };
  const withKey = (key) => all("[data-key]").find((element) => element.dataset.key === key && visible(element));
  const markKeys = (within) => all("[data-key]", within).forEach((element) => element.setAttribute("aria-keyshortcuts", element.dataset.key));
  markKeys(document);
  document.addEventListener("htmx:load", (event) => markKeys(event.target.parentElement || document));
  const help = () => {
    const dialog = $("#sneltoetsen");
    if (!dialog) return;
    const words = all("[data-key]").filter(visible).map((element) => [element.dataset.key, element.dataset.keyName || element.textContent.replace(/\s+\S$/, "").trim()]);
    $("[data-keys-list]", dialog).replaceChildren(...[...Object.entries(named), ...words].flatMap(([key, text]) => {
      const term = document.createElement("dt");
      term.appendChild(document.createElement("kbd")).textContent = key;
      const meaning = document.createElement("dd");
      meaning.textContent = text;
      return [term, meaning];
    }));
    $("[data-keys-off]", dialog).checked = remembered("sneltoetsen") === "uit";
    dialog.showModal();
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-help]")) help();
    const menu = $("details.menu[open]");
    if (menu && !menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys-off]")) localStorage.setItem("sneltoetsen", event.target.checked ? "uit" : "aan");
  });
  const step = (by) => {
    const rows = all("main table tbody tr").filter((row) => $("a, input", row));
    const now = rows.indexOf(document.activeElement.closest("tr"));
    const row = rows[Math.min(Math.max(now + by, 0), rows.length - 1)];
    if (row) $("a, input", row).focus();
  };
  const pick = () => {
    const row = document.activeElement.closest("tr");
    const box = row && $("input[type=checkbox]", row);
    if (box) box.click();
  };
  const own = { "/": () => $("[data-search]")?.focus(), "?": help, j: () => step(1), k: () => step(-1), x: pick };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { const menu = $("details.menu[open]"); if (menu) { menu.open = false; $("summary", menu).focus(); } }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || $("dialog[open]")) return;
    const typing = event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
    if (typing || (remembered("sneltoetsen") === "uit" && event.key !== "?")) return;
    const target = withKey(event.key);
    if (!target && !own[event.key]) return;
    event.preventDefault();
    if (!target) own[event.key]();
    else if (target.matches("input, select, textarea")) target.focus();
    else target.click();
  });

  // --- upload progress: <progress data-upload-progress> inside the form --------------------------------------------
  document.addEventListener("htmx:xhr:progress", (event) => {
    const bar = $("[data-upload-progress]", event.target);
    if (bar && event.detail.lengthComputable) { bar.max = event.detail.total; bar.value = event.detail.loaded; }
  });
})();
