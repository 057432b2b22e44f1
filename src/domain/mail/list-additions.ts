/** What mailing lists add to the mails that they pass on: a tag in the subject, and a footer below the text. */

/** The most tags and footers that are looked for: a list may pass on what another one did. */
const MOST = 3;
/** Lines of a footer, and characters of them all. */
const MOST_LINES = 20;
const MOST_CHARACTERS = 2_000;

/** A subject without its first tag in square brackets, and without all of them; reply prefixes may be before or between them. */
export function beforeTags(subject: string): readonly string[] {
  const first = withoutTag(subject);
  if (first === null) return [];
  let all = first;
  for (let tags = 1; tags < MOST; tags += 1) all = withoutTag(all) ?? all;
  return first === all ? [first] : [first, all];
}

function withoutTag(subject: string): string | null {
  // bounded: each repetition has a limit
  const found =
    /^((?:\s{0,5}[\p{L}]{1,8}(?:\[\d{1,3}\])?\s{0,3}[:\uff1a]){0,5}\s{0,5})\[[^[\]]{1,60}\]/u.exec(subject);
  return found === null ? null : (found[1] ?? "") + subject.slice(found[0].length);
}

/**
 * The text without its last footer, without the last two, and so on. A footer begins with a line of dashes or the like, is
 * short, and speaks of the list: so nothing that a person wrote is taken for one. Linear in the text.
 * @param lists what names the list, lower case: addresses, or List-IDs
 */
export function beforeFooters(text: string, lists: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (let rest = text; found.length < MOST; ) {
    const shorter = withoutFooter(rest, lists);
    if (shorter === null) break;
    found.push(shorter);
    rest = shorter;
  }
  return found;
}

function withoutFooter(text: string, lists: readonly string[]): string | null {
  const whole = text.trimEnd();
  let end = whole.length;
  for (let lines = 0; lines <= MOST_LINES && whole.length - end <= MOST_CHARACTERS; lines += 1) {
    const start = whole.lastIndexOf("\n", end - 1) + 1;
    const below = whole.slice(end);
    if (isRule(whole.slice(start, Math.min(end, start + LONGEST_RULE + 1))) && speaksOfList(below, lists))
      return whole.slice(0, start);
    if (start === 0) return null;
    end = start - 1;
  }
  return null;
}

const LONGEST_RULE = 120;

/** Whether a line only separates: the signature's "-- ", or a rule. */
const isRule = (line: string): boolean =>
  line.length <= LONGEST_RULE &&
  /^[-_=#*~+.,\s\u2500-\u257f\u2010-\u2015]{2,}$/.test(line) &&
  /[^\s.,]/.test(line);

/** Whether a text has the list's address, domain or name, or is about subscribing to one. */
function speaksOfList(text: string, lists: readonly string[]): boolean {
  if (text.trim() === "") return false;
  const lower = text.toLowerCase();
  return subscribing.test(lower) || lists.some((one) => namesOf(one).some((name) => lower.includes(name)));
}

const subscribing =
  /subscri|mailing[- ]?list|mailinglist|verteiler|abmeld|abbestell|austrag|d\u00e9sinscri|d\u00e9sabonn|suscri|cancelar|disiscri|uitschrijv|afmeld|\u914d\u4fe1\u505c\u6b62|\u9000\u8ba2|\u9000\u8a02/u;

/** An address of a list, its domain, and its name if that is long enough to be no other word. */
function namesOf(list: string): readonly string[] {
  const at = list.indexOf("@");
  if (at < 0) return [list];
  const [name, domain] = [list.slice(0, at), list.slice(at + 1)];
  return [domain, ...(name.length > 3 ? [name] : [])];
}
