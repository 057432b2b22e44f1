// Follows what changes, for all pages of a browser: in a shared worker, so that they have one connection together; where
// there are none, in a worker of each page. Connections end; what was missed is told when there is one again.

/** Each page, and whether it is in sight. */
const pages = new Map();
const missed = { is: "changed", data: { tickets: null, others: [] } };
let source = null;
let present = null;
/** How far these pages have seen. */
let seen = "";
let again;

const tell = (message) => {
  for (const page of pages.keys()) page.postMessage(message);
};

/** Notices since a page was last in sight. */
let unread = 0;

/** Shows notices where one looks; if that is elsewhere, one page shows them on the desktop. */
function notify(notices) {
  const inSight = [...pages].filter(([, visible]) => visible);
  for (const [page] of inSight) page.postMessage({ is: "notices", data: { notices, unread: null } });
  if (inSight.length > 0) return;
  unread += notices.length;
  const [first] = pages.keys();
  first?.postMessage({ is: "notices", data: { notices, unread } });
}

function see(page, visible) {
  if (!pages.has(page)) return;
  pages.set(page, visible);
  if (visible) unread = 0;
}

function follow() {
  clearTimeout(again);
  if (source && source.readyState !== EventSource.CLOSED) return;
  source = new EventSource(`/live?${new URLSearchParams({ after: seen })}`);
  source.addEventListener("here", ({ lastEventId }) => {
    seen = lastEventId;
  });
  source.addEventListener("changed", ({ data, lastEventId }) => {
    seen = lastEventId;
    tell({ is: "changed", data: JSON.parse(data) });
  });
  source.addEventListener("presence", ({ data }) => {
    present = { is: "presence", data: JSON.parse(data) };
    tell(present);
  });
  source.addEventListener("notices", ({ data }) => notify(JSON.parse(data)));
  source.addEventListener("error", () => {
    // The browser connects again by itself, unless it was refused.
    if (source.readyState !== EventSource.CLOSED) return;
    again = setTimeout(follow, 10_000 + 20_000 * Math.random());
  });
}

/** @param has how far the page has seen; @param visible whether it is in sight */
function join(page, { seen: has, visible }) {
  pages.set(page, visible);
  see(page, visible);
  if (source === null) seen = has;
  // Something may have come between the page and this, or is still to be told.
  else if (seen !== has) page.postMessage(missed);
  follow();
  if (present) page.postMessage(present);
}

function leave(page) {
  pages.delete(page);
  if (pages.size > 0) return;
  source?.close();
  source = null;
  present = null;
  clearTimeout(again);
}

function listen(page) {
  page.onmessage = ({ data }) => {
    if (data === "leave") leave(page);
    else if ("seen" in data) join(page, data);
    else see(page, data.visible);
  };
}

if ("onconnect" in self) self.onconnect = ({ ports: [page] }) => listen(page);
else listen(self);
