/** A score for the address at column `at` of line `index`: how likely it is a failed recipient. */
export function scoreAddress(lines: readonly string[], index: number, at: number, address: string): number {
  const line = lines[index] ?? "";
  if (servants.test(address)) return -5;
  const detailOf = ownerOf(lines, index);
  if (detailOf !== null && !detailOf.includes(address.toLowerCase())) return -6;
  let score = /^bounces?[-+_.]/i.test(address) ? -4 : 0;
  const before = line.slice(0, at);
  const after = line.slice(at + address.length);
  if (
    // linear: anchored, and a word stands between the repetitions
    /^[\s<"'*>:.-]*(?:(?:to|rcpt to|for|recipient|address|user|mailbox|final recipient)[\s:=<"']*)?$/i.test(
      before,
    )
  )
    score += 2;
  // linear: it repeats what no word holds, each time after a word
  if (/(?:recipient|addressee|to|user|mailbox|account|address|for)[\s:='"<[(]*$/i.test(before)) score += 1;
  if (/^[>"')\]]*\s*(?:[:;,.]|$|\(|-|\.\.\.)/.test(after)) score += 1;
  if (trouble.test(line)) score += 2;
  if (lines.slice(index + 1, index + 4).some((next) => trouble.test(next))) score += 1;
  if (introduced(lines, index)) score += 2;
  if (
    // linear: anchored, and no two neighbouring repetitions share a character
    /^\s*(?:from|reply-to|sender|cc|message-id|subject|date|received|x-[\w-]+|return-path|errors-to)\s*:/i.test(
      line,
    )
  )
    score -= 4;
  if (
    // linear: it repeats what no word holds, each time after a word
    /(?:contact|write to|mailto:|help|assistance|questions?|support|postmaster|by|sender(?: address)?|unauthorized)[\s:<"'(]*$/i.test(
      before,
    )
  )
    score -= 3;
  // Exim adds the alias behind a failed address.
  if (/generated from\s*$/i.test(before)) score -= 3;
  else if (/from[\s:<"'(]*$/i.test(before)) score -= 5;
  if (/https?:\/\//.test(before)) score -= 3;
  // Suggestions of other recipients.
  if (/e\.g\.|for example|instead|finding another|alternat/i.test(before)) score -= 3;
  if (lines.slice(Math.max(0, index - 3), index).some((above) => suggestions.test(above))) score -= 4;
  // A summary of the mail's own headers, whose "To" does not tell who failed.
  const summary = lines
    .slice(index + 1, index + 4)
    .some((next) => /^\s*(?:subject|sent|date)\s*:/i.test(next));
  if (/^\s*to\s*:/i.test(line) && summary) score -= 5;
  return score;
}

/** Whether what follows suggests whom the sender may have meant. */
const suggestions =
  /another means|locator|did you mean|(?:similar|possible|suggested) (?:names?|address|match|recipient)/i;

const servants = /^(?:post_?master|mailer-?daemon|abuse|hostmaster|mail-?admin)@/i;

/**
 * Postfix and others put the recipient at the start of a paragraph, Exim on a line of its own, and the reason below
 * it, indented. Returns that line in lower case if `index` is such a line below; other addresses in it are only
 * mentioned.
 */
function ownerOf(lines: readonly string[], index: number): string | null {
  const indent = indentOf(lines[index] ?? "");
  if (indent === 0) return null;
  for (let i = index - 1; i >= Math.max(0, index - 8); i--) {
    const line = lines[i] ?? "";
    if (line.trim() === "") return null;
    if (indentOf(line) >= indent) continue;
    // bounded: at most 2,000 characters, the longest line of a report
    return /^\s*<?[^\s<>:]+@[^\s<>:]+>?(?::|\s*$)/.test(line) ? line.toLowerCase() : null;
  }
  return null;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

export const trouble =
  /\b(?:[45]\d\d[ -]|[45]\.\d{1,2}\.\d{1,3})|unknown|not (?:found|exist|listed|known|recogni|valid|accept|deliver|allow|permit|have|a )|no such|does(?:n't| not)|can(?:no|')t|invalid|unrout|reject|quota|refused|inactive|disabled|fail|error|sorry|expired|timed out|time-?out|undeliver|exceed|full|unavailable|denied|unreachable|suspended|terminated|no longer|isn't|delay|retried/i;

/** Whether the lines above announce the failed recipients. */
function introduced(lines: readonly string[], index: number): boolean {
  let seen = 0;
  for (let i = index - 1; i >= 0 && seen < 5; i--) {
    const line = (lines[i] ?? "").trim();
    if (line === "") continue;
    seen++;
    if (failing.test(line) || intro.test(line.slice(-120))) return true;
  }
  return false;
}

const intro =
  // bounded: at most 120 characters, cut by introduced
  /(?:following|these|below|address(?:es)?|recipients?|users?|mailbox|for|to|reasons?|person)\b[^:]{0,80}:?\s*-*$/i;

const failing =
  /fail|not (?:be )?deliver|undeliver|permanent|fatal|unknown|not (?:be )?reach|could ?n[o']t|can ?n[o']t|unable/i;

export interface FoundAddress {
  readonly address: string;
  readonly at: number;
}

/** Addresses in a line, with their columns. */
export function findAddresses(line: string): FoundAddress[] {
  const found: FoundAddress[] = [];
  for (const match of line
    .slice(0, 2_000)
    .matchAll(
      /[\w!#$%&'*+/=?^`{|}~.-]{1,64}@[A-Za-z0-9\u0080-\uffff](?:[\w.\u0080-\uffff-]{0,200}[A-Za-z0-9\u0080-\uffff])?/g,
    )) {
    const lead = /^(?:['`=.]|smtp=|to=)+/i.exec(match[0])?.[0].length ?? 0;
    found.push({ address: match[0].slice(lead), at: match.index + lead });
  }
  return found;
}

export const addressesIn = (text: string): Set<string> =>
  new Set(
    text
      .split("\n")
      .flatMap(findAddresses)
      .map(({ address }) => address.toLowerCase()),
  );
