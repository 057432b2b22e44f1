// What makes the pages quick; every page works without it. Keys are declared in the pages by aria-keyshortcuts and
// data-go, so this file knows no page by name.

const root = document.documentElement;
/** Whether letters belong to what has the focus; a checkbox takes none. */
const typing = (node) =>
  node instanceof HTMLElement &&
  (node.isContentEditable || node.matches("input:not([type=checkbox]), select, textarea, .editor"));

/** Where the cursor stands in a list, for coming back to it: by the path of the list, the address of its row. */
const cursorPlace = `cursor ${location.pathname}`;

rememberZone();
keepTimesTrue();
submitOnChange();
editRules();
composeTabs();
mailFrames();
uploads();
listenToKeys();
restoreCursor();
selectTickets();
showWhere();
withinTime();

/** The server shows exact times in the reader's zone: tell it which that is, once. */
function rememberZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone || root.dataset.zone === zone) return;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere yet
  document.cookie = `mm_zone=${encodeURIComponent(zone)}; Path=/; Max-Age=31536000; SameSite=Lax`;
}

/** On a phone, the menus are rows that scroll: where one is must be in sight. */
function showWhere() {
  for (const here of document.querySelectorAll(".side [aria-current], .main-nav [aria-current]")) {
    const row = here.closest(".side, .main-nav");
    if (row.scrollWidth <= row.clientWidth) continue;
    const { left, width } = here.getBoundingClientRect();
    row.scrollLeft += left + width / 2 - row.clientWidth / 2;
  }
}

/** What can be undone for some seconds only loses its button then. */
function withinTime() {
  for (const node of document.querySelectorAll("[data-within]"))
    setTimeout(() => node.remove(), Number(node.dataset.within));
}

/** Ages under a week are counted on while the page is open. */
function keepTimesTrue() {
  const units = [
    ["day", 86_400_000],
    ["hour", 3_600_000],
    ["minute", 60_000],
  ];
  const show = () => {
    for (const node of document.querySelectorAll("time[data-ago]")) {
      const past = Date.now() - Date.parse(node.dateTime);
      if (past >= 7 * 86_400_000 || past < 60_000) continue;
      const [unit, length] = units.find(([, ms]) => past >= ms);
      const options = { style: "unit", unit, unitDisplay: "narrow" };
      const text = new Intl.NumberFormat(root.lang === "en" ? "en-GB" : root.lang, options).format(
        Math.floor(past / length),
      );
      if (node.textContent !== text) node.textContent = text;
    }
  };
  setInterval(show, 30_000);
  document.addEventListener("visibilitychange", () => document.hidden || show());
}

/** Filters take effect as they are chosen; their button is for those without scripts. */
function submitOnChange() {
  for (const form of document.querySelectorAll("form[data-submit-on-change]")) {
    form.querySelector("button")?.remove();
    form.addEventListener("change", () => form.requestSubmit());
  }
  for (const field of document.querySelectorAll("[data-select-all]")) {
    field.addEventListener("focus", () => field.select());
  }
}

/** A ruleset is written in an editor that knows its language. Where that cannot be loaded, the field stays as it is. */
function editRules() {
  const field = document.querySelector("textarea[data-editor]");
  if (field) import(field.dataset.editor);
}

/** "Reply" and "Note" put their form on top and the cursor into it; "everyone" fills the copies. */
function composeTabs() {
  for (const link of document.querySelectorAll("[data-tab]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      showTab(link.dataset.tab);
    });
  }
  const everyone = document.querySelector("[data-everyone]");
  everyone?.addEventListener("click", (event) => {
    event.preventDefault();
    const cc = everyone.closest("form").elements.namedItem("cc");
    const typed = cc.value.trim();
    cc.value = typed === "" ? everyone.dataset.everyone : `${typed}, ${everyone.dataset.everyone}`;
    cc.dispatchEvent(new Event("input", { bubbles: true }));
    everyone.closest(".everyone").hidden = true;
    showTab("reply");
  });
}

function showTab(tab) {
  const choice = document.getElementById(`tab-${tab}`);
  if (!choice) return;
  choice.checked = true;
  const area = document.querySelector(`#${tab}-form textarea`);
  area?.focus();
  area?.closest(".compose").scrollIntoView({ block: "nearest" });
}

/** Frames are as high as the mail in them, unless that is very long; the choice of formatted holds for the next mails too. */
function mailFrames() {
  const wanted = localStorage.getItem("formatted") === "yes";
  for (const box of document.querySelectorAll("details[data-formatted]")) {
    if (wanted) box.open = true;
    box.querySelector("summary").addEventListener("click", () => {
      if (box.open) localStorage.removeItem("formatted");
      else localStorage.setItem("formatted", "yes");
    });
    const frame = box.querySelector("iframe");
    const fitFrame = () => {
      const page = frame.contentDocument?.documentElement;
      if (!page) return;
      const set = () => {
        // A very long mail scrolls in its frame, so that what follows stays in reach.
        const height = page.offsetHeight > 2_000 ? 1_000 : Math.max(page.offsetHeight, 40);
        frame.style.blockSize = `${height + 2}px`;
      };
      set();
      new ResizeObserver(set).observe(page);
    };
    frame.addEventListener("load", fitFrame);
    if (frame.contentDocument?.readyState === "complete") fitFrame();
  }
}

/** A large file goes up with a bar that shows how far it is; what cannot fit is not sent at all. */
function uploads() {
  for (const form of document.querySelectorAll("form[data-upload]")) {
    const [progress, tooLarge] = ["progress", "too-large"].map((name) =>
      form.querySelector(`[data-${name}]`),
    );
    form.addEventListener("submit", (event) => {
      const file = form.querySelector("input[type=file]").files[0];
      if (!file) return;
      event.preventDefault();
      tooLarge.hidden = file.size <= Number(form.dataset.room);
      if (!tooLarge.hidden) return;
      const request = new XMLHttpRequest();
      request.upload.addEventListener("progress", ({ loaded, total }) => {
        progress.querySelector("progress").value = (100 * loaded) / total;
      });
      // However it ended, the page behind it tells what came of it.
      request.addEventListener("loadend", () => location.assign(form.dataset.upload));
      request.open("POST", form.action);
      request.send(new FormData(form));
      progress.hidden = false;
      form.querySelector("[data-default]").disabled = true;
    });
  }
}

function listenToKeys() {
  let afterG = 0;
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const send = event.target.closest?.("form")?.querySelector("[data-default]");
      if (send) {
        event.preventDefault();
        send.click();
      }
      return;
    }
    // What a list of completions has taken is not for the page.
    if (event.defaultPrevented) return;
    // An editor keeps the cursor: Tab leaves it.
    if (event.target.matches?.(".editor")) return;
    if (event.key === "Escape" && typing(event.target)) return event.target.blur();
    if (root.dataset.keys === "off" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    const key = event.key;
    const go = Date.now() - afterG < 1500;
    afterG = 0;
    if (go) return follow(event, document.querySelector(`[data-go="${CSS.escape(key)}"]`));
    if (key === "g") {
      afterG = Date.now();
    } else if (key === "?") {
      event.preventDefault();
      document.getElementById("keys")?.showModal();
    } else if ((key === "j" || key === "k") && document.querySelector("[data-row]")) {
      moveCursor(key === "j" ? 1 : -1);
    } else if (key === "x") {
      const box = document.querySelector("[data-row].cursor [name=ticket]");
      if (box) follow(event, box);
    } else if (key === "o" || (key === "Enter" && event.target === document.body)) {
      follow(event, document.querySelector("[data-row].cursor [data-open]"));
    } else if (key.length === 1) {
      const named = key === key.toUpperCase() && key !== key.toLowerCase() ? `Shift+${key}` : key;
      follow(event, document.querySelector(`[aria-keyshortcuts="${CSS.escape(named)}"]`));
    }
  });
  document.querySelector("[data-show-keys]")?.addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("reader-menu")?.hidePopover();
    document.getElementById("keys")?.showModal();
  });
}

function follow(event, target) {
  if (!target) return;
  // What is for selected tickets is for the one at the cursor, if none is selected.
  const bar = target.closest(".bulk-bar");
  const box = bar && document.querySelector("[data-row].cursor [name=ticket]");
  if (box && !document.querySelector("[name=ticket]:checked")) box.click();
  const drawer = target.closest("details:not([open])");
  if (bar && drawer?.querySelector("summary").checkVisibility()) drawer.open = true;
  // What does not show is not there: a link in a closed menu is followed all the same.
  if (!target.matches("a") && !target.checkVisibility()) return;
  event.preventDefault();
  if (target.matches("a, button, summary, [type=checkbox]")) return target.click();
  target.focus();
  if (target.matches("input")) target.select();
}

function moveCursor(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (rows.length === 0) return;
  const now = rows.findIndex((row) => row.classList.contains("cursor"));
  const next = now < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, now + step));
  rows[now]?.classList.remove("cursor");
  rows[next].classList.add("cursor");
  const opens = rows[next].querySelector("[data-open]");
  opens?.focus({ preventScroll: true });
  rows[next].scrollIntoView({ block: "nearest" });
  if (opens?.pathname) kept((storage) => storage.setItem(cursorPlace, opens.pathname));
}

/** Counts the selected tickets, selects all of a page, and with Shift all between two. */
function selectTickets() {
  const form = document.querySelector("form.bulk");
  if (!form) return;
  // Rows come and go.
  const boxesNow = () => [...form.querySelectorAll("[name=ticket]")];
  const place = form.querySelector("[data-select-page]");
  const all = Object.assign(document.createElement("input"), { type: "checkbox" });
  all.setAttribute("aria-label", place.dataset.selectPage);
  place.append(all);
  const count = form.querySelector("[data-selected]");
  const show = () => {
    const boxes = boxesNow();
    const n = boxes.filter((box) => box.checked).length;
    count.textContent = count.dataset.selected.replace("#", new Intl.NumberFormat(root.lang).format(n));
    all.checked = n === boxes.length;
    all.indeterminate = n > 0 && n < boxes.length;
  };
  let lastBox = null;
  form.addEventListener("click", ({ target, shiftKey }) => {
    const boxes = boxesNow();
    const last = boxes.indexOf(lastBox);
    const at = boxes.indexOf(target);
    if (target === all) for (const box of boxes) box.checked = all.checked;
    if (at >= 0 && shiftKey && last >= 0)
      for (const box of boxes.slice(Math.min(at, last), Math.max(at, last))) box.checked = target.checked;
    if (at >= 0) lastBox = target;
    show();
  });
  // The browser may restore what was checked before.
  addEventListener("pageshow", show);
}

/** After a look at a row, the cursor is there again; so it is for rows that were opened by a click. */
function restoreCursor() {
  const list = document.querySelector("[data-cursor]");
  if (!list) return;
  list.addEventListener("click", ({ target }) => {
    const opened = target instanceof Element ? target.closest("[data-row] [data-open]") : null;
    if (opened) kept((storage) => storage.setItem(cursorPlace, opened.pathname));
  });
  const last = kept((storage) => storage.getItem(cursorPlace));
  const opens = [...list.querySelectorAll("[data-row] [data-open]")].find((one) => one.pathname === last);
  const row = opens?.closest("[data-row]");
  if (!row) return;
  row.classList.add("cursor");
  // The focus moves only for those who come back from there.
  const from = document.referrer === "" ? null : new URL(document.referrer);
  const back = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (document.activeElement !== document.body || !(back || from?.pathname === last)) return;
  opens.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

/** The tab's own storage; null where the browser denies it. */
function kept(use) {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}
