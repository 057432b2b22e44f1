// Properties are saved as they are changed. What could not be saved is said beside it, and never left without a question.

for (const form of document.querySelectorAll("form[data-saved]")) saveOnChange(form);

/** A form whose fields are sent one by one; the page that answers says what was saved, or why not. */
function saveOnChange(form) {
  const saved = JSON.parse(form.dataset.saved);
  const note = form.querySelector("[data-saved-note]");
  const fields = Object.keys(saved).map((name) => form.elements.namedItem(name));
  const unsaved = () => fields.filter((field) => field.value !== saved[field.name]);
  // What was refused is sent again only after it was changed.
  const refused = new Map();
  let sending = Promise.resolve();
  form.querySelector("[type=submit]").remove();

  const save = (field) => {
    sending = sending.then(() => send(field));
    return sending;
  };
  const saveAll = async () => {
    for (const field of unsaved()) if (refused.get(field.name) !== field.value) save(field);
    await sending;
  };
  const send = async (field) => {
    const { name, value } = field;
    if (value === saved[name]) return showFault(field, null);
    const body = new URLSearchParams({ only: name, was: saved[name], [name]: value });
    for (const hidden of ["csrf", "version"]) body.set(hidden, form.elements.namedItem(hidden).value);
    try {
      const response = await fetch(form.action, { method: "POST", body, keepalive: true });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const answered = page.querySelector("form[data-saved]");
      if (!answered) throw new Error("the answer is another page");
      const [now, fault] = [answered.elements.namedItem(name), page.getElementById(`${field.id}-fault`)];
      saved[name] = JSON.parse(answered.dataset.saved)[name];
      if (!response.ok && (fault || saved[name] !== value)) {
        refused.set(name, value);
        return showFault(field, fault ?? unsavedFault());
      }
      refused.delete(name);
      if (field.value === value) field.value = now.value;
      showFault(field, null);
      refresh(page, answered);
      showNote(field, page.querySelector("[data-flash=done]"));
    } catch {
      refused.set(name, value);
      showFault(field, unsavedFault());
    }
  };

  const unsavedFault = () =>
    document.importNode(form.querySelector("[data-unsaved]").content.firstElementChild, true);
  const showFault = (field, fault) => {
    const box = field.closest(".field");
    box.querySelector(".field-fault")?.remove();
    field.removeAttribute("aria-describedby");
    field.setAttribute("aria-invalid", String(fault !== null));
    if (fault === null) return;
    fault.id = `${field.id}-fault`;
    fault.setAttribute("role", "alert");
    field.setAttribute("aria-describedby", fault.id);
    field.after(fault);
    note.replaceChildren();
  };
  const showNote = (field, flash) => {
    if (!flash) return;
    field.closest(".field").after(note);
    note.replaceChildren(...flash.childNodes);
  };
  /** The rest of the page as it is now: other forms know of the change. */
  const refresh = (page, answered) => {
    form.elements.namedItem("version").value = answered.elements.namedItem("version").value;
    for (const old of document.querySelectorAll("[data-live]")) {
      const now = page.querySelector(`[data-live="${old.dataset.live}"]`);
      if (now) old.replaceWith(document.importNode(now, true));
    }
  };

  for (const field of fields) {
    if (field.type !== "datetime-local") field.addEventListener("change", () => save(field));
    // Each digit of a time is a change of its own.
    else field.addEventListener("blur", () => save(field));
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    saveAll();
  });
  // Another form of the page waits until everything is saved.
  document.addEventListener(
    "submit",
    (event) => {
      if (event.target === form || unsaved().length === 0) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      saveAll().then(() => {
        const [first] = unsaved();
        if (first) first.focus();
        else event.target.requestSubmit(event.submitter);
      });
    },
    { capture: true },
  );
  addEventListener("beforeunload", (event) => {
    if (unsaved().length === 0) return;
    saveAll();
    event.preventDefault();
  });
}
