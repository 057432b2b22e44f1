import { before } from "../../base/text.ts";
import { moreSpecific, readDeliveryStatus, statusCode } from "./bounce-status.ts";
import { addressesIn, findAddresses, scoreAddress, trouble } from "./bounce-weigh.ts";
import type { BouncedRecipient } from "./types.ts";

export interface BounceText {
  readonly recipients: readonly BouncedRecipient[];
  readonly permanent: boolean;
  /** Whether it says at all that a mail was not delivered. */
  readonly saysFailed: boolean;
  /** Whether its wording or structure is that of an automatic mail. */
  readonly mechanical: boolean;
}

export interface BounceTextFacts {
  readonly text: string;
  readonly subject: string;
  /** Headers of the returned mail, if it is a separate part. */
  readonly returned: string | null;
  /** The text, with the addresses of the report's sender and recipients. */
  readonly sender: string;
}

/**
 * Finds the failed recipients in a report that follows no standard. Each address in the report, above the returned
 * mail, gets a score: by its place in the line, the words around it, and whether the returned mail was sent to it.
 */
export function readBounceText(facts: BounceTextFacts): BounceText {
  const { report, rest } = divide(facts.text.slice(0, LONGEST));
  const saysFailed = [facts.subject, report].some((text) => failure.test(text) || failureAbroad.test(text));
  // The fields of RFC 3464 as plain text, above the returned mail or, in wrapped reports, below its separator.
  for (const part of [report, rest]) {
    const fields = readDeliveryStatus([part]);
    if (fields.recipients.length > 0) return { ...fields, saysFailed: true, mechanical: true };
  }
  const lines = report.split("\n").map((line) => line.slice(0, LONGEST_LINE));
  const returnedHeaders = facts.returned ?? rest;
  const mechanical = returnedHeaders !== "" || machineWords.test(report);
  const wrote = addressesIn(facts.sender);
  const original = recipientsOf(returnedHeaders);
  const candidates = new Map<string, Candidate>();
  let places = 0;
  lines.forEach((line, index) => {
    for (const { address, at } of findAddresses(line)) {
      if (++places > MOST_WEIGHED) return;
      const key = address.toLowerCase();
      const score =
        scoreAddress(lines, index, at, address) + (original.has(key) ? 3 : 0) - (wrote.has(key) ? 4 : 0);
      const known = candidates.get(key);
      const indexes = [...(known?.indexes ?? []), index].slice(0, MOST_PLACES);
      if (known === undefined || known.score < score) {
        candidates.set(key, { address, score, indexes: [index, ...indexes.filter((one) => one !== index)] });
      } else candidates.set(key, { ...known, indexes });
    }
  });
  const top = Math.max(...[...candidates.values()].map(({ score }) => score));
  const best = [...candidates.values()].filter(({ score }) => score >= ENOUGH && score >= top - 4);
  const permanent = !isTemporary(facts.subject, report);
  if (!saysFailed && best.length === 0) return { recipients: [], permanent, saysFailed, mechanical };
  const local = localPartOnly(lines, original, facts.sender);
  const chosen =
    local !== null ? [local] : best.length > 0 ? best : onlyOne(candidates, original, returnedHeaders);
  return {
    recipients: chosen.map((one) => describe(lines, one, chosen.length === 1)),
    permanent,
    saysFailed,
    mechanical,
  };
}

interface Candidate {
  readonly address: string;
  readonly score: number;
  /** The lines that contain it, the best score first. */
  readonly indexes: readonly number[];
}

const MOST_PLACES = 5;

const LONGEST = 64 * 1024;
/** Reports have short lines; only the start of longer ones is considered. */
const LONGEST_LINE = 2_000;
/** The most addresses scored, including repetitions. */
const MOST_WEIGHED = 2_000;
const ENOUGH = 3;

/** Splits a text into the report and the returned mail. */
function divide(text: string): { readonly report: string; readonly rest: string } {
  let at = 0;
  while (at < text.length) {
    let end = text.indexOf("\n", at);
    if (end === -1) end = text.length;
    if (end - at <= LONGEST_LINE && returnedMark.test(text.slice(at, end))) {
      return { report: text.slice(0, at), rest: text.slice(at) };
    }
    at = end + 1;
  }
  return { report: text, rest: "" };
}

// bounded: at most 2,000 characters, the longest line that divide looks at
const returnedMark = new RegExp(
  `^[ \\t>]*(?:${[
    "(?:[-=*_][-=*_ ]*)?(?:begin )?(?:(?:the )?(?:text|content|body|header|copy|rest)s? of )?(?:the |your )?(?:original|returned|unsent|undelivered|bounced) (?:message|mail|text|e-?mail)(?: (?:follows|is (?:attached|included|below|as follows)|as received|below|headers?|text|attached|included).*| *[-=*_:]{1,}.*)",
    "-+ ?(?:this is a copy of (?:the|your) message|below this line is a copy of the message|header(?:s)? of the original|original headers?|returned message|unsent message|message header|start of returned|failed message follows|forwarded message|the header of the original).*",
    "-* ?(?:the )?header and (?:top|first) .*",
    "old message:.*",
    "-+ ?begin (?:message|of returned|original|headers).*",
    "from mailer-daemon .*",
    "(?:return-path|received|x-apparently-to|x-originating-ip|delivered-to|message-id): .*",
  ].join("|")})$`,
  "i",
);

/** Words of failure, in reports and their subjects. */
const failure =
  /undeliver|(?:un|not )able to (?:be )?deliver|(?:could|can)(?:no| no|')t (?:be )?(?:deliver|sen[dt]|reach)|not (?:be |been )?(?:delivered|sent|reach)|delivery (?:status|fail|to the following|error|problem|has been|attempts?|was|not)|deliver(?:y|ed)?[^\n]{0,40}(?:fail|error|delay|reject|problem)|fail(?:ed|ure)|returned (?:mail|to sender|e-?mail|message)|unknown|not (?:found|exist|recognized|recognised|listed|known|a valid|accept)|no such|does(?:n't| not) (?:exist|have|like)|invalid|unrout|reject|bounce|quota|refused|inactive|disabled|problem|sorry|error|expired|timed out|delay|550|5\.\d\.\d|unzustellbar|konnte nicht|n'a pas pu|no se (?:pudo|ha podido)|配信|送信|エラー|退信|недоставл|не доставлен|не удалось/i;

/** The same in other languages, as mail servers write them. */
const failureAbroad = new RegExp(
  [
    "nicht (?:zugestellt|ausgeliefert|zustellbar|gefunden|erreich)|fehlgeschlagen|verzögert|existiert nicht|unbekannt|postfach (?:ist )?voll",
    "n['’](?:a|ont) pu|non (?:remis|distribu|délivr)|[ée]chec|introuvable|n['’]existe pas|inconnu|boîte (?:aux lettres|de réception|mail)(?: est)? pleine",
    "no (?:fue |ha sido |pudo ser )?entregad|devuelto|devolución|fallid|ha fallado|no existe|buzón (?:está )?lleno|error en la entrega|rechazad",
    "mancata consegna|impossibile (?:recapitare|consegnare)|non (?:è stato |è )?(?:recapitat|consegnat)|non esiste|inesistente|casella (?:di posta )?piena",
    "não (?:foi |pôde ser )?entreg|falha na entrega|não existe|caixa (?:de correio|postal) cheia",
    "niet (?:worden )?bezorgd|onbestelbaar|bestaat niet|inte levereras|ikke lever(?:es|et)|toimitus epäonnistui|ei voitu toimittaa",
    "nie dostarczono|niedostarczaln|nedoručiteln|nelze doručit|kézbesíthetetlen|не найден|не существует|teslim edilemedi",
    "届けできません|届きません|宛先不明|見つかりません|存在しない|无法(?:投递|送达)|無法(?:投遞|傳遞)|배달 ?(?:실패|되지)|전송 실패",
  ].join("|"),
  "iu",
);

const machineWords =
  // linear: it repeats blanks only, each time between other characters
  /non-?delivery (?:report|notification)|smtp error|remote (?:host|server|mta)|delivery attempts?|created automatically|automatically generated|message could ?n[o']t be delivered to|message below:\s*5\d\d|mail(?:er)?[- ]?(?:system|daemon|server)|transcript of|did not reach the following|following recipient/i;

function isTemporary(subject: string, report: string): boolean {
  if (retrying.test(report)) return true;
  if (final.test(report)) return false;
  return (
    /delay|warning|still (?:being )?(?:retr|try|not)|deferred|transient|temporar|verz(?:ö|oe)ger|retard|retras|ritard|atras|vertra|f(?:ö|o)rsen|forsink|opóźni|задерж|遅延|延迟|延遲/i.test(
      subject,
    ) || /has not (?:yet )?been delivered[^.]{0,80}(?:yet|will|continue)/i.test(report)
  );
}

/** The server says that it will keep trying. */
const retrying =
  /still being retried|not yet been delivered|will (?:continue|keep|be retried|try again|retry)|(?:do|need) not (?:need to )?re-?send|this is (?:a|only a) warning|warning message only|temporary failure report|delivery attempts will continue|no action is required|(?:message|mail|delivery|recipient) (?:is|has been) delayed|eventually [^.]{0,40} will give up|weiterhin versuch|erneut versuch|continuera? d'essayer|seguir(?:á|emos) intentando|continuer(?:à|emo) a tentare|probeert het opnieuw|再送を試み/i;

/** It has given up. */
const final =
  /(?<![\d.])5\.\d{1,2}\.\d{1,3}(?![\d.])|(?:^|[^\d.])5[0-5]\d[ -]|no such (?:user|recipient|mailbox|address)|user unknown|unknown user|does(?: not|n't) exist|giv(?:e|en|ing) up|gave up|permanent|fatal error/i;

/** The returned mail's recipients, from its headers. */
function recipientsOf(headers: string): Set<string> {
  const out = new Set<string>();
  for (const match of headers.slice(0, 16_384).matchAll(
    // linear: a line that begins so is taken whole, with those that continue it
    /^[ \t>]*(?:To|Cc|Bcc|Delivered-To|X-Original-To|X-Rcpt-To|Apparently-To):([^\n]*(?:\n[ \t][^\n]*)*)/gim,
  )) {
    for (const address of addressesIn(match[1] ?? "")) out.add(address);
  }
  return out;
}

/**
 * AOL and others, which know only their own names, say "the following recipients" and give just a local part: that one
 * at the returned mail's domain, else at the reporting server's.
 */
function localPartOnly(
  lines: readonly string[],
  original: ReadonlySet<string>,
  sender: string,
): Candidate | null {
  const intro = lines.findIndex((line) => followingRecipients.test(line));
  if (intro === -1) return null;
  let index = intro + 1;
  // The sentence may continue over several lines.
  while (
    index < lines.length &&
    !/[:.]\s*$/.test(lines[index - 1] ?? "") &&
    (lines[index] ?? "").trim() !== ""
  )
    index++;
  while (index < lines.length && (lines[index] ?? "").trim() === "") index++;
  // linear: anchored, and no two neighbouring repetitions share a character
  const name = /^\s*([\w.+-]{2,64})(?:\s{2,}\S.*)?$/.exec(lines[index] ?? "")?.[1];
  if (name === undefined || /^[-_.+]+$/.test(name)) return null;
  const known = [...original].find((address) => address.startsWith(`${name.toLowerCase()}@`));
  const domain = before(sender.slice(sender.lastIndexOf("@") + 1), /[>\s]/);
  if (known === undefined && !domain.includes(".")) return null;
  return { address: known ?? `${name}@${domain.toLowerCase()}`, score: ENOUGH, indexes: [index] };
}

const followingRecipients =
  /(?:not (?:be )?delivered to|not deliver(?:ed)? to|to|reach) the following(?: recipients?| users?| address(?:es)?| persons?)?\b/i;

/** If nothing is certain: the only address in it, else the only recipient of the returned mail. */
function onlyOne(
  candidates: ReadonlyMap<string, Candidate>,
  original: ReadonlySet<string>,
  returned: string,
): Candidate[] {
  const plausible = [...candidates.values()].filter(({ score }) => score >= 0);
  if (plausible.length === 1) return plausible;
  if (original.size !== 1 || plausible.length > 0) return [];
  const [only = ""] = original;
  // A list's mail is addressed to the list; the last server recorded the actual recipient.
  const unfolded = returned.slice(0, 8_192).replace(/\n[ \t]+/g, " ");
  // bounded: at most 8,192 characters, the start of the returned mail
  const taken = /^Received:[^\n]*? for <([^<>\s@]+@[^<>\s@]+)>/im.exec(unfolded)?.[1];
  return [{ address: taken ?? only, score: 0, indexes: [] }];
}

/** The recipient with the status code and text next to it. */
function describe(
  lines: readonly string[],
  { address, indexes }: Candidate,
  alone: boolean,
): BouncedRecipient {
  const places = indexes.length === 0 ? [0] : indexes;
  let words: string | null = null;
  let status: string | null = null;
  for (const index of places) {
    const near = lines.slice(index, index + (indexes.length === 0 ? lines.length : REACH));
    const coded = near.findIndex((text) => codes.test(text));
    const at = coded === -1 ? near.findIndex((text) => trouble.test(text)) : coded;
    if (at === -1) continue;
    const found = sentence(near, at);
    status ??= near.map(failureCode).find((code) => code !== null) ?? null;
    if (words === null || (!codes.test(words) && codes.test(found))) words = found;
  }
  if (alone && (words === null || !codes.test(words))) {
    // Some give the reason first, then the recipient.
    const at = lines.findIndex((text) => codes.test(text));
    if (at !== -1) {
      words = sentence(lines, at);
      status ??= failureCode(words);
    }
  }
  return { address, status: moreSpecific(status, words), diagnostic: words };
}

function failureCode(text: string): string | null {
  const code = statusCode(text);
  return code?.startsWith("2") ? null : code;
}

/** The most lines below an address that may belong to it. */
const REACH = 12;
const codes = /(?:^|[^\d.])[45]\d\d[ -]|(?<![\d.])[45]\.\d{1,2}\.\d{1,3}(?![\d.])/;

/** A line joined with those that continue it: indented more, or as much after a reply code. */
function sentence(lines: readonly string[], at: number): string {
  const first = lines[at] ?? "";
  const indent = first.length - first.trimStart().length;
  const out = [first.trim()];
  for (let i = at + 1; i < Math.min(lines.length, at + 6); i++) {
    const line = lines[i] ?? "";
    const inner = line.length - line.trimStart().length;
    // bounded: at most 2,000 characters, the longest line of a report
    if (line.trim() === "" || inner === 0 || inner < indent || /@\S+\s*:?$/.test(line)) break;
    out.push(line.trim());
  }
  return out.join(" ").slice(0, 1000);
}
