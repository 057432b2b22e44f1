// What keeps open pages true: lists and counts follow what happens, and people see who is where.

if (root.dataset.liveWorker) followChanges();

function followChanges() {
  const list = document.querySelector("form.bulk, [data-empty-list]");
  const ticket = /^\/tickets\/(\d+)$/.exec(location.pathname)?.[1];
  const follower = list ? liveList() : null;
  let page = null;
  const join = () => {
    if (page) return;
    const shared = "SharedWorker" in window;
    const worker = shared ? new SharedWorker(root.dataset.liveWorker) : new Worker(root.dataset.liveWorker);
    page = shared ? worker.port : worker;
    page.onmessage = ({ data: { is, data } }) => {
      if (is === "notices") document.dispatchEvent(new CustomEvent("notices", { detail: data }));
      else if (is === "presence") showPresence(data, ticket);
      else if (follower) follower.changed();
      else if (ticket) ticketChanged(data, ticket);
    };
    page.postMessage({ seen: root.dataset.seen, visible: !document.hidden });
  };
  join();
  document.addEventListener("visibilitychange", () => {
    page?.postMessage({ visible: !document.hidden });
    if (!document.hidden) navigator.clearAppBadge?.();
  });
  if (!document.hidden) navigator.clearAppBadge?.();
  addEventListener("pagehide", () => {
    page?.postMessage("leave");
    page = null;
  });
  // A page that comes out of the browser's cache has missed things.
  addEventListener("pageshow", ({ persisted }) => persisted && join());
  if (ticket) tellPresence(ticket);
}

/** What is told of a person at a ticket. */
const presenceText = ({ name, doing }) => root.dataset[doing].replace("#", name);

function showPresence(all, ticket) {
  for (const old of document.querySelectorAll("[data-presence]")) old.remove();
  const line = (at, className) => {
    const node = Object.assign(document.createElement("span"), { className });
    node.dataset.presence = "";
    node.textContent = at.map(presenceText).join(" · ");
    return node;
  };
  for (const row of document.querySelectorAll("tr[data-row]")) {
    const at = all.filter((one) => `/tickets/${one.ticket}` === row.querySelector("[data-open]").pathname);
    if (at.length > 0) row.querySelector(".subject").after(line(at, "presence"));
  }
  const here = all.filter((one) => String(one.ticket) === ticket);
  if (here.length === 0) return;
  const node = line(here, "flash presence-here");
  node.setAttribute("role", "status");
  document.getElementById("main").prepend(node);
}

/** Tells others that one is here, and whether one is writing, for as long as the page is in sight. */
function tellPresence(ticket) {
  const csrf = document.querySelector("[name=csrf]")?.value ?? "";
  const path = `/live/${ticket}`;
  let typedAt = 0;
  let told = null;
  const say = (doing) => {
    told = doing;
    navigator.sendBeacon(path, new URLSearchParams({ csrf, doing }));
  };
  const now = () => {
    if (document.hidden) return;
    say(Date.now() - typedAt < 60_000 ? "replying" : "looking");
  };
  document.addEventListener("input", ({ target }) => {
    if (!target.closest?.("#reply-form, #note-form, .compose")) return;
    typedAt = Date.now();
    if (told !== "replying") now();
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? say("") : now()));
  addEventListener("pagehide", () => say(""));
  addEventListener("pageshow", ({ persisted }) => persisted && now());
  setInterval(now, 20_000);
  now();
}

/** What the server has now, as a document; null without a connection or a session, which leaves this page as it is. */
async function pageNow(path) {
  const response = await fetch(path, { headers: { "x-live": "1" } }).catch(() => null);
  if (!response?.ok || response.redirected) return null;
  const text = await response.text().catch(() => null);
  return text === null ? null : new DOMParser().parseFromString(text, "text/html");
}

/** Whether something has happened to the ticket since its page was made. */
async function isOld() {
  const versionIn = (page) => page.querySelector("#main [name=version]")?.value;
  const now = await pageNow(location.pathname);
  return now !== null && versionIn(now) !== versionIn(document);
}

/** Others have done something to the ticket that is open: it says so, and shows it when asked to. */
async function ticketChanged({ tickets, others }, ticket) {
  const changed = tickets === null ? await isOld() : others.map(String).includes(ticket);
  if (!changed || document.querySelector("[data-news]")) return;
  const bar = Object.assign(document.createElement("p"), { className: "flash news" });
  bar.dataset.news = "";
  bar.setAttribute("role", "status");
  const link = Object.assign(document.createElement("a"), {
    href: location.pathname,
    className: "button small",
  });
  link.textContent = root.dataset.show;
  bar.append(root.dataset.news, " ", link);
  document.getElementById("main").prepend(bar);
}

/** The list as the server has it now: rows change in place, new ones come in above or wait for a click. */
function liveList() {
  const path = document.querySelector("form.bulk [name=list]")?.value ?? location.pathname + location.search;
  const numberOf = (row) => row.querySelector("[name=ticket]").value.split(".")[0];
  const rowsOf = (page) =>
    new Map([...page.querySelectorAll("tr[data-row]")].map((row) => [numberOf(row), row]));
  // Scripts write into the rows: what the server sent is compared.
  const sent = new WeakMap();
  for (const row of rowsOf(document).values()) sent.set(row, row.innerHTML);
  let [fetching, again, last] = [false, false, 0];

  const changed = () => {
    if (document.hidden || fetching) {
      again = true;
      return;
    }
    again = false;
    fetching = true;
    setTimeout(fetchNow, Math.max(0, last + 1500 - Date.now()));
  };
  const fetchNow = async () => {
    last = Date.now();
    // Without a connection there is nothing to show; the stream tells when there is one again.
    const now = await pageNow(path);
    fetching = false;
    if (again) changed();
    if (now !== null) show(now);
  };
  document.addEventListener("visibilitychange", () => !document.hidden && again && changed());

  const show = (page) => {
    for (const count of document.querySelectorAll("[data-count]")) {
      const now = page.querySelector(`[data-count="${CSS.escape(count.dataset.count)}"]`);
      if (now && now.textContent !== count.textContent) count.replaceWith(document.importNode(now, true));
    }
    const body = document.querySelector(".tickets tbody");
    const now = rowsOf(page);
    if (!body) return now.size > 0 ? location.reload() : undefined;
    const old = rowsOf(document);
    const news = [...now.keys()].filter((number) => !old.has(number));
    const listed = [...old.values()];
    for (const [number, row] of old) {
      const fresh = now.get(number);
      if (fresh) change(row, fresh);
      // The last ones may only have made room for new ones.
      else row.classList.toggle("gone", listed.indexOf(row) < listed.length - news.length);
    }
    if (news.length === 0) return offer(null, 0);
    const reading =
      scrollY > 40 ||
      document.querySelector(".ticket.cursor, [name=ticket]:checked, dialog[open], details[open]");
    if (reading) offer(now, news.length);
    else take(now);
  };

  const change = (row, fresh) => {
    row.classList.remove("gone");
    if (sent.get(row) === fresh.innerHTML) return;
    sent.set(row, fresh.innerHTML);
    const box = row.querySelector("[name=ticket]");
    const focused = row.contains(document.activeElement);
    const cursor = row.classList.contains("cursor");
    const node = document.importNode(fresh, true);
    row.className = `${node.className} changed`;
    row.classList.toggle("cursor", cursor);
    // A selected ticket keeps the version that was seen.
    if (box.checked) node.querySelector("[name=ticket]").replaceWith(box);
    const presence = row.querySelector("[data-presence]");
    row.replaceChildren(...node.childNodes);
    if (presence) row.querySelector(".subject").after(presence);
    if (focused) row.querySelector("[data-open]").focus({ preventScroll: true });
  };

  /** All rows as they are now, in their order. */
  const take = (now) => {
    offer(null, 0);
    const old = rowsOf(document);
    const rows = [...now].map(([number, fresh]) => {
      const known = old.get(number);
      if (known) return known;
      const row = document.importNode(fresh, true);
      sent.set(row, fresh.innerHTML);
      row.classList.add("changed");
      return row;
    });
    document.querySelector(".tickets tbody").replaceChildren(...rows);
  };

  const offer = (now, n) => {
    document.querySelector("[data-new-rows]")?.remove();
    if (now === null) return;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "new-rows" });
    button.dataset.newRows = "";
    const text = n === 1 ? root.dataset.newOne : root.dataset.newMany;
    button.textContent = text.replace("#", new Intl.NumberFormat(root.lang).format(n));
    button.addEventListener("click", () => {
      take(now);
      scrollTo({ top: 0 });
    });
    const place = document.querySelector(".list-head");
    place.after(button);
    const status = document.querySelector("[data-live-status]");
    if (status) status.textContent = button.textContent;
  };

  return { changed };
}
