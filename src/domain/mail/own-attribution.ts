import { verbs } from "./attribution.ts";

/**
 * Whether lines are the whole line that a mail program puts above our mail, which it broke anywhere, also in the name or
 * the address: a date with a year, a time, our name or address, and apart from these only the words that such lines have, such
 * as "On", "at" and "wrote". A line of the author's above it has other words, or is a date in digits alone.
 * @param lines one below the other, none of them empty
 * @param names ours
 */
export function isOwnAttribution(lines: readonly string[], names: readonly string[]): boolean {
  const text = plain(lines.join(" "));
  if (text.length > LONGEST || !/[:：]$/.test(text)) return false;
  const ours = names
    .map(plain)
    .filter((name) => name !== "")
    .sort((a, b) => b.length - a.length);
  const rest = ours.reduce((left, name) => left.replaceAll(name, " "), text);
  if (rest === text || rest.includes("@")) return false;
  if (!isDated(rest)) return false;
  const usual = usualWords();
  if (!wordsOf(rest).every((word) => usual.has(word))) return false;
  if (lines.length === 1) return true;
  const first = plain(lines[0] ?? "");
  if (ours.some((name) => first.startsWith(name))) return true;
  return isDated(first) && wordsOf(first).some((word) => !functionWords.has(word));
}

const LONGEST = 500;

const isDated = (text: string): boolean =>
  /(?<!\d)(?:19|20)\d\d(?!\d)/.test(text) && /(?<!\d)\d{1,2}(?:[:.]|h)\d\d(?!\d)/.test(text);

const wordsOf = (text: string): readonly string[] => text.match(/\p{L}[\p{L}\p{M}]*/gu) ?? [];

/** In lower case, with single spaces, and without quotation marks and what a line break in an address leaves. */
const plain = (text: string): string =>
  text
    .slice(0, 2 * LONGEST)
    .toLowerCase()
    .replace(/["\u201c\u201d\u201e\u200e\u200f*_]/g, "")
    .replace(/\s+/g, " ")
    .replace(/< /g, "<")
    .replace(/ >/g, ">")
    .trim();

/** Besides dates, names and verbs, as Gmail, Outlook, Apple Mail and Thunderbird write them in many languages. */
const functionWords: ReadonlySet<string> = new Set(
  (
    "on at am pm a p m h the um uhr le à el la las il giorno alle ore op om em às as de dia den kl klo kello o godz w dniu " +
    "dnia dne v ve odesílatel odosielateľ uživatel použil používateľ użytkownik пользователь користувач потребител в у г год " +
    "о об στις ο χρήστης η μ π tarihinde saat ezt a következőt időpont la data ora u ob je korisnik utc gmt cet cest mez mesz " +
    "est edt cst cdt mst mdt pst pdt bst wet west eet eest msk jst aest via på i kirjutas pada pukul vào lúc 于 年 月 日 년 월 일 " +
    "오전 오후 님이 午前 午後 上午 下午"
  ).split(" "),
);

const languages =
  "en de fr es it pt nl sv da nb fi pl cs sk hu ro ru uk bg el tr hr sr-Latn sl et lv lt is ca id vi ja ko zh".split(
    " ",
  );

let known: ReadonlySet<string> | null = null;

/** All words that such a line may have. */
function usualWords(): ReadonlySet<string> {
  known ??= new Set([
    ...functionWords,
    ...wordsOf(verbs.toLowerCase()),
    ...languages.flatMap(dateWords),
    "sept",
  ]);
  return known;
}

/** The names of months and days of a language, in full and short, alone and within a date. */
function dateWords(language: string): readonly string[] {
  const words: string[] = [];
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" });
  for (const form of ["long", "short"] as const) {
    const [alone, within, weekday] = [
      format({ month: form }),
      format({ month: form, day: "numeric" }),
      format({ weekday: form }),
    ];
    for (let i = 0; i < 12; i++) {
      const month = Date.UTC(2026, i);
      words.push(alone.format(month), within.format(month), weekday.format(Date.UTC(2026, 0, i + 1)));
    }
  }
  return words.flatMap((word) => wordsOf(word.toLowerCase()));
}
