import type { Body, FilePart } from "./body.ts";
import type { Part } from "./structure.ts";

/**
 * The files that a mail's HTML shows within itself: referred to by Content-ID (RFC 2392) or by Content-Location
 * (RFC 2557).
 */
export function shownFiles(body: Body): ReadonlySet<Part> {
  const shown = new Set<Part>();
  if (body.files.length === 0) return shown;
  const html = body.rich.filter((piece) => piece.html).map((piece) => piece.part.text());
  if (html.length === 0) return shown;
  const references = new Set<string>();
  for (const text of html) {
    for (const match of text.matchAll(/\bcid:([^"'<>\s)]{1,500})/gi))
      references.add(normalId(match[1] ?? ""));
  }
  for (const file of body.files) {
    const location = file.part.headers.first("content-location");
    const byId = file.cid !== null && references.has(normalId(file.cid));
    const byLocation =
      location !== "" && /^image\//.test(file.part.type) && html.some((text) => text.includes(location));
    if (byId || byLocation) shown.add(file.part);
  }
  return shown;
}

/** The file that a src attribute of the HTML means, or null. */
export function fileBySource(files: readonly FilePart[], source: string): FilePart | null {
  const cid = /^\s*cid:(.+)$/is.exec(source)?.[1];
  if (cid !== undefined) {
    const id = normalId(cid);
    return files.find((file) => file.cid !== null && normalId(file.cid) === id) ?? null;
  }
  const wanted = source.trim();
  if (wanted === "") return null;
  return files.find((file) => file.part.headers.first("content-location") === wanted) ?? null;
}

/** A Content-ID as a URL may write it: percent-encoded, entities left in, brackets and all. */
function normalId(id: string): string {
  const text = id
    .replaceAll("&amp;", "&")
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return text.replace(/^<|>$/g, "").trim();
}
