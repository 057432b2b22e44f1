// What happened to one's own tickets: shown on the page in sight, or else on the desktop, where that was allowed.

/** The most notices that stand on a page at a time. */
const MOST_NOTICES = 3;

desktopChoice();
document.addEventListener("notices", ({ detail }) => showNotices(detail));

/** @param unread how many came since a page was last in sight; null if this one is */
function showNotices({ notices, unread }) {
  if (unread !== null) {
    navigator.setAppBadge?.(unread);
    if (desktopIsOn()) for (const notice of notices) showOnDesktop(notice);
    return;
  }
  // The page of that ticket says itself that something has changed.
  for (const notice of notices) if (location.pathname !== `/tickets/${notice.ticket}`) showOnPage(notice);
}

function showOnDesktop({ ticket, title, text }) {
  // Another one of the same ticket takes its place.
  const shown = new Notification(title, { body: text, tag: `ticket-${ticket}`, icon: root.dataset.icon });
  shown.onclick = () => {
    window.focus();
    location.assign(`/tickets/${ticket}`);
    shown.close();
  };
}

function showOnPage({ ticket, title, text }) {
  const box = document.getElementById("notices") ?? document.createElement("div");
  if (!box.id) {
    Object.assign(box, { id: "notices", className: "notices" });
    box.setAttribute("role", "status");
    document.body.append(box);
  }
  box.querySelector(`[data-ticket="${ticket}"]`)?.remove();
  const notice = document.createElement("p");
  notice.dataset.ticket = ticket;
  const link = Object.assign(document.createElement("a"), { href: `/tickets/${ticket}`, textContent: title });
  const about = Object.assign(document.createElement("bdi"), { textContent: text });
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
  close.setAttribute("aria-label", root.dataset.close);
  close.addEventListener("click", () => notice.remove());
  notice.append(link, about, close);
  box.append(notice);
  while (box.children.length > MOST_NOTICES) box.firstElementChild.remove();
}

/** Whether notices are shown on the desktop: it is chosen for each browser, which also asks. */
function desktopIsOn() {
  return (
    "Notification" in window &&
    Notification.permission === "granted" &&
    localStorage.getItem("desktop") === "on"
  );
}

/** The switch on the page of the account. */
function desktopChoice() {
  const part = document.querySelector("[data-desktop]");
  if (!part || !("Notification" in window)) return;
  const [button, hint] = [part.querySelector("button"), part.querySelector("[role=status]")];
  const show = () => {
    const denied = Notification.permission === "denied";
    button.textContent = desktopIsOn() ? button.dataset.off : button.dataset.on;
    button.disabled = denied;
    hint.textContent = denied ? hint.dataset.denied : desktopIsOn() ? hint.dataset.on : "";
    part.hidden = false;
  };
  button.addEventListener("click", async () => {
    if (desktopIsOn()) localStorage.setItem("desktop", "off");
    else if ((await Notification.requestPermission()) === "granted") localStorage.setItem("desktop", "on");
    show();
  });
  show();
}
