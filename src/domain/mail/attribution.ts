/**
 * Whether a line introduces a quotation, such as "On Monday Ann wrote:" in whatever language:
 * - "certain": it says that someone wrote something, and when or under which address;
 * - "perhaps": it may do so, if what follows is quoted.
 * @param line one line, or several joined with spaces
 */
export function isAttribution(line: string): "certain" | "perhaps" | null {
  if (line.length < 6 || line.length > 500) return null;
  const text = line.replace(/[*_\u200e\u200f\u202a-\u202e]+/g, "").trim();
  const ends = /[:：]$/.test(text);
  // Most lines of a mail end here.
  if (!ends && !text.includes("@")) return null;
  const verb = endsWithVerb(text);
  const address = text.includes("@") && /[^\s@<>]@[^\s@<>]+\.[^\s@<>]{2,}/.test(text);
  const date = looksLikeDate(text);
  if (verb && (address || date) && (ends || (address && date))) return "certain";
  if (ends && date && address && text.length < 250 && !isSentence(text)) return "certain";
  return ends && (verb || date || address) ? "perhaps" : null;
}

/** More than one sentence, that is; abbreviations end in a full stop too. */
const isSentence = (text: string): boolean => /[.!?] /.test(text.replace(/(?<!\p{L})\p{L}{1,6}\. /gu, ""));

/** Whether a line may be the first of an attribution that goes over several. */
export const mayStartAttribution = (line: string): boolean =>
  looksLikeDate(line) || line.includes("@") || (starter.test(line) && !/[.!?]\s*$/.test(line));

const starter =
  /^\s*(?:on|am|le|el|il|em|op|den|på|dne|dnia|w dniu|dana|la|în|no dia|a las|в|на|στις|pada|vào|ב)[ ,]|^\s*\p{L}{2,12}[.,]? \d/iu;

/** Whether a date or a time of day stands in it. */
function looksLikeDate(text: string): boolean {
  return /\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}|\d{4}\s?[-/.年년]\s?\d{1,2}|(?:^|\D)\d{1,2}[:.h]\d{2}(?:\D|$)|(?:^|\D)(?:19|20)\d\d(?:\D|$)/.test(
    text,
  );
}

/** Whether it says "wrote", and at most a name and an address come after that. */
function endsWithVerb(text: string): boolean {
  const last = [...text.matchAll(wrote)].at(-1);
  if (last === undefined) return false;
  const after = text.slice(last.index + last[0].length).replace(/[:：\s]+$/, "");
  const bare = after.replace(/<[^>]*>|\([^)]*\)|(?<!\p{L})\p{L}{1,3}\./gu, "");
  return after.length <= 120 && !/[.!?;](?:\s|$)/.test(bare);
}

const words = [
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

// Letters of any script count as part of a word, which \b does not know.
const wrote = new RegExp(
  `(?<![\\p{L}/-])(?:${words})(?![\\p{L}-])|写道|寫道|書きました|のメール|작성|เขียน`,
  "giu",
);
