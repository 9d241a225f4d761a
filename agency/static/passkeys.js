// Passkeys: the browser is asked first, its answer goes with the form. Without this a code of an app still works.
(() => {
  const say = (text) => {
    const box = document.createElement("div");
    box.className = "alert alert-danger";
    box.setAttribute("role", "alert");
    box.textContent = text;
    document.querySelector("#meldingen").replaceChildren(box);
  };
  const ask = async (kind, options) => {
    if (kind === "create") return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.passkey) return;
    event.preventDefault();
    if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
      say("Deze browser kan hier geen toegangssleutel gebruiken. Gebruik een code van een app.");
      return;
    }
    try {
      const answer = await ask(form.dataset.passkey, JSON.parse(form.dataset.options));
      form.elements.credential.value = JSON.stringify(answer.toJSON());
    } catch {
      say("Het is niet gelukt met de toegangssleutel. Probeer het nog eens, of gebruik een code van een app.");
      return;
    }
    form.submit();
  });
})();
