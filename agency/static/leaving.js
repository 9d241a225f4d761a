// Nothing of a log-in stays on the screen after it: not in another tab, and not when its time is over. The time is told
// by every tab to the others; what ended elsewhere is asked of the server, which does not count that as use.
(() => {
  const page = document.querySelector('meta[name="log-in"]');
  if (!page) return;
  const user = page.content;
  const last = Date.now() + page.dataset.most * 1000;
  const tabs = new BroadcastChannel("log-in");
  const WARN = 120_000, LOOK = 10_000, ASK = 300_000;
  let until = 0, asked = Date.now(), gone = false;

  const element = (name, text, look = "") => {
    const made = document.createElement(name);
    made.textContent = text;
    made.className = look;
    return made;
  };
  const clear = (why) => {
    if (gone) return;
    gone = true;
    tabs.close();
    document.title = "Uitgelogd · Incasso";
    document.querySelectorAll('meta[name="csrf-token"], meta[name="log-in"]').forEach((each) => each.remove());
    const main = element("main", "", "page");
    const again = element("a", "Inloggen", "btn btn-primary");
    again.href = page.dataset.logIn;
    main.append(element("h1", "Uitgelogd"), element("p", why), again);
    document.body.className = "plain";
    document.body.replaceChildren(main);
  };

  // --- how long it may stand -----------------------------------------------------------------------------------
  const used = () => {
    if (gone) return;
    until = Math.min(Date.now() + page.dataset.idle * 1000, last);
    tabs.postMessage({ user, until });
    warn(false);
  };
  const warn = (near) => {
    const shown = document.getElementById("bijna-uitgelogd");
    if (!near) shown?.remove();
    if (!near || shown) return;
    const box = element("div", "", "alert alert-warning");
    box.id = "bijna-uitgelogd";
    box.setAttribute("role", "alert");
    const may = until < last;
    box.append(element("p", `Binnen twee minuten wordt u uitgelogd${may ? "" : ": u bent dan twaalf uur ingelogd"}. Wat u nog niet opsloeg, gaat dan verloren.`));
    if (may) {
      const button = element("button", "Ingelogd blijven", "btn btn-sm btn-primary");
      button.type = "button";
      button.addEventListener("click", stay);
      box.append(button);
    }
    document.getElementById("meldingen")?.append(box);
  };
  const stay = async () => {
    const answer = await fetch(page.dataset.stay).catch(() => null);
    if (answer?.ok && !answer.redirected) used();
  };
  const look = () => {
    if (gone) return;
    if (Date.now() >= until) clear(until < last ? "U deed hier een half uur niets." : "U was twaalf uur ingelogd.");
    else warn(Date.now() >= until - WARN);
    if (!document.hidden && Date.now() - asked >= ASK) ask();
  };

  // --- whether it still counts ---------------------------------------------------------------------------------
  const ask = async () => {
    asked = Date.now();
    const answer = await fetch(page.dataset.ask, { cache: "no-store" }).catch(() => null);
    if (!answer?.ok) return;
    const known = String((await answer.json()).user ?? "");
    if (known !== user) clear("U bent hier niet meer ingelogd.");
  };
  tabs.addEventListener("message", (event) => {
    if (event.data.user === user) { until = Math.max(until, Math.min(event.data.until, last)); look(); }
    else clear(event.data.user ? "Hier is nu iemand anders ingelogd." : "U heeft in een ander venster op Uitloggen gedrukt.");
  });
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.getAttribute("action") !== page.dataset.logOut) return;
    tabs.postMessage({ user: "" });
    setTimeout(() => clear("U heeft op Uitloggen gedrukt."));
  });
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) used(); });
  document.addEventListener("visibilitychange", () => { look(); if (!document.hidden && !gone) ask(); });
  addEventListener("pageshow", (event) => { if (event.persisted) { look(); if (!gone) ask(); } });
  setInterval(look, LOOK);
  used();
})();
