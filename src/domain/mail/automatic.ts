import { before } from "../../base/text.ts";
import type { MailHeaders } from "./headers.ts";
import type { Address, Automatic } from "./types.ts";

/**
 * What kind of automatic mail it is, or false for a person's, by its headers (RFC 3834 section 5, RFC 2919, RFC 2369,
 * vendors' headers). The subject counts only if no header says anything and the mail answers another one: what answers
 * nothing was written by a person about such replies. Bounces are recognised by `bounceOf`.
 * @param subject decoded
 */
export function automaticOf(headers: MailHeaders, subject: string): Exclude<Automatic, "bounce"> {
  if (/^auto-(?:replied|notified)/i.test(autoSubmitted(headers))) return "auto-reply";
  if (has(headers, "x-mailmanager-automatic")) return "auto-reply";
  if (vendorReply(headers)) return "auto-reply";
  const precedence = precedences(headers);
  if (precedence.some((word) => /^auto[-_]?reply/.test(word))) return "auto-reply";
  if (answers(headers) && isSubjectOfReply(subject) && !has(headers, "list-id")) return "auto-reply";
  if (has(headers, "list-id") && (has(headers, "list-post") || precedence.includes("list"))) return "list";
  if (precedence.includes("list") || has(headers, "list-id") || has(headers, "mailing-list")) return "list";
  if (precedence.some((word) => word === "bulk" || word === "junk")) return "bulk";
  if (bulkHeaders.some((name) => has(headers, name))) return "bulk";
  if (autoSubmitted(headers) !== "") return "auto-reply";
  return false;
}

/**
 * Whether a program wrote a mail, as far as its headers tell. Those of lists, bulk services and forwarding rules do not:
 * they say how it travelled.
 * @param automatic what `automaticOf` says, or "bounce"
 */
export const isByProgram = (headers: MailHeaders, automatic: Automatic): boolean =>
  automatic === "auto-reply" || automatic === "bounce" || autoSubmitted(headers) !== "";

/**
 * Whether RFC 3834 section 2 allows an auto-reply to a mail: it was written by a person, to us and not to a list,
 * and nothing asks for no reply.
 * @param from of the mail itself; without it there is no address to reply to
 */
export function mayAutoReply(headers: MailHeaders, from: Address | null, subject: string): boolean {
  if (from === null || isMachine(from.address)) return false;
  if (automaticOf(headers, subject) !== false) return false;
  // Also "auto-forwarded" (RFC 3834 section 2), and what an Exchange rule passed on, which is the same without saying so.
  if (submissions(headers).some((word) => word !== "no")) return false;
  if (isPassedOnByRule(headers)) return false;
  // RFC 6522: a program's report, also where it is damaged so that nothing else in it says so.
  if (headers("content-type").some((type) => /^\s*multipart\/report\b/i.test(type))) return false;
  if (headers("return-path").some((path) => /^<\s*>/.test(path.trim()))) return false;
  // Exchange: the sender wants no automatic replies of these kinds.
  if (headers("x-auto-response-suppress").some((value) => /\b(?:all|oof|autoreply)\b/i.test(value)))
    return false;
  return !suppressing.some((name) => has(headers, name));
}

/** Whether an address is automatic by its local part; owner-* and *-request belong to lists (RFC 3834 section 2). */
export function isMachine(address: string): boolean {
  return machines.test(address.slice(0, address.lastIndexOf("@")));
}

// linear: anchored, and each alternative repeats one thing
const machines = new RegExp(
  `^(?:${[
    "mailer-?daemon|mdaemon|postmaster|mail-?daemon|daemon|mailerdaemon",
    "(?:do[-_.]?)?no[-_.]?t?[-_.]?reply.*|.*[-_.+](?:do-?not|no)-?reply",
    "(?:bitte[-_.]?)?(?:nicht[-_.]?antworten|keine?[-_.]?antwort)(?:[-_.+].*)?|noantwort",
    "no[-_.]?(?:responder?|responda|contestar|conteste)(?:[-_.+].*)?",
    "ne[-_.]?pas[-_.]?r[eé]pondre(?:[-_.+].*)?|(?:pas[-_.]?de|sans)[-_.]?r[eé]ponse(?:[-_.+].*)?",
    "n[aã]o[-_.]?(?:responder?|responda)(?:[-_.+].*)?",
    "non[-_.]?(?:rispondere|rispondete|risponda)(?:[-_.+].*)?",
    "niet[-_.]?(?:be)?antwoorden(?:[-_.+].*)?|geen[-_.]?antwoord(?:[-_.+].*)?",
    "(?:svara|svar)[-_.]?(?:ej|inte|ikke)(?:[-_.+].*)?|(?:ikke|inte|ej)[-_.]?svar[a]?(?:[-_.+].*)?|ingen[-_.]?svar(?:[-_.+].*)?",
    "(?:ala|älä)[-_.]?vastaa(?:[-_.+].*)?",
    "nie[-_.]?odpowiada(?:j|c|ć)(?:[-_.+].*)?|(?:neodpov[ií]dat|neodpovedat|neodpov[ií]dejte)(?:[-_.+].*)?",
    "ne[-_.]?valaszol(?:jon)?(?:[-_.+].*)?|nu[-_.]?raspunde(?:ti)?(?:[-_.+].*)?|ne[-_.]?odgovaraj(?:te)?(?:[-_.+].*)?",
    "(?:ne[-_.]?otvechat|ne[-_.]?otvechay(?:te)?|cevaplamayiniz|cevapsiz|yanitlamayiniz)(?:[-_.+].*)?",
    "listserv|majordomo|mailman|owner-.*|.*-(?:request|owner|relay|bounces?)|bounces?(?:[-+_].*)?",
  ].join("|")})$`,
  "iu",
);

/** Whether an address is that of a mail server's own reports: nobody writes from there, whatever a mail looks like. */
export const isMailServer = (address: string): boolean =>
  /^(?:mailer-?daemon|mdaemon|mail-?daemon)$/i.test(address.slice(0, address.lastIndexOf("@")));

/** Headers whose presence alone is enough. */
const bulkHeaders = [
  "list-unsubscribe",
  "list-unsubscribe-post",
  "feedback-id",
  "x-campaign",
  "x-campaignid",
  "x-campaign-id",
  "x-mailchimp-id",
  "x-mc-user",
  "x-csa-complaints",
  "x-mailgun-tag",
  "x-bulkmail",
];

/** Of lists, older list managers and other desks: a reply to these may go to many, or come back. */
const suppressing = [
  "list-help",
  "list-post",
  "list-owner",
  "list-archive",
  "list-subscribe",
  "list-software",
  "x-failed-recipients",
  "x-beenthere",
  "x-list",
  "x-list-administrivia",
  "x-listname",
  "x-listserver",
  "x-loop",
  "x-mail-list",
  "x-mailing-list",
  "x-mailman-version",
  "x-ml-count",
  "x-ml-name",
  "x-mlserver",
  "x-otrs-loop",
  "x-rt-loop-prevention",
];

const has = (headers: MailHeaders, name: string): boolean => headers(name).some((value) => value !== "");

const answers = (headers: MailHeaders): boolean => has(headers, "in-reply-to") || has(headers, "references");

/** The keyword of Auto-Submitted, "" for none, for "no", and for what a rule only passed on. */
function autoSubmitted(headers: MailHeaders): string {
  const [word = ""] = submissions(headers);
  return word === "no" || word === "auto-forwarded" ? "" : word;
}

const submissions = (headers: MailHeaders): readonly string[] =>
  headers("auto-submitted")
    .map((value) => before(value, /[;(]/).trim().toLowerCase())
    .filter((word) => word !== "");

const precedences = (headers: MailHeaders): string[] =>
  ["precedence", "x-precedence"].flatMap((name) => headers(name)).map((value) => value.trim().toLowerCase());

/** Headers of programs older than RFC 3834, or ignorant of it. The values "no" and "false" mean no. */
function vendorReply(headers: MailHeaders): boolean {
  const names = [
    "x-autoreply",
    "x-autoreply-from",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-reply",
    "x-autogenerated",
    "x-mail-autoreply",
    "x-vacation",
    "x-delivered-to-vacation",
  ];
  if (names.some((name) => headers(name).some((value) => value !== "" && !/^(?:no|false|0)$/i.test(value)))) {
    return true;
  }
  // Exchange's rules also forward and redirect what people write, and mark that with the mailbox that did it.
  const passedOn = has(headers, "x-ms-exchange-inbox-rules-loop") || has(headers, "resent-from");
  return !passedOn && isByRulesAgent(headers);
}

const isByRulesAgent = (headers: MailHeaders): boolean =>
  headers("x-ms-exchange-generated-message-source").some((value) => /mailbox rules agent/i.test(value));

/**
 * Whether an Exchange rule passed a mail on. Resent-From alone says that a person did, and X-Forwarded-To is how a
 * support address at Gmail reaches us: RFC 3834 forbids a reply to neither.
 */
const isPassedOnByRule = (headers: MailHeaders): boolean =>
  has(headers, "x-ms-exchange-inbox-rules-loop") || isByRulesAgent(headers);

/**
 * Whether a subject starts with the prefix of an automatic reply, in many languages: the words, and a colon or bracket
 * after them, or nothing more. People also begin sentences with such words.
 */
export function isSubjectOfReply(subject: string): boolean {
  return replySubjects.test(subject.slice(0, 200).replace(/^[\s[({【「*"'«-]+/, ""));
}

/** The rest of a compound word, at most one more word, and what ends the prefix. */
const prefixEnd = "[\\p{L}\\p{M}-]{0,20}(?: [\\p{L}\\p{M}-]{1,15})?\\s*(?:[:：\\])}】」»–—]|$)";
/** After words that people also put before a colon: the subject that is replied to. */
const answered = "\\s*[:：]\\s*(?:re|aw|antw|sv|vs|odp|ynt|rv|fw|fwd|wg|tr)\\s*[:：]";

// bounded: at most 200 characters, cut by isSubjectOfReply
const replySubjects = new RegExp(
  `^(?:(?:auto|urlaub|elternzeit|vacation|holiday|absence|absences?|ausencia|ausência|assenza)${answered}|(?:i am |i'm |currently )+(?:out of (?:the )?office|on vacation|away)\\b|(?:${[
    "auto(?:matic|mated)?[ -]?(?:reply|response)\\b",
    "autosvar",
    "out[ -]of[ -](?:the[ -])?office\\b",
    "(?:ooo|oof|on (?:vacation|annual leave|holiday)|vacation (?:reply|response|notice)|away from (?:the office|my (?:mail|desk)))\\b",
    "abwesen(?:d|heit)",
    "(?:automatische (?:antwort|rückantwort|rückmeldung|empfangsbestätigung)|auto-?antwort)",
    "außer haus",
    "réponse automatique",
    "(?:absence du bureau|absent du bureau|(?:message|notification|avis|réponse) d['’]absence|absente?)",
    "respuesta automática",
    "fuera de (?:la )?oficina",
    "(?:ausente|assente)",
    "(?:mensaje|mensagem|respuesta|resposta) (?:de ausencia|de ausência|automàtica|automatica)",
    "risposta automatica",
    "fuori sede",
    "resposta automática",
    "fora do escritório",
    "automatisch(?:e)? (?:antwoord|beantwoord)",
    "(?:afwezigheid|afwezig|niet aanwezig|buiten kantoor)",
    "automatiskt svar",
    "automatisk svar",
    "frånvaro",
    "fraværende",
    "(?:sjálfvirkt svar|automaatvastus|automaatne vastus|automātisk[āa] atbilde|automatinis atsak)",
    "(?:poza biurem|nieobecność|mimo kancelář|házon kívül|távollét|ofis dışında|εκτός γραφείου)",
    "(?:вне офиса|в отпуске|отсутствую|автоответ|аутоматски одговор|автоматическое уведомление)",
    "(?:trả lời tự động|balasan otomatis|balas automatik|ตอบกลับอัตโนมัติ|การตอบกลับอัตโนมัติ|پاسخ خودکار|स्वचालित उत्तर)",
    "(?:不在(?:通知|連絡|のお知らせ)?|休假通知|外出通知|부재중|自动回覆|自動回覆|自動返信)",
    "automaattinen vastaus",
    "poissaolo",
    "automatyczna odpowiedź",
    "odpowiedź automatyczna",
    "automatická odpověď",
    "automatická odpoveď",
    "automatikus válasz",
    "răspuns automat",
    "otomatik yanıt",
    "automatski odgovor",
    "samodejni odgovor",
    "αυτόματη απάντηση",
    "автоматический ответ",
    "автоматична відповідь",
    "автоматичен отговор",
    "자동 회신",
    "自動応答",
    "自動返信",
    "自动答复",
    "自动回复",
    "自動回覆",
    "תשובה אוטומטית",
    "رد تلقائي",
  ].join("|")})${prefixEnd})`,
  "iu",
);
