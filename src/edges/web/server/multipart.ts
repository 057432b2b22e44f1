/** Parses the parts of forms with files (RFC 7578, RFC 2046 section 5.1). */

/** The most bytes of a part's header. */
export const LONGEST_HEAD = 4096;

/** A part's header. */
export interface PartHead {
  /** Name of the field; "" if it has none. */
  readonly name: string;
  /** Null if the part is not a file. */
  readonly fileName: string | null;
  readonly type: string;
}

/** The boundary in a form's Content-Type; null if it is not a multipart form. */
export function boundaryOf(contentType: string): string | null {
  const [type = "", ...parameters] = contentType.split(";");
  if (type.trim().toLowerCase() !== "multipart/form-data") return null;
  for (const parameter of parameters) {
    const at = parameter.indexOf("=");
    if (parameter.slice(0, Math.max(at, 0)).trim().toLowerCase() !== "boundary") continue;
    const value = parameter.slice(at + 1).trim();
    const quoted = value.length >= 2 && value.startsWith('"') && value.endsWith('"');
    const boundary = quoted ? value.slice(1, -1) : value;
    return /^[\w'()+,./:=? -]{0,69}[\w'()+,./:=?-]$/.test(boundary) ? boundary : null;
  }
  return null;
}

/** The delimiter between two parts. */
export const delimiterOf = (boundary: string): Buffer => Buffer.from(`\r\n--${boundary}`, "latin1");

/** Parses the lines of a part's header, as written by browsers. */
export function readHead(head: string): PartHead {
  let found: PartHead = { name: "", fileName: null, type: "" };
  for (const line of head.split("\r\n")) {
    const at = line.indexOf(":");
    const header = line.slice(0, Math.max(at, 0)).trim().toLowerCase();
    const value = line.slice(at + 1).trim();
    if (header === "content-type") found = { ...found, type: value };
    if (header !== "content-disposition") continue;
    const parameters = parametersOf(value);
    found = {
      ...found,
      name: parameters.get("name") ?? "",
      fileName: parameters.get("filename") ?? null,
    };
  }
  return found;
}

/**
 * The parameters after `form-data`: name="value". A value may contain semicolons; the first of duplicate names counts.
 */
function parametersOf(value: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let at = value.indexOf(";"); at >= 0; at = value.indexOf(";", at)) {
    const equals = value.indexOf("=", at);
    if (equals < 0) break;
    const name = value
      .slice(at + 1, equals)
      .trim()
      .toLowerCase();
    const quoted = value[equals + 1] === '"';
    const from = equals + (quoted ? 2 : 1);
    const end = value.indexOf(quoted ? '"' : ";", from);
    const to = end < 0 ? value.length : end;
    if (!found.has(name)) found.set(name, unescaped(value.slice(from, to)));
    at = to;
  }
  return found;
}

/** In names, browsers percent-encode only quotes and line ends (HTML, form submission). */
const unescaped = (text: string): string =>
  text.replace(/%(?:0[AD]|22)/gi, (found) =>
    found === "%22" ? '"' : found.toUpperCase() === "%0A" ? "\n" : "\r",
  );
