// All commands and lists of a page by name: Ctrl+K. They are what the page has: its links, and what has a key.

commandPalette();

function commandPalette() {
  const box = document.getElementById("palette");
  if (!box) return;
  const [input, list] = [box.querySelector("input"), box.querySelector("[role=listbox]")];
  let all = [];
  let shown = [];
  let at = 0;

  document.addEventListener("keydown", (event) => {
    if (
      !(event.ctrlKey || event.metaKey) ||
      event.altKey ||
      event.shiftKey ||
      event.key.toLowerCase() !== "k"
    )
      return;
    if (event.defaultPrevented || document.querySelector("dialog[open]:not(#palette)")) return;
    event.preventDefault();
    if (box.open) return box.close();
    all = commands();
    input.value = "";
    box.showModal();
    input.focus();
    show();
  });

  /** What can be done here, each name once. */
  const commands = () => {
    const found = new Map();
    const nodes = document.querySelectorAll(
      ".lists a, [data-go], [aria-keyshortcuts], #reader-menu a, .list-tools summary, [data-palette]",
    );
    for (const node of nodes) {
      const link = node.matches("a");
      // The menu is closed, and its links can be followed nevertheless.
      if (!link && !node.matches("[name=q]") && !node.checkVisibility() && !inBulkBar(node)) continue;
      const name = nameOf(node);
      const key = node.dataset.go ? `g ${node.dataset.go}` : (node.getAttribute("aria-keyshortcuts") ?? "");
      if (name && !found.has(name)) found.set(name, { name, key, node });
    }
    return [...found.values()];
  };
  const inBulkBar = (node) =>
    node.closest(".bulk-bar") !== null && document.querySelector("[data-row].cursor");
  const nameOf = (node) => {
    const label = node.labels?.[0]?.querySelector("span") ?? node.labels?.[0] ?? node;
    // Without the numbers beside the names of lists.
    const words = [...label.childNodes].filter((one) => !one.matches?.(".n, .badge"));
    const name = node.getAttribute("aria-label") ?? words.map(({ textContent }) => textContent).join("");
    return name.replace(/\s+/g, " ").trim();
  };

  const show = () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    const fits = ({ name }) => words.every((word) => plain(name).includes(word));
    const starts = ({ name }) => plain(name).startsWith(words[0] ?? "");
    shown = all
      .filter(fits)
      .sort((a, b) => starts(b) - starts(a))
      .slice(0, 11);
    if (words.length > 0)
      shown.push({ name: box.dataset.search.replace("#", input.value.trim()), key: "", node: null });
    at = 0;
    list.replaceChildren(
      ...shown.map(({ name, key }, i) => {
        const item = Object.assign(document.createElement("div"), { id: `command-${i}` });
        item.setAttribute("role", "option");
        item.append(Object.assign(document.createElement("bdi"), { textContent: name }));
        const keys = key.split(" ").filter(Boolean);
        if (keys.length > 0) {
          const hint = document.createElement("span");
          hint.append(
            ...keys.map((one) => Object.assign(document.createElement("kbd"), { textContent: one })),
          );
          item.append(hint);
        }
        item.addEventListener("click", () => run(i));
        return item;
      }),
    );
    mark();
  };
  const mark = () => {
    for (const [i, item] of [...list.children].entries()) {
      item.setAttribute("aria-selected", String(i === at));
      if (i === at) item.scrollIntoView({ block: "nearest" });
    }
    if (shown.length > 0) input.setAttribute("aria-activedescendant", `command-${at}`);
    else input.removeAttribute("aria-activedescendant");
  };
  const run = (i) => {
    const { node } = shown[i] ?? {};
    const words = input.value.trim();
    box.close();
    if (node === undefined) return;
    if (node === null) location.assign(`/search?${new URLSearchParams({ q: words })}`);
    else follow(new Event("command"), node);
  };
  input.addEventListener("input", show);
  box.addEventListener("keydown", (event) => {
    const { key } = event;
    if (key === "ArrowDown") at = (at + 1) % shown.length;
    else if (key === "ArrowUp") at = (at + shown.length - 1) % shown.length;
    else if (key === "Enter") run(at);
    else return;
    event.preventDefault();
    mark();
  });
  // A click beside it closes it.
  box.addEventListener("click", ({ target }) => target === box && box.close());
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
