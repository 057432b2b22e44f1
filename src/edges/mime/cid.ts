import type { Body, FilePart } from "./body.ts";

/**
 * The files that a mail's HTML displays: referred to by Content-ID (RFC 2392) or by Content-Location
 * (RFC 2557). Linear in HTML and files: the references are collected once.
 */
export function shownFiles(body: Body): ReadonlySet<FilePart> {
  const shown = new Set<FilePart>();
  if (body.files.length === 0) return shown;
  const ids = new Set<string>();
  const locations = new Set<string>();
  for (const piece of body.rich) {
    if (!piece.html) continue;
    const html = piece.text();
    for (const match of html.matchAll(/\bcid:([^"'<>\s)]{1,500})/gi)) ids.add(normalId(match[1] ?? ""));
    for (const match of html.matchAll(
      // linear: a value is read up to its quotation mark, 2,000 characters at most
      /\b(?:src|background)\s*=\s*(?:"([^"]{1,2000})"|'([^']{1,2000})'|([^\s"'>]{1,2000}))/gi,
    )) {
      locations.add(normalLocation(match[1] ?? match[2] ?? match[3] ?? ""));
    }
  }
  for (const file of body.files) {
    const byId = file.cid !== null && ids.has(normalId(file.cid));
    const mayBeLocated = file.location !== "" && file.type.startsWith("image/");
    if (byId || (mayBeLocated && locations.has(normalLocation(file.location)))) shown.add(file);
  }
  return shown;
}

/** Finds the file that a src attribute of the HTML refers to, the first with that name; null if there is none. */
export function sourceFinder(files: readonly FilePart[]): (source: string) => FilePart | null {
  const byId = new Map<string, FilePart>();
  const byLocation = new Map<string, FilePart>();
  for (const file of files.toReversed()) {
    if (file.cid !== null) byId.set(normalId(file.cid), file);
    if (file.location !== "") byLocation.set(normalLocation(file.location), file);
  }
  return (source) => {
    const wanted = source.slice(0, LONGEST_SOURCE).trim();
    if (/^cid:/i.test(wanted)) return byId.get(normalId(wanted.slice("cid:".length))) ?? null;
    return byLocation.get(normalLocation(wanted)) ?? null;
  };
}

const LONGEST_SOURCE = 2_000;

const normalLocation = (location: string): string => location.replaceAll("&amp;", "&").trim();

/** A Content-ID as written in a URL: percent-encoded, with entities or brackets left in. */
function normalId(id: string): string {
  const text = id
    .replaceAll("&amp;", "&")
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return text.replace(/^<|>$/g, "").trim();
}
