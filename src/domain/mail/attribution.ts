/**
 * Whether a line introduces a quotation, such as "On Monday Ann wrote:", in any language:
 * - "certain": it says that someone wrote something, and when or under which address;
 * - "perhaps": it may do so, if what follows is quoted.
 * @param line one line, or several joined with spaces
 */
import { withoutEnd } from "../../base/text.ts";
export function isAttribution(line: string): "certain" | "perhaps" | null {
  if (line.length < 6 || line.length > 500 || !mayBeOne(line)) return null;
  const plain = line.replace(/[*_\u200e\u200f\u202a-\u202e]+/g, "").trim();
  // Phones draw lines around it: "---- Ann wrote ----".
  // bounded: at most 500 characters, the longest line considered
  const between = /^-{3,} ?([^-].*?) ?-{3,}:?$/.exec(plain)?.[1];
  const text = between ?? plain;
  if (between !== undefined && endsWithVerb(text) && text.length < 120) return "certain";
  const ends = /[:：]$/.test(text);
  // Some web mailers add the quoted text without a space: 'On 03/19/2013, "Ann" wrote:Good morning'.
  // bounded: at most 500 characters, the longest line considered
  const glued = /^(On|Am|Le|El|Il|Em|Op|Den) .{5,160}?[^\s:]:(?=\p{Lu}\p{L}+)/u.exec(text)?.[0];
  if (glued !== undefined && glued.length < text.length && looksLikeDate(glued) && endsWithVerb(glued))
    return "certain";
  if (!ends && !text.includes("@")) return isBareAttribution(text) ? "certain" : null;
  const verb = endsWithVerb(text);
  const address = text.includes("@") && /[^\s@<>]@[^\s@<>]+\.[^\s@<>]{2,}/.test(text);
  const date = looksLikeDate(text);
  if (verb && (address || date) && (ends || (address && date))) return "certain";
  if (ends && date && address && text.length < 250 && !isSentence(text)) return "certain";
  if (isBareAttribution(text)) return "certain";
  return ends && (verb || date || address) ? "perhaps" : null;
}

/** A quick check that most lines of a mail fail. */
const mayBeOne = (line: string): boolean =>
  line.includes("@") ||
  /[:：*_\-\u200e-\u202e\s]$/.test(line) ||
  /^\s*[*_]*(?:\d|(?:On|Am|Le|El|Il|Em|Op|Den) )/.test(line);

/** Without a verb, as Gmail writes it in many languages: "2026-11-23 17:21 GMT+01:00 Ann <ann@example.com>". */
const isBareAttribution = (text: string): boolean =>
  /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\.?,? /.test(text) &&
  // bounded: at most 500 characters, the longest line that isAttribution looks at
  /^\S+ (?:\d{1,2}:\d{2} (?:GMT|UTC)[+-]\d{1,2}:?\d{2} \S.{0,120}|[^@]{0,80}<[^\s@<>]+@[^\s@<>]+>:?)$/.test(
    text,
  );

/**
 * Where an attribution begins in a line that begins with something else, as some mailers join them; -1 if there is
 * none. "Yes On Wed, Apr 4, 2012 at 3:59 PM, ann@example.com wrote:"
 */
export function attributionWithin(line: string): number {
  if (line.length > 500 || !/[:：]\s*$/.test(line)) return -1;
  const match = within.exec(line);
  if (match === null || match[1] === undefined || match[1].trim() === "") return -1;
  const at = match[1].length;
  return isAttribution(line.slice(at)) === "certain" ? at : -1;
}

const within =
  // bounded: at most 500 characters, the longest line considered
  /^(.*?)(?:(?<!-)-{2,} ?|\s)(?:On|Am|Le|El|Il|Em|Op|Den|Dne|Dnia|W dniu)\s(?:\p{L}{2,10}[.,]{0,2}\s|\d{1,4}[./ -])[^.!?]*\d/u;

/** More than one sentence; abbreviations also end in a full stop. */
const isSentence = (text: string): boolean => /[.!?] /.test(text.replace(/(?<!\p{L})\p{L}{1,6}\. /gu, ""));

/** Whether a line may be the first of an attribution of several lines. */
export const mayStartAttribution = (line: string): boolean =>
  looksLikeDate(line) || line.includes("@") || (starter.test(line) && !/[.!?]\s*$/.test(line));

const starter =
  // linear: anchored, and only blanks repeat without end, before what is none
  /^\s*(?:on|am|le|el|il|em|op|den|på|dne|dnia|w dniu|dana|la|în|no dia|a las|в|на|στις|pada|vào|ב)[ ,]|^\s*\p{L}{2,12}[.,]? \d/iu;

/** Whether it has a date or a time of day. */
function looksLikeDate(text: string): boolean {
  if (!/\d/.test(text)) return false;
  return /\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}|\d{4}\s?[-/.年년]\s?\d{1,2}|(?:^|\D)\d{1,2}[:.h]\d{2}(?:\D|$)|(?:^|\D)(?:19|20)\d\d(?:\D|$)/.test(
    text,
  );
}

/** Whether it says "wrote", followed by at most a name and an address. */
function endsWithVerb(text: string): boolean {
  const last = [...text.matchAll(wrote)].at(-1);
  if (last === undefined) return false;
  const after = withoutEnd(text.slice(last.index + last[0].length), /[:：\s]/);
  if (after.length > 120) return false;
  // bounded: at most 120 characters, the longest rest considered
  const bare = after.replace(/<[^>]*>|\([^)]*\)|(?<!\p{L})\p{L}{1,3}\./gu, "");
  return !/[.!?;](?:\s|$)/.test(bare);
}

/** Words for "wrote", a pattern of alternatives. */
export const verbs = [
  "wrote|writes|has written",
  "schrieb(?:en)?|hat geschrieben|geschrieben",
  "a écrit|écrit|a ecrit",
  "escribió|escribio|ha escrit|va escriure|escribiu",
  "ha scritto|scrisse|scritto",
  "escreveu|escreveram",
  "schreef|geschreven|heeft het volgende geschreven",
  "skrev|skreiv",
  "kirjoitti",
  "napisał|napisała|napisał\\(a\\)|pisze|napisano",
  "napsal|napsala|napsal\\(a\\)|napísal|napísala|napísal\\(a\\)|píše",
  "írta|ezt írta|a következőt írta",
  "a scris",
  "написа|написал|написала|написал\\(а\\)|пишет|писал|писала|написав|написала|пише",
  "έγραψε",
  "yazdı|şunu yazdı|şunları yazdı",
  "je napisao|je napisala|napisao|napisala|je napisal|je napisala|piše",
  "kirjutas",
  "rakstīja",
  "rašė",
  "skrifaði",
  "đã viết",
  "menulis|telah menulis",
  "เขียนว่า|เขียน",
  "写道|寫道|写到|来信|说道",
  "書きました|のメール|wrote",
  "작성|썼습니다|님이 작성",
  "כתב|כתבה",
  "كتب|كتبت",
  "نوشت",
  "ने लिखा",
].join("|");

// Letters of any script are part of a word; \b does not know that.
const wrote = new RegExp(
  `(?<![\\p{L}/-])(?:${verbs})(?![\\p{L}-])|写道|寫道|書きました|のメール|작성|เขียน`,
  "giu",
);
