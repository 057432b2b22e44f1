import type { Body, FilePart } from "./body.ts";

/**
 * The files that a mail's HTML shows within itself: referred to by Content-ID (RFC 2392) or by Content-Location
 * (RFC 2557).
 */
export function shownFiles(body: Body): ReadonlySet<FilePart> {
  const shown = new Set<FilePart>();
  if (body.files.length === 0) return shown;
  const html = body.rich.filter((piece) => piece.html).map((piece) => piece.text());
  if (html.length === 0) return shown;
  const references = new Set<string>();
  for (const text of html) {
    for (const match of text.matchAll(/\bcid:([^"'<>\s)]{1,500})/gi))
      references.add(normalId(match[1] ?? ""));
  }
  for (const file of body.files) {
    const byId = file.cid !== null && references.has(normalId(file.cid));
    const mayBeLocated = file.location !== "" && file.type.startsWith("image/");
    if (byId || (mayBeLocated && html.some((text) => text.includes(file.location)))) shown.add(file);
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
  return wanted === "" ? null : (files.find((file) => file.location === wanted) ?? null);
}

/** A Content-ID as a URL may write it: percent-encoded, entities left in, brackets and all. */
function normalId(id: string): string {
  const text = id
    .replaceAll("&amp;", "&")
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return text.replace(/^<|>$/g, "").trim();
}
