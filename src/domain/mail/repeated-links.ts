/** Links as mail programs repeat them when they make text of HTML: "https://example.com/a<https://example.com/a>". */

/** The letters and digits of a text. */
export const lettersIn = (text: string): string => text.replace(/[^\p{L}\p{N}]+/gu, "");

/**
 * A text without what mail programs add in angle brackets to an address that stands before it: the same address of a page or of
 * mail, or what a mail service replaced it with that checks links (Safe Links). An address that is not the one before it is the author's,
 * and stays. Linear in its length.
 */
export function withoutRepeatedLinks(text: string): string {
  let left = text;
  for (let times = 0; times < MOST_TIMES; times++) {
    const next = left.replace(bracketed, (whole, link: string, at: number, all: string) =>
      repeats(link, all, at) ? "" : whole,
    );
    if (next === left) return left;
    left = next;
  }
  return left;
}

/** How far back a link is compared, for each of its characters: what repeats it is about as long as it is. */
const BACK = 3;

/** Each of a customer's, our agent's and our own program may have added one. */
const MOST_TIMES = 3;

const bracketed = /<((?:https?:\/\/|mailto:)[^<>\s]{1,2000})>/gi;

/** Whether a link is the one that the text ends with before it. @param at where "<" is */
function repeats(link: string, text: string, at: number): boolean {
  if (/^mailto:/i.test(link)) return true;
  return [link, checkedLink(link)].some((one) => {
    const bare = lettersIn(one.replace(/^https?:\/\//i, ""));
    return bare !== "" && endsWith(text, text[at - 1] === " " ? at - 1 : at, bare, BACK * link.length);
  });
}

/**
 * Whether the letters of a text, up to a position and after the last blank, end with those.
 * @param most the most characters that are looked at
 */
function endsWith(text: string, to: number, letters: string, most: number): boolean {
  let left = letters.length;
  for (let i = to - 1; left > 0; i--) {
    if (i < to - most) return false;
    const char = text[i] ?? " ";
    if (/\s/.test(char)) return false;
    if (lettersIn(char) === "") continue;
    if (char.toLowerCase() !== letters[left - 1]?.toLowerCase()) return false;
    left--;
  }
  return true;
}

/** The link that a service which checks links wraps, or "". */
function checkedLink(link: string): string {
  if (!URL.canParse(link)) return "";
  const { hostname, searchParams } = new URL(link);
  return hostname.endsWith(".safelinks.protection.outlook.com") ? (searchParams.get("url") ?? "") : "";
}
