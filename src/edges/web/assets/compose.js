// Writing: the files that are attached, templates, and times in words.

listFiles();
insertTemplates();
sayTimes();
openChoices();

/** Files are listed as they are chosen, each with a button to remove it; more can be added. Too many bytes do not go. */
function listFiles() {
  for (const box of document.querySelectorAll("[data-files]")) {
    const input = box.querySelector("input[type=file]");
    const list = box.querySelector("[data-chosen]");
    const tooLarge = box.querySelector("[data-too-large]");
    const form = input.form;
    let chosen = [...input.files];

    const put = (files) => {
      chosen = files;
      const transfer = new DataTransfer();
      for (const file of files) transfer.items.add(file);
      input.files = transfer.files;
      show();
    };
    const show = () => {
      list.replaceChildren(...chosen.map(row));
      check();
    };
    const row = (file) => {
      const item = list.ownerDocument.importNode(box.querySelector("template").content, true);
      item.querySelector("[data-name]").textContent = file.name;
      item.querySelector("[data-size]").textContent = sizeOf(file.size);
      const button = item.querySelector("button");
      button.setAttribute("aria-label", `${button.textContent} ${file.name}`);
      button.addEventListener("click", () => {
        put(chosen.filter((other) => other !== file));
        input.focus();
      });
      return item;
    };
    const check = () => {
      const kept = [...box.querySelectorAll("[data-bytes]:checked")];
      const bytes = [...chosen.map(({ size }) => size), ...kept.map((one) => Number(one.dataset.bytes))];
      const total = bytes.reduce((sum, size) => sum + size, 0);
      tooLarge.hidden = total <= Number(box.dataset.files);
      input.setAttribute("aria-invalid", String(!tooLarge.hidden));
      return tooLarge.hidden;
    };
    input.addEventListener("change", () => {
      const added = [...input.files].filter((file) => !chosen.some((other) => isSame(file, other)));
      put([...chosen, ...added]);
    });
    box.addEventListener("change", check);
    form.addEventListener("submit", (event) => {
      if (check()) return;
      event.preventDefault();
      input.focus();
    });
    // A browser that goes back keeps the files.
    if (chosen.length > 0) show();
  }
}

/** A template goes where the cursor is: chosen in the list, or by "::" and the beginning of its name. */
function insertTemplates() {
  const box = document.querySelector("[data-templates]");
  const area = box?.closest("form").querySelector("textarea");
  if (!area) return;
  const select = box.querySelector("select");
  const names = [...select.options].map(({ value }) => value).filter(Boolean);
  box.querySelector("button").remove();

  const insert = async (name, start, end) => {
    const response = await fetch(`${box.dataset.templates}?${new URLSearchParams({ name })}`);
    // A session that ended, or a template that is gone: the page says which.
    if (!response.ok || response.redirected) return location.reload();
    area.focus();
    area.setRangeText(await response.text(), start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  select.addEventListener("change", () => {
    const { value } = select;
    select.value = "";
    if (value) insert(value, area.selectionStart, area.selectionEnd);
  });

  const list = Object.assign(document.createElement("ul"), { id: "template-list", className: "completions" });
  list.setAttribute("role", "listbox");
  list.hidden = true;
  area.after(list);
  area.setAttribute("aria-controls", list.id);
  let at = 0;
  /** Where the "::" before the cursor begins, and what is typed after it. */
  const typed = () => {
    const before = area.value.slice(Math.max(0, area.selectionStart - 60), area.selectionStart);
    const found = /(?:^|\s)::([^\n:]{0,50})$/.exec(before);
    return found && { word: found[1].toLowerCase(), start: area.selectionStart - found[1].length - 2 };
  };
  const show = () => {
    const now = typed();
    const fitting = now ? names.filter((name) => name.toLowerCase().includes(now.word)).slice(0, 8) : [];
    at = Math.min(at, Math.max(0, fitting.length - 1));
    list.hidden = fitting.length === 0;
    list.replaceChildren(
      ...fitting.map((name, i) => {
        const item = Object.assign(document.createElement("li"), { id: `template-${i}`, textContent: name });
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", String(i === at));
        // The text keeps the focus.
        item.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          take(name);
        });
        return item;
      }),
    );
    if (list.hidden) area.removeAttribute("aria-activedescendant");
    else area.setAttribute("aria-activedescendant", `template-${at}`);
  };
  const hide = () => {
    at = 0;
    list.hidden = true;
    area.removeAttribute("aria-activedescendant");
  };
  const take = (name) => {
    const now = typed();
    hide();
    if (now) insert(name, now.start, area.selectionStart);
  };
  area.addEventListener("input", show);
  area.addEventListener("blur", hide);
  area.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      const { length } = list.children;
      at = (at + (key === "ArrowDown" ? 1 : length - 1)) % length;
      show();
    } else if (key === "Enter" || key === "Tab") take(list.children[at].textContent);
    else if (key === "Escape") hide();
    else return;
    event.preventDefault();
  });
}

/** Beside a time in words stands which time that is, before it is used. */
function sayTimes() {
  for (const box of document.querySelectorAll("[data-when]")) {
    const field = box.querySelector("input");
    const exact = box.querySelector("[data-when-exact]");
    let last = 0;
    const say = async () => {
      const text = field.value.trim();
      last += 1;
      const asked = last;
      const response = text === "" ? null : await fetch(`/when?${new URLSearchParams({ text })}`);
      const said = response?.ok && !response.redirected ? await response.text() : "";
      if (asked === last) exact.value = said;
    };
    let waiting = 0;
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(say, 150);
    });
    box.closest(".choices").addEventListener("toggle", ({ newState }) => newState === "open" && say());
  }
}

/** What opens at a button begins with its first field; there, Enter presses the button that belongs to the field. */
function openChoices() {
  for (const box of document.querySelectorAll(".choices")) {
    const first = box.querySelector("button.choice, input[type=text]");
    // It has the focus as soon as the box is open: what is typed next are no keys of the page.
    first.autofocus = true;
    if (first.matches("input")) first.addEventListener("focus", () => first.select());
  }
  for (const part of document.querySelectorAll(".choice-box")) {
    part.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
      event.preventDefault();
      part.querySelector("button").click();
    });
  }
}

const isSame = (one, other) =>
  one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;

function sizeOf(bytes) {
  const [unit, size] = bytes >= 1e6 ? ["megabyte", 1e6] : bytes >= 1e3 ? ["kilobyte", 1e3] : ["byte", 1];
  const options = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: size === 1e6 ? 1 : 0 };
  return new Intl.NumberFormat(document.documentElement.lang, options).format(bytes / size);
}
