import { Buffer, isAscii, isUtf8 } from "node:buffer";
import iconv from "iconv-lite";
import { before, withoutEnd, withoutStart } from "../../base/text.ts";
import { decoderOf, guessCharset } from "./charset-guess.ts";

/**
 * Decodes a text in the charset it declares, or in the one it must have if the declaration is missing,
 * unknown or plainly wrong. Never fails: undecodable bytes become U+FFFD. A byte order mark and NUL are removed.
 * @param label the charset parameter as the mail gives it, or null
 */
export function decodeText(bytes: Uint8Array, label: string | null): string {
  const text = decode(buffer(bytes), canonical(label));
  return text.includes("\0") ? text.replaceAll("\0", "") : text;
}

/** Decodes a header value or parameter that was read as one character per byte: UTF-8 if it is, else a guess. */
export function decodeRaw(latin1: string): string {
  if (!/[\x80-\xff\x1b]/.test(latin1)) return latin1;
  return decodeText(Buffer.from(latin1, "latin1"), null);
}

/**
 * A raw header value in UTF-8 (RFC 6532), one character per byte, if it is in a charset that the mail declares
 * elsewhere: of a few words nobody can guess it. Unchanged if it is UTF-8 already, or not in that charset.
 * @param label the charset of the mail's text
 */
export function recoded(latin1: string, label: string): string {
  if (!/[\x80-\xff]/.test(latin1)) return latin1;
  const bytes = Buffer.from(latin1, "latin1");
  if (isUtf8(bytes)) return latin1;
  const text = byLabel(bytes, canonical(label));
  return text === null || text.includes("\ufffd") ? latin1 : Buffer.from(text).toString("latin1");
}

/** The charset that an HTML text declares in itself (HTML, "prescan a byte stream"), null if none. */
export function charsetOfHtml(bytes: Uint8Array): string | null {
  const head = buffer(bytes).toString("latin1", 0, 2_048);
  // bounded: at most 2,048 characters, cut above
  const named = /<meta\s[^>]{0,200}?charset\s*=[\s"']*([\w.:-]{2,40})/i.exec(head)?.[1] ?? null;
  // What could be read so far does not have two bytes per character.
  return named === null || /^(?:utf|ucs)-?(?:16|32|2|4)/i.test(named) ? null : named;
}

/** Whether the label names a charset that we can decode. */
export function knowsCharset(label: string): boolean {
  const name = canonical(label);
  return name !== "" && (own.has(name) || whatwg(name) !== null || iconv.encodingExists(name));
}

const own = new Map<string, (bytes: Buffer) => string>([
  ["utf-8", utf8],
  ["windows-1252", (bytes) => latin(bytes)],
  ["us-ascii", (bytes) => guessed(bytes)],
  ["hz-gb-2312", hz],
  ["iso-2022-kr", iso2022kr],
]);

function decode(bytes: Buffer, name: string): string {
  if (isAscii(bytes) && !name.startsWith("utf-16") && !name.startsWith("utf-32")) {
    return sevenBit(bytes, name);
  }
  if (name === "") return guessed(bytes);
  const direct = own.get(name);
  if (direct !== undefined) return direct(bytes);
  const text = byLabel(bytes, name);
  if (text === null) return guessed(bytes);
  // Labelled as some eight-bit charset, but well-formed UTF-8: the label is wrong.
  return text.includes("\ufffd") && isUtf8(bytes) ? utf8(bytes) : text;
}

/** Bytes below 128: plain unless the charset (or, unlabelled, an escape sequence) shifts to another. */
function sevenBit(bytes: Buffer, name: string): string {
  if (/^(iso-2022|csiso2022|hz-|utf-7|unicode-1-1-utf-7|utf-?7)/.test(name)) {
    return own.get(name)?.(bytes) ?? byLabel(bytes, name) ?? bytes.toString("latin1");
  }
  if (bytes.includes(0x1b)) {
    if (bytes.includes("\x1b$)C")) return iso2022kr(bytes);
    if (/\x1b\$[@B]|\x1b\([JI]/.test(bytes.toString("latin1"))) {
      return byLabel(bytes, "iso-2022-jp") ?? bytes.toString("latin1");
    }
  }
  return bytes.toString("latin1");
}

function byLabel(bytes: Buffer, name: string): string | null {
  // Node's own tables for these two lack the extensions in common use.
  if (name === "euc-kr" || name === "big5") return iconv.decode(bytes, name === "big5" ? name : "cp949");
  const decoder = whatwg(name);
  if (decoder !== null) return decoder.decode(name === "iso-2022-jp" ? withoutIdleEscapes(bytes) : bytes);
  return iconv.encodingExists(name) ? iconv.decode(bytes, name) : null;
}

/** An escape sequence right after another is legal and common, where pieces were joined; WHATWG forbids it. */
function withoutIdleEscapes(bytes: Buffer): Buffer {
  const text = bytes.toString("latin1");
  const clean = text.replace(/\x1b(?:\([BJI]|\$[@B])(?=\x1b(?:\([BJI]|\$[@B]))/g, "");
  return clean.length === text.length ? bytes : Buffer.from(clean, "latin1");
}

const decoders = new Map<string, TextDecoder | null>();

/** Node's own decoder, null for a label it does not know. The cache is limited: labels come from outside. */
function whatwg(name: string): TextDecoder | null {
  const known = decoders.get(name);
  if (known !== undefined) return known;
  let decoder: TextDecoder | null = null;
  try {
    decoder = new TextDecoder(name);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  if (decoders.size > 200) decoders.clear();
  decoders.set(name, decoder);
  return decoder;
}

/** Lower case, without quotes and language suffix; "" if it says nothing; different names of one charset unified. */
function canonical(label: string | null): string {
  if (label === null) return "";
  // No charset has a longer name; the cut keeps the cache small.
  const bare = label.trim().slice(0, 100);
  const name = before(withoutEnd(withoutStart(bare, /["']/), /["']/), /\*/).toLowerCase();
  return aliases.get(name) ?? name;
}

const aliases = new Map<string, string>([
  ...each("", "unknown", "unknown-8bit", "x-unknown", "x-user-defined", "8bit", "7bit", "binary", "default"),
  ...each("", "default_charset", "none", "unspecified", "x-unknown-8bit", "unknown8bit", "_autodetect"),
  ...each("us-ascii", "ascii", "us", "ansi_x3.4-1968", "iso646-us", "646", "iso-ir-6", "us_ascii", "usascii"),
  ...each("utf-8", "utf8", "utf_8", "utf-8n", "unicode-1-1-utf-8", "cp65001", "65001", "utf8mb4", "x-utf-8"),
  ...each("windows-1252", "iso-8859-1", "iso8859-1", "iso_8859-1", "iso88591", "latin1", "latin-1", "l1"),
  ...each("windows-1252", "cp1252", "cp-1252", "x-cp1252", "windows1252", "win-1252", "ansi", "iso-8859-1-i"),
  ...each("windows-1252", "8859-1", "iso-latin-1", "westerneuropean", "ibm819", "cp819", "iso-ir-100"),
  ...each(
    "gb18030",
    "gb2312",
    "gb_2312-80",
    "gbk",
    "cp936",
    "ms936",
    "936",
    "x-gbk",
    "windows-936",
    "euc-cn",
  ),
  ...each("gb18030", "gb-2312", "gb2312_charset", "chinese", "csgb2312"),
  ...each("hz-gb-2312", "hz-gb2312", "hz"),
  ...each("euc-kr", "ks_c_5601-1987", "ks_c_5601", "ksc5601", "ks_c_5601-1989", "cp949", "949", "uhc"),
  ...each("euc-kr", "windows-949", "x-windows-949", "ms949", "korean", "euckr"),
  ...each(
    "shift_jis",
    "shift-jis",
    "sjis",
    "x-sjis",
    "cp932",
    "ms932",
    "windows-31j",
    "windows-932",
    "ms_kanji",
  ),
  ...each(
    "iso-2022-jp",
    "iso2022jp",
    "iso-2022-jp-ms",
    "cp50220",
    "cp50221",
    "cp50222",
    "csiso2022jp",
    "jis",
  ),
  ...each("iso-2022-jp", "iso-2022-jp-1", "iso-2022-jp-2", "iso-2022-jp-3", "iso-2022-jp-2004"),
  ...each("iso-2022-kr", "csiso2022kr", "iso2022kr"),
  ...each("big5", "big-5", "cp950", "950", "windows-950", "big5-eten", "x-big5"),
  ...each("big5", "big5-hkscs", "big5hkscs", "cn-big5", "x-x-big5"),
  ...each("utf-7", "unicode-1-1-utf-7", "utf7", "x-unicode-2-0-utf-7"),
  ...each("windows-1250", "cp-1250", "win1250", "windows1250", "win-1250"),
  ...each("windows-1251", "cp-1251", "win1251", "windows1251", "win-1251", "microsoft-cp1251"),
  ...each("koi8-r", "koi8r", "koi-8-r", "koi8_r", "cskoi8r", "koi"),
  ...each("iso-8859-8", "iso-8859-8-i", "iso-8859-8-e", "iso8859-8"),
  ...each("windows-874", "iso-8859-11", "tis-620", "tis620", "cp874", "x-windows-874"),
]);

function each(name: string, ...others: string[]): [string, string][] {
  return others.map((other) => [other, name]);
}

function utf8(bytes: Buffer): string {
  if (isUtf8(bytes)) return withoutMark(bytes.toString("utf8"));
  // A few wrong bytes in good UTF-8 stay marked; many wrong bytes mean the label is wrong.
  const text = withoutMark(bytes.toString("utf8"));
  let wrong = 0;
  let right = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0xfffd) wrong++;
    else if (code > 127) right++;
  }
  return wrong > right ? guessed(bytes) : text;
}

/**
 * ISO 8859-1 as commonly sent: as windows-1252 (like WHATWG Encoding), or as UTF-8 under that label if it is
 * well-formed UTF-8, which real Latin-1 text practically never is.
 */
function latin(bytes: Buffer): string {
  if (isUtf8(bytes)) return withoutMark(bytes.toString("utf8"));
  const text = bytes.toString("latin1");
  return text.replace(/[\x80-\x9f]/g, (c) => c1.charAt(c.charCodeAt(0) - 0x80));
}

const c1 =
  "\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f" +
  "\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178";

function guessed(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  if (isUtf8(bytes)) return withoutMark(bytes.toString("utf8"));
  const name = guessCharset(bytes);
  return name === "windows-1252" ? latin(bytes) : (byLabel(bytes, name) ?? latin(bytes));
}

/** RFC 1843: GB 2312 in seven bits between "~{" and "~}". */
function hz(bytes: Buffer): string {
  const text = bytes.toString("latin1").replace(/~\{([^~]*)(?:~\}|$)/g, (_, pairs: string) => {
    return decoderOf("gb18030").decode(Buffer.from(pairs, "latin1").map((byte) => byte | 0x80));
  });
  return text.replace(/~\r?\n/g, "").replaceAll("~~", "~");
}

/** RFC 1557: KS X 1001 in seven bits between shift-out and shift-in. */
function iso2022kr(bytes: Buffer): string {
  const text = bytes.toString("latin1").replaceAll("\x1b$)C", "");
  return text.replace(/\x0e([^\x0f\r\n]*)\x0f?/g, (_, pairs: string) => {
    return decoderOf("euc-kr").decode(Buffer.from(pairs, "latin1").map((byte) => byte | 0x80));
  });
}

const withoutMark = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

const buffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
