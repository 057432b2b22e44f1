// Follows what changes, for all pages of a browser: in a shared worker, so that they have one connection together; where
// there are none, in a worker of each page. Connections end; what was missed is told when there is one again.

const pages = new Set();
const missed = { is: "changed", data: { tickets: null, others: [] } };
let source = null;
let present = null;
/** How far these pages have seen. */
let seen = "";
let again;

const tell = (message) => {
  for (const page of pages) page.postMessage(message);
};

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
  source.addEventListener("error", () => {
    // The browser connects again by itself, unless it was refused.
    if (source.readyState !== EventSource.CLOSED) return;
    again = setTimeout(follow, 10_000 + 20_000 * Math.random());
  });
}

/** @param has how far the page has seen */
function join(page, has) {
  pages.add(page);
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
  page.onmessage = ({ data }) => (data === "leave" ? leave(page) : join(page, data.seen));
}

if ("onconnect" in self) self.onconnect = ({ ports: [page] }) => listen(page);
else listen(self);
