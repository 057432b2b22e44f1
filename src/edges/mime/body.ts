import type { Buffer } from "node:buffer";
import { isBlank, isEmptyHtml } from "./blank.ts";
import { calendarText, isCalendar } from "./calendar.ts";
import { clean, fileName } from "./file-names.ts";
import type { Limits } from "./limits.ts";
import { plain as plainText } from "./plain-part.ts";
import { mayBeOpaque, signedContent } from "./smime.ts";
import { type Part, readStructure } from "./structure.ts";
import { type TnefFile, unpackTnef } from "./tnef.ts";
import { takeUuencoded } from "./uuencoded.ts";

/** A text that the mail shows: text/plain or text/html. */
export interface TextPart {
  readonly html: boolean;
  /** Parameters of its Content-Type. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Decoded, without files that were in it. */
  text(): string;
  /** Of a plain text in an alternative: the HTML that says the same, or all that the text leaves out. */
  readonly rich?: readonly TextPart[];
}

/** An attachment. */
export interface FilePart {
  /** The part's number; for something unpacked from a part, that number and another. */
  readonly id: string;
  readonly name: string;
  /** Media type. */
  readonly type: string;
  /** Content-ID without angle brackets, or null. */
  readonly cid: string | null;
  /** Content-Location, "" if there is none. */
  readonly location: string;
  bytes(): Buffer;
}

/** The texts and attachments of a mail. */
export interface Body {
  /** The texts to read: of alternatives the plain ones, if any of them has content. */
  readonly plain: readonly TextPart[];
  /** The parts to show as HTML: of alternatives the HTML ones. */
  readonly rich: readonly TextPart[];
  readonly files: readonly FilePart[];
}

/**
 * Divides the leaves of the tree into what is shown and what is attached (RFC 2046 section 5.1, RFC 2183).
 * @throws Unreadable if a signed part exceeds a limit
 */
export function readBody(root: Part, limits: Limits): Body {
  const found: Found = { files: [], packedTexts: [], named: [], calendars: [], signed: 0, limits };
  const { plain, rich } = classify(root, found, true);
  const { files, packedTexts, named, calendars } = found;
  const others = packedTexts.length + named.length + calendars.length;
  const other = others > 0 && plain.every(saysNothing) ? otherText(found) : null;
  if (other === null) return { plain, rich, files };
  // A page without words may still show pictures.
  return { plain: other.plain, rich: [...rich.filter(hasPictures), ...other.rich], files };
}

const saysNothing = (part: TextPart): boolean => isBlank(part.text(), part.html);

const hasPictures = (part: TextPart): boolean => part.html && /<(?:img|image)[\s/]/i.test(part.text());

const showsMore = (part: TextPart): boolean => hasPictures(part) || !isEmptyHtml(part.text());

/**
 * The text of a mail that has none: what Outlook packed together with the files, a text part that has a name like a
 * file, or what an invitation is about.
 */
function otherText(found: Found): Texts | null {
  const { packedTexts, named, calendars } = found;
  if (packedTexts.length > 0) return { plain: packedTexts, rich: packedTexts };
  for (const part of named) {
    // It also stays a file, under its name.
    const text = textOf(part, found);
    if (!saysNothing(text)) return { plain: [text], rich: [text] };
  }
  for (const part of calendars) {
    const text = calendarText(part.text(), part.parameters.get("method") ?? "");
    if (text !== "") return { plain: [packedText(false, text)], rich: [] };
  }
  return null;
}

/** The number of attachments from which nothing more is unpacked: containers then stay attachments. */
const MOST_FILES = 1_000;
/** The most uuencoded files taken out of one text. */
const MOST_UU = 100;

interface Texts {
  readonly plain: readonly TextPart[];
  readonly rich: readonly TextPart[];
}

const nothing: Texts = { plain: [], rich: [] };

/** The most signed parts that are opened: one in another, or side by side. */
const MOST_SIGNED = 5;

/** Everything besides the texts. */
interface Found {
  readonly files: FilePart[];
  readonly packedTexts: TextPart[];
  /** Text parts that count as files because they have a name. */
  readonly named: Part[];
  readonly calendars: Part[];
  /** How many signed parts were opened. */
  signed: number;
  readonly limits: Limits;
}

/**
 * Collects the texts below a part; all other parts go into `found`.
 * @param first whether the mail begins with it
 */
function classify(part: Part, found: Found, first: boolean): Texts {
  if (part.children.length === 0) {
    if (isText(part)) return textsOf(part, found);
    if (isOneMoreAlternative(part) || unpacked(part, found)) return nothing;
    const file = filePart(part, found.files.length + 1);
    found.files.push(file);
    if (isCalendar(part.type, file.name)) found.calendars.push(part);
    else if (part.disposition !== "attachment" && isReadable(part)) {
      if (first && namesBody.test(file.name)) return textsOf(part, found);
      found.named.push(part);
    }
    return opened(part, found);
  }
  const inner = part.children.map((child, i) => classify(child, found, first && i === 0));
  if (part.type !== "multipart/alternative") {
    return { plain: inner.flatMap((texts) => texts.plain), rich: inner.flatMap((texts) => texts.rich) };
  }
  const some = inner.filter((texts) => texts.plain.length > 0);
  const plains = some.filter((texts) => texts.plain.some((text) => !text.html && text.text().trim() !== ""));
  // An empty page beside a text shows nothing: then the text is shown.
  const rich = some.findLast((texts) =>
    texts.rich.some((text) => text.html && (plains.length === 0 || showsMore(text))),
  );
  const any = some[0] ?? nothing;
  const plain = rich === undefined ? joined(plains) : plains[0];
  if (plain !== undefined && rich !== undefined && plain !== rich && !plain.plain.some((text) => text.html)) {
    return { plain: [besides(rich.rich, plain.plain)], rich: rich.rich };
  }
  return { plain: (plain ?? rich ?? any).plain, rich: (rich ?? plain ?? any).rich };
}

/** The plain text of an alternative, in one piece or several, with the HTML that it stands beside. */
function besides(rich: readonly TextPart[], parts: readonly TextPart[]): TextPart {
  const [only, more] = parts;
  if (only !== undefined && more === undefined) return { ...only, rich };
  const text = () =>
    parts
      .map((part) => plainText(part).trimEnd())
      .filter((one) => one !== "")
      .join("\n\n");
  return { html: false, parameters: new Map(), text, rich };
}

/** Some put different texts, not two forms of one text, into an alternative: all that say something else are shown. */
function joined(texts: readonly Texts[]): Texts | undefined {
  const known = new Set<string>();
  const different = texts.slice(0, MOST_JOINED).filter(({ plain }) => {
    const bare = plain.map((part) => part.text().replace(/\s+/g, "")).join("");
    return known.size < known.add(bare).size;
  });
  const [first] = different;
  if (first === undefined || different.length === 1) return first;
  return { plain: different.flatMap(({ plain }) => plain), rich: different.flatMap(({ rich }) => rich) };
}

const MOST_JOINED = 10;

/** The texts of a part that is signed with its content in it; its files go into `found`. */
function opened(part: Part, found: Found): Texts {
  if (found.signed >= MOST_SIGNED || found.files.length >= MOST_FILES || !mayBeOpaque(part)) return nothing;
  found.signed += 1;
  const content = signedContent(part.bytes());
  return content === null
    ? nothing
    : classify(readStructure(content, found.limits, `${part.id}.s`), found, false);
}

/** Whether a part is text to be shown in place, not a file: an attached text file has a name. */
function isText(part: Part): boolean {
  if (!isReadable(part)) return false;
  if (part.disposition === "attachment") return false;
  if (part.within === "" || part.within === "multipart/alternative") return true;
  return !part.dispositionParameters.has("filename") && !part.parameters.has("name");
}

const isReadable = (part: Part): boolean => part.type === "text/plain" || part.type === "text/html";

/**
 * Names of a text that is what the mail says, if the mail begins with it: some programs name the text too, and a list
 * then adds its footer as a part without a name. It also stays a file.
 */
const namesBody = /^[^.]*(?:\.(?:txt|text|asc|eml|msg|html?))?$/i;

const textOf = (part: Part, found: Found): TextPart =>
  part.type === "text/html" ? htmlPart(part) : plainPart(part, found.files);

function textsOf(part: Part, found: Found): Texts {
  const texts = [textOf(part, found)];
  return { plain: texts, rich: texts };
}

function htmlPart(part: Part): TextPart {
  let text: string | null = null;
  return {
    html: true,
    parameters: part.parameters,
    text: () => {
      text ??= part.text();
      return text;
    },
  };
}

function plainPart(part: Part, files: FilePart[]): TextPart {
  const taken = takeUuencoded(part.text(), Math.max(0, Math.min(MOST_UU, MOST_FILES - files.length)));
  taken.files.forEach(({ name, bytes }, i) => {
    files.push({
      id: `${part.id}.u${i + 1}`,
      name: clean(name) || `attachment-${files.length + 1}.bin`,
      type: "application/octet-stream",
      cid: null,
      location: "",
      bytes: () => bytes,
    });
  });
  return { html: false, parameters: part.parameters, text: () => taken.text };
}

function filePart(part: Part, number: number): FilePart {
  const cid = part.headers.first("content-id").replace(/^<|>$/g, "").trim();
  return {
    id: part.id,
    name: fileName(part, number),
    type: part.type,
    cid: cid === "" ? null : cid,
    location: part.headers.first("content-location"),
    bytes: () => part.bytes(),
  };
}

/** Unpacks the files and texts of a "winmail.dat"; false if the part is not one, or nothing can be unpacked. */
function unpacked(part: Part, { files, packedTexts }: Found): boolean {
  const name = part.dispositionParameters.get("filename") ?? part.parameters.get("name") ?? "";
  if (files.length >= MOST_FILES) return false;
  if (!/^application\/(?:vnd\.)?ms-tnef$/.test(part.type) && name.toLowerCase() !== "winmail.dat")
    return false;
  const tnef = unpackTnef(part.bytes());
  if (tnef === null) return false;
  const packed: TnefFile[] = [...tnef.files];
  if (tnef.html !== null) packedTexts.push(packedText(true, tnef.html));
  else if (tnef.text !== null) packedTexts.push(packedText(false, tnef.text));
  else if (tnef.rtf !== null)
    packed.push({ name: "message.rtf", type: "text/rtf", cid: null, bytes: tnef.rtf });
  packed.forEach((file, i) => {
    files.push({
      id: `${part.id}.t${i + 1}`,
      name: clean(file.name) || `attachment-${files.length + 1}.bin`,
      type: /^[\w.+-]+\/[\w.+-]+$/.test(file.type) ? file.type : "application/octet-stream",
      cid: file.cid,
      location: "",
      bytes: () => file.bytes,
    });
  });
  return packed.length > 0 || packedTexts.length > 0;
}

const packedText = (html: boolean, text: string): TextPart => ({
  html,
  parameters: new Map(),
  text: () => text,
});

/** Another rendering of the same text, which can be dropped: AMP, watch, enriched text. */
const isOneMoreAlternative = (part: Part): boolean =>
  part.within === "multipart/alternative" &&
  /^text\/(?:x-amp-html|watch-html|x-watch-html|enriched|richtext)$/.test(part.type) &&
  part.disposition !== "attachment";
