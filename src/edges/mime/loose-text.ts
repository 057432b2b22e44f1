/**
 * What is between the tags of HTML, without parsing it: many times faster than rendering, and good enough to see whether
 * that is worth it. Linear: each character is looked at once.
 */
export function looseText(html: string): string {
  const out: string[] = [];
  let at = 0;
  while (at < html.length) {
    const tag = html.indexOf("<", at);
    if (tag === -1) {
      out.push(html.slice(at));
      break;
    }
    if (tag > at) out.push(html.slice(at, tag));
    const name = nameAt(html, tag + 1);
    if (!inline.has(name)) out.push(" ");
    const end =
      name === "!" && html.startsWith("<!--", tag) ? html.indexOf("-->", tag) : endOf(html, tag, name);
    if (end === -1) break;
    at = name === "!" && html.startsWith("<!--", tag) ? end + 3 : end + 1;
  }
  return out.join("").replace(/&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8});/gi, decoded);
}

/** Where a tag ends, with all that it has if that is not text; -1 if it does not end. */
function endOf(html: string, tag: number, name: string): number {
  if (!unread.has(name)) return html.indexOf(">", tag);
  closing.lastIndex = tag;
  for (let found = closing.exec(html); found !== null; found = closing.exec(html)) {
    if (found[1]?.toLowerCase() === name) return html.indexOf(">", found.index);
  }
  return -1;
}

const closing = /<\/(style|script|title)/gi;
const unread: ReadonlySet<string> = new Set(["style", "script", "title"]);

/** Elements that do not part words. */
const inline: ReadonlySet<string> = new Set([
  ...[
    "a",
    "abbr",
    "acronym",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "dfn",
    "em",
    "font",
    "i",
    "ins",
    "kbd",
  ],
  ...["mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr"],
]);

/** The name of the tag that begins there, lower case, also of a closing one; "!" for a comment or declaration. */
function nameAt(html: string, at: number): string {
  const first = html.charCodeAt(at);
  if (first === EXCLAMATION) return "!";
  const start = first === SLASH ? at + 1 : at;
  let end = start;
  while (end < start + LONGEST_NAME && isOfName(html.charCodeAt(end), end > start)) end += 1;
  return html.slice(start, end).toLowerCase();
}

const EXCLAMATION = 0x21;
const SLASH = 0x2f;
const LONGEST_NAME = 16;

/** Whether a character is a letter, or a digit where that is allowed; false for NaN, after the end. */
function isOfName(code: number, digits: boolean): boolean {
  const lower = code | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (digits && code >= 0x30 && code <= 0x39);
}

function decoded(entity: string): string {
  const body = entity.slice(1, -1).toLowerCase();
  if (body.startsWith("#")) {
    const code = body[1] === "x" ? Number.parseInt(body.slice(2), 16) : Number.parseInt(body.slice(1), 10);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000)
      ? String.fromCodePoint(code)
      : " ";
  }
  return named.get(entity.slice(1, -1)) ?? entity;
}

/** Those that mail has most; what is not here is rendered. */
const named: ReadonlyMap<string, string> = new Map(
  Object.entries({
    nbsp: " ",
    amp: "&",
    lt: "<",
    gt: ">",
    quot: '"',
    apos: "'",
    auml: "ä",
    ouml: "ö",
    uuml: "ü",
    Auml: "Ä",
    Ouml: "Ö",
    Uuml: "Ü",
    szlig: "ß",
    eacute: "é",
    egrave: "è",
    agrave: "à",
    ccedil: "ç",
    ntilde: "ñ",
    aacute: "á",
    iacute: "í",
    oacute: "ó",
    uacute: "ú",
    atilde: "ã",
    otilde: "õ",
    ecirc: "ê",
    aring: "å",
    oslash: "ø",
    aelig: "æ",
    ndash: "–",
    mdash: "—",
    hellip: "…",
    bull: "•",
    middot: "·",
    copy: "©",
    reg: "®",
    lsquo: "‘",
    rsquo: "’",
    ldquo: "“",
    rdquo: "”",
    bdquo: "„",
    laquo: "«",
    raquo: "»",
    zwnj: "\u200c",
    shy: "\u00ad",
    euro: "€",
  }),
);
