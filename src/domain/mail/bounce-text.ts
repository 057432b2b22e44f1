import { readDeliveryStatus } from "./bounce-status.ts";
import type { BouncedRecipient } from "./types.ts";

export interface BounceText {
  readonly recipients: readonly BouncedRecipient[];
  readonly permanent: boolean;
  /** Whether it says at all that a mail was not delivered. */
  readonly saysFailed: boolean;
  /** Whether it is worded or built as only machines do. */
  readonly mechanical: boolean;
}

export interface BounceTextFacts {
  readonly text: string;
  readonly subject: string;
  /** Headers of the returned mail, if it is a part of its own. */
  readonly returned: string | null;
  /** Text with the addresses of those who are told, and of who tells. */
  readonly sender: string;
}

/**
 * Finds whom a mail did not reach in a report that follows no standard. Each address in the report, above the mail it
 * returns, is weighed: where in its line it stands, what is said around it, whether the returned mail went to it.
 */
export function readBounceText(facts: BounceTextFacts): BounceText {
  const { report, rest } = divide(facts.text.slice(0, LONGEST));
  const saysFailed = failure.test(facts.subject) || failure.test(report);
  const fields = readDeliveryStatus([report]);
  if (fields.recipients.length > 0) return { ...fields, saysFailed: true, mechanical: true };
  const lines = report.split("\n");
  const returnedHeaders = facts.returned ?? rest;
  const mechanical = returnedHeaders !== "" || machineWords.test(report);
  const wrote = addressesIn(facts.sender);
  const original = recipientsOf(returnedHeaders);
  const candidates = new Map<string, Candidate>();
  lines.forEach((line, index) => {
    for (const { address, at } of findAddresses(line)) {
      const key = address.toLowerCase();
      const score = weigh(lines, index, at, address) + (original.has(key) ? 3 : 0) - (wrote.has(key) ? 4 : 0);
      const known = candidates.get(key);
      if (known === undefined || known.score < score) candidates.set(key, { address, score, index });
    }
  });
  const top = Math.max(...[...candidates.values()].map(({ score }) => score));
  const best = [...candidates.values()].filter(({ score }) => score >= ENOUGH && score >= top - 4);
  const permanent = !isTemporary(facts.subject, report);
  if (!saysFailed && best.length === 0) return { recipients: [], permanent, saysFailed, mechanical };
  const chosen = best.length > 0 ? best : onlyOne(candidates, original);
  return { recipients: chosen.map((one) => describe(lines, one)), permanent, saysFailed, mechanical };
}

interface Candidate {
  readonly address: string;
  readonly score: number;
  /** Its line. */
  readonly index: number;
}

const LONGEST = 64 * 1024;
const ENOUGH = 3;

/** Splits the report from the mail it returns within its text. */
function divide(text: string): { readonly report: string; readonly rest: string } {
  const match = returnedMark.exec(text);
  if (match === null) return { report: text, rest: "" };
  return { report: text.slice(0, match.index), rest: text.slice(match.index) };
}

const returnedMark = new RegExp(
  `^[ \\t>]*(?:${[
    "[-=*_ ]*(?:begin )?(?:(?:the )?(?:text|content|body|header|copy|rest)s? of )?(?:the |your )?(?:original|returned|unsent|undelivered|bounced) (?:message|mail|text|e-?mail)(?: (?:follows|is (?:attached|included|below|as follows)|as received|below|headers?|text|attached|included).*| *[-=*_:]{1,}.*)",
    "-+ ?(?:this is a copy of (?:the|your) message|below this line is a copy of the message|header(?:s)? of the original|original headers?|returned message|unsent message|message header|start of returned|failed message follows|forwarded message|the header of the original).*",
    "-* ?(?:the )?header and (?:top|first) .*",
    "old message:.*",
    "-+ ?begin (?:message|of returned|original|headers).*",
    "(?:return-path|received|x-apparently-to|x-originating-ip|delivered-to|message-id): .*",
  ].join("|")})$`,
  "im",
);

/** Words of failure, in reports and their subjects. */
const failure =
  /undeliver|(?:un|not )able to (?:be )?deliver|(?:could|can)(?:no| no|')t (?:be )?(?:deliver|sen[dt]|reach)|not (?:be |been )?(?:delivered|sent|reach)|delivery (?:status|fail|to the following|error|problem|has been|attempts?|was|not)|deliver(?:y|ed)?[^\n]{0,40}(?:fail|error|delay|reject|problem)|fail(?:ed|ure)|returned (?:mail|to sender|e-?mail|message)|unknown|not (?:found|exist|recognized|recognised|listed|known|a valid|accept)|no such|does(?:n't| not) (?:exist|have|like)|invalid|unrout|reject|bounce|quota|refused|inactive|disabled|problem|sorry|error|expired|timed out|delay|550|5\.\d\.\d|unzustellbar|konnte nicht|n'a pas pu|no se (?:pudo|ha podido)|配信|送信|エラー|退信|недоставл|не доставлен|не удалось/i;

const machineWords =
  /non-?delivery (?:report|notification)|smtp error|remote (?:host|server|mta)|delivery attempts?|created automatically|automatically generated|mail(?:er)?[- ]?(?:system|daemon|server)|transcript of|did not reach the following|following recipient/i;

function isTemporary(subject: string, report: string): boolean {
  if (/delay|warning|still (?:being )?(?:retr|try|not)|deferred|transient|temporar/i.test(subject))
    return true;
  if (/\b5\.\d{1,2}\.\d{1,3}\b|(?:^|[^\d.])5[0-5]\d[ -]/.test(report)) return false;
  return /still being retried|not yet been delivered|has not (?:yet )?been delivered[^.]{0,80}(?:yet|will|continue)|will (?:continue|keep|be retried|try again|retry)|(?:do|need) not (?:need to )?re-?send|this is (?:a|only a) warning|warning message only|delivery attempts will continue|no action is required/i.test(
    report,
  );
}

/** How much speaks for an address at column `at` of a line being one that failed. */
function weigh(lines: readonly string[], index: number, at: number, address: string): number {
  const line = lines[index] ?? "";
  if (servants.test(address)) return -5;
  let score = 0;
  const before = line.slice(0, at);
  const after = line.slice(at + address.length);
  if (
    /^[\s<"'*>:.-]*(?:(?:to|rcpt to|for|recipient|address|user|mailbox|final recipient)[\s:=<"']*)?$/i.test(
      before,
    )
  )
    score += 2;
  if (/(?:recipient|addressee|to|user|mailbox|account|address|for)[\s:='"<[(]*$/i.test(before)) score += 1;
  if (/^[>"')\]]*\s*(?:[:;,.]|$|\(|-|\.\.\.)/.test(after)) score += 1;
  if (trouble.test(line)) score += 2;
  if (lines.slice(index + 1, index + 4).some((next) => trouble.test(next))) score += 1;
  if (introduced(lines, index)) score += 2;
  if (
    /^\s*(?:from|reply-to|sender|cc|message-id|subject|date|received|x-[\w-]+|return-path|errors-to)\s*:/i.test(
      line,
    )
  )
    score -= 4;
  if (
    /(?:contact|write to|mailto:|help|assistance|questions?|support|postmaster|by|sender)[\s:<"'(]*$/i.test(
      before,
    )
  )
    score -= 3;
  // Exim names the alias behind a failed address.
  if (/generated from\s*$/i.test(before)) score -= 3;
  else if (/from[\s:<"'(]*$/i.test(before)) score -= 5;
  if (/https?:\/\//.test(before)) score -= 3;
  // A summary of the mail's own headers, of which "To" says nothing about who failed.
  const summary = lines
    .slice(index + 1, index + 4)
    .some((next) => /^\s*(?:subject|sent|date)\s*:/i.test(next));
  if (/^\s*to\s*:/i.test(line) && summary) score -= 5;
  return score;
}

const servants =
  /^(?:postmaster|mailer-?daemon|abuse|hostmaster|webmaster|helpdesk|support|mail-?admin|administrator)@/i;

const trouble =
  /\b(?:[45]\d\d[ -]|[45]\.\d{1,2}\.\d{1,3})|unknown|not (?:found|exist|listed|known|recogni|valid|accept|deliver|allow|permit|have|a )|no such|does(?:n't| not)|can(?:no|')t|invalid|unrout|reject|quota|refused|inactive|disabled|fail|error|sorry|expired|timed out|time-?out|undeliver|exceed|full|unavailable|denied|unreachable|suspended|terminated|no longer|isn't|delay|retried/i;

/** Whether the lines above say that those who failed come next. */
function introduced(lines: readonly string[], index: number): boolean {
  let seen = 0;
  for (let i = index - 1; i >= 0 && seen < 5; i--) {
    const line = (lines[i] ?? "").trim();
    if (line === "") continue;
    seen++;
    if (intro.test(line)) return true;
  }
  return false;
}

const intro =
  /(?:following|these|below|address(?:es)?|recipients?|users?|mailbox|for|to|reasons?|person)\b[^:]{0,80}:?\s*-*$|fail|not (?:be )?deliver|undeliver|permanent|fatal|unknown|not (?:be )?reach|could ?n[o']t|can ?n[o']t|unable/i;

interface Found {
  readonly address: string;
  readonly at: number;
}

/** Addresses in a line, with their columns. */
function findAddresses(line: string): Found[] {
  const found: Found[] = [];
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

const addressesIn = (text: string): Set<string> =>
  new Set(
    text
      .split("\n")
      .flatMap(findAddresses)
      .map(({ address }) => address.toLowerCase()),
  );

/** Whom the returned mail was for, by its headers. */
function recipientsOf(headers: string): Set<string> {
  const out = new Set<string>();
  for (const match of headers
    .slice(0, 16_384)
    .matchAll(
      /^[ \t>]*(?:To|Cc|Bcc|Delivered-To|X-Original-To|X-Rcpt-To|Apparently-To):((?:[^\n]*)(?:\n[ \t][^\n]*)*)/gim,
    )) {
    for (const address of addressesIn(match[1] ?? "")) out.add(address);
  }
  return out;
}

/** If nothing is certain: the only address there is, else the only one the returned mail went to. */
function onlyOne(candidates: ReadonlyMap<string, Candidate>, original: ReadonlySet<string>): Candidate[] {
  const plausible = [...candidates.values()].filter(({ score }) => score >= 0);
  if (plausible.length === 1) return plausible;
  const [only] = original;
  return original.size === 1 && only !== undefined && plausible.length === 0
    ? [{ address: only, score: 0, index: -1 }]
    : [];
}

/** The recipient with the status code and the words that stand by it. */
function describe(lines: readonly string[], { address, index }: Candidate): BouncedRecipient {
  const near = index === -1 ? lines : lines.slice(index, index + 6);
  const line =
    near.find((text) => /(?:^|[^\d.])[45]\d\d[ -]|[45]\.\d{1,2}\.\d{1,3}/.test(text)) ??
    near.find((text) => trouble.test(text));
  const status = near
    .map((text) => /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(text)?.[0])
    .find((found) => found !== undefined);
  return {
    address,
    status: status ?? null,
    diagnostic: line === undefined ? null : line.trim().slice(0, 1000),
  };
}
