// Follows what changes, for all pages of a browser: in a shared worker, so that they have one connection together; where
// there are none, in a worker of each page. Connections end; what was missed is told when there is one again.

const pages = new Set();
let source = null;
let present = null;
let again;
let late = false;

const tell = (message) => {
  for (const page of pages) page.postMessage(message);
};

function follow() {
  clearTimeout(again);
  if (source && source.readyState !== EventSource.CLOSED) return;
  source = new EventSource("/live");
  source.addEventListener("here", () => {
    // A new source does not know what the one before has seen.
    if (late) tell({ is: "changed", data: { tickets: null, others: [] } });
    late = false;
  });
  source.addEventListener("changed", ({ data }) => tell({ is: "changed", data: JSON.parse(data) }));
  source.addEventListener("presence", ({ data }) => {
    present = { is: "presence", data: JSON.parse(data) };
    tell(present);
  });
  source.addEventListener("error", () => {
    // The browser connects again by itself, unless it was refused.
    if (source.readyState !== EventSource.CLOSED) return;
    late = true;
    again = setTimeout(follow, 10_000 + 20_000 * Math.random());
  });
}

function join(page) {
  pages.add(page);
  page.onmessage = ({ data }) => {
    if (data !== "leave") return;
    pages.delete(page);
    if (pages.size > 0) return;
    source?.close();
    source = null;
    late = true;
    clearTimeout(again);
  };
  follow();
  if (present) page.postMessage(present);
}

if ("onconnect" in self) self.onconnect = ({ ports: [page] }) => join(page);
else join(self);
