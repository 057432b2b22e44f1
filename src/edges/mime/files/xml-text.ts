/** Which elements of a document have its text; by local name, without prefix. */
export interface TextElements {
  /** Text is read inside these only. */
  readonly text: ReadonlySet<string>;
  /** After these a line ends. */
  readonly lines: ReadonlySet<string>;
  /** What is inside these is not read. */
  readonly skip?: ReadonlySet<string>;
  /** These stand for a space. */
  readonly spaces?: ReadonlySet<string>;
  /** Whether an element's content is no text, by its tag as written. */
  readonly isNone?: (name: string, tag: string) => boolean;
}

/**
 * The text of an XML document, in one pass over it. Only the entities that every XML document has are resolved; one that
 * declares others, as only bombs among these documents do, has no text.
 * @param most characters that are returned
 */
export function xmlText(
  xml: string,
  { text, lines, skip, spaces, isNone }: TextElements,
  most: number,
): string {
  const pieces: string[] = [];
  let length = 0;
  let inside = 0;
  let skipping = 0;
  let noneUntil: string | null = null;
  const add = (piece: string) => {
    pieces.push(piece);
    length += piece.length;
  };
  for (let at = 0; at < xml.length && length < most; ) {
    const open = xml.indexOf("<", at);
    const end = open < 0 ? xml.length : open;
    if (inside > 0 && skipping === 0 && noneUntil === null && end > at) add(resolved(xml.slice(at, end)));
    if (open < 0) break;
    if (xml.startsWith("<!--", open)) {
      at = after(xml, "-->", open);
    } else if (xml.startsWith("<![CDATA[", open)) {
      at = after(xml, "]]>", open);
      if (inside > 0 && skipping === 0 && noneUntil === null) add(xml.slice(open + 9, at - 3));
    } else if (xml.startsWith("<!", open)) {
      return "";
    } else {
      at = after(xml, ">", open);
      const tag = xml.slice(open + 1, at - 1);
      const closes = tag.startsWith("/");
      const empty = tag.endsWith("/");
      const name = localName(closes ? tag.slice(1) : tag);
      const step = closes ? -1 : empty ? 0 : 1;
      if (skip?.has(name)) skipping = Math.max(0, skipping + step);
      if (text.has(name)) inside = Math.max(0, inside + step);
      if (step > 0 && noneUntil === null && isNone?.(name, tag)) noneUntil = name;
      else if (closes && noneUntil === name) noneUntil = null;
      if ((closes || empty) && lines.has(name)) add("\n");
      else if (spaces?.has(name) && !closes) add(" ");
    }
  }
  return pieces.join("").slice(0, most);
}

const after = (text: string, what: string, from: number): number => {
  const at = text.indexOf(what, from);
  return at < 0 ? text.length : at + what.length;
};

/** The name at the beginning of a tag, without its prefix. */
function localName(tag: string): string {
  let end = 0;
  while (end < tag.length && !/[\s/]/.test(tag.charAt(end))) end += 1;
  const name = tag.slice(0, end);
  return name.slice(name.indexOf(":") + 1);
}

const named: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

const resolved = (text: string): string =>
  text.includes("&")
    ? text.replace(/&(#?\w{1,10});/g, (_, name: string) => {
        if (!name.startsWith("#")) return named.get(name) ?? " ";
        const code = Number(/^#x/i.test(name) ? `0x${name.slice(2)}` : name.slice(1));
        return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : " ";
      })
    : text;
