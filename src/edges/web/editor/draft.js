// Text that was not saved stays in this browser, for the person who typed it.

/**
 * Keeps what is typed, and brings it back where the page has the newest version.
 * @param field the form's, which has the text as it was saved
 * @param known the person, whether the text is as saved, and words
 * @returns the text to edit, and what to do as it changes
 */
export function keptDraft(field, { draft: person, fresh, words }) {
  const name = `rules-draft ${person}`;
  const saved = field.value;
  const base = field.form.elements.namedItem("base");
  const baseSaved = base.value;
  const kept = read();
  const restored = fresh && kept !== null && kept.text !== saved ? kept : null;
  if (restored) base.value = restored.base;
  else if (fresh) store(null);
  return {
    text: restored?.text ?? saved,
    /** Says that it is not saved, with a button that discards it. @param discard puts the saved text back */
    notice(discard) {
      if (!restored) return null;
      const box = document.createElement("p");
      box.className = "row";
      box.role = "status";
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button small";
      button.textContent = words.discard;
      button.addEventListener("click", () => {
        box.remove();
        base.value = baseSaved;
        discard(saved);
        store(null);
      });
      box.append(restored.base === baseSaved ? words.kept : words.older, " ", button);
      return box;
    },
    changed(text) {
      store(text === saved && fresh ? null : { text, base: base.value });
    },
  };

  function read() {
    try {
      const found = JSON.parse(localStorage.getItem(name));
      return typeof found?.text === "string" && typeof found.base === "string" ? found : null;
    } catch {
      return null;
    }
  }

  function store(value) {
    try {
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, JSON.stringify(value));
    } catch {
      // The browser keeps nothing, or has no room: then it is as without a draft.
    }
  }
}
