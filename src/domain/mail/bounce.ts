import { isMachine, isSubjectOfReply } from "./automatic.ts";
import { readBounceNotice } from "./bounce-notice.ts";
import { MOST_RECIPIENTS, readDeliveryStatus } from "./bounce-status.ts";
import { type BounceTextFacts, readBounceText } from "./bounce-text.ts";
import type { MailHeaders } from "./headers.ts";
import { reportOf } from "./report.ts";
import type { Address, Bounce, BouncedRecipient } from "./types.ts";

/** The parts of a mail by which a bounce is recognised. */
export interface BounceFacts {
  readonly headers: MailHeaders;
  readonly from: Address | null;
  readonly subject: string;
  /** The mail's visible text. */
  readonly text: string;
  /** Names of its attachments. */
  readonly files: readonly string[];
  /** Texts of its message/delivery-status parts (RFC 3464). */
  readonly deliveryStatus: readonly string[];
  /** Media types of its other parts that report something. */
  readonly reports: readonly string[];
  /** Start of the returned mail, at least its headers; null if it is not a separate part. */
  readonly returned: string | null;
}

/**
 * Parses a report that a mail was not delivered or is delayed; null for any other mail, including reports of
 * success. First by the fields of RFC 3464, then by the wording of mail servers, but only if it seems to come from a
 * mail server: people quote bounces too.
 */
export function bounceOf(facts: BounceFacts): Bounce | null {
  const status = readDeliveryStatus(facts.deliveryStatus);
  if (status.recipients.length > 0) {
    const { permanent, recipients } = status;
    return { permanent, recipients: explained(recipients, facts), originalMessageId: originalId(facts) };
  }
  const notice = readBounceNotice(facts.text);
  if (notice !== null) return notice;
  // It has recipients, and none has failed.
  if (status.delivered || reportOf(facts) !== null) return null;
  const named = failedInHeader(facts.headers);
  const signs = named.length > 0 ? "sure" : serverSigns(facts);
  if (signs === "none") return null;
  const found = readBounceText(textFacts(facts));
  if (signs === "some" && !found.mechanical) return null;
  const recipients = merged(named, found.recipients);
  const returned = facts.deliveryStatus.length > 0 || facts.returned !== null || declaresFailure(facts);
  if (recipients.length === 0 && !(found.saysFailed && returned)) return null;
  return { permanent: found.permanent, recipients, originalMessageId: originalId(facts) };
}

/** A report of a failure that lost its parts on the way: what its header says is left. */
const declaresFailure = ({ headers, subject }: BounceFacts): boolean =>
  failureSubject.test(subject.slice(0, 500)) &&
  headers("content-type").some((type) =>
    // linear: it repeats blanks only, each time between other characters
    /^multipart\/report\b[^\n]{0,200}report-type\s*=\s*"?delivery-status/i.test(type),
  );

const textFacts = (facts: BounceFacts): BounceTextFacts => ({
  text: facts.text,
  subject: facts.subject,
  returned: facts.returned,
  // The report is addressed to the sender of the mail that bounced, who is not the failed recipient.
  sender: [...facts.headers("to"), ...facts.headers("delivered-to"), facts.from?.address ?? ""].join(" "),
});

/** Fills what the fields leave out from the text above them. */
function explained(recipients: readonly BouncedRecipient[], facts: BounceFacts): readonly BouncedRecipient[] {
  if (recipients.every(({ status, diagnostic }) => status !== null && diagnostic !== null)) return recipients;
  const text = facts.text.slice(0, LONGEST).toLowerCase();
  const found = new Map(
    readBounceText(textFacts(facts)).recipients.map((one) => [one.address.toLowerCase(), one]),
  );
  return recipients.map((one) => {
    const same = found.get(one.address.toLowerCase());
    if (same === undefined || !text.includes(one.address.toLowerCase())) return one;
    return { ...one, status: one.status ?? same.status, diagnostic: one.diagnostic ?? same.diagnostic };
  });
}

const LONGEST = 64 * 1024;

/** Exim, and others like it, name the failed recipients in a header. */
function failedInHeader(headers: MailHeaders): string[] {
  return headers("x-failed-recipients")
    .flatMap((value) => value.split(","))
    .map((address) => address.trim().replace(/^<|>$/g, ""))
    .filter((address) => address.includes("@"))
    .slice(0, MOST_RECIPIENTS);
}

function merged(named: readonly string[], found: readonly BouncedRecipient[]): BouncedRecipient[] {
  if (named.length === 0) return [...found];
  const known = new Map(found.toReversed().map((one) => [one.address.toLowerCase(), one]));
  return named.map(
    (address) => known.get(address.toLowerCase()) ?? { address, status: null, diagnostic: null },
  );
}

/** How certain it is that a mail server, not a person, wrote the mail. */
function serverSigns({ headers, from, subject }: BounceFacts): "none" | "some" | "sure" {
  if (isSubjectOfReply(subject)) return "none";
  const sender = from === null ? (headers("from")[0] ?? "") : `${from.name} ${from.address}`;
  if ((from !== null && isBouncer(from.address)) || servers.test(sender)) return "sure";
  if (headers("content-type").some((type) => /^multipart\/report\b/i.test(type))) return "sure";
  const empty = (name: string) => headers(name).some((path) => /^<\s*>/.test(path.trim()));
  // Nobody writes from no address; a report that goes wrong itself has nowhere to return to (RFC 5321 section 6.1).
  if (empty("from")) return "sure";
  return empty("return-path") || failureSubject.test(subject.slice(0, 500)) ? "some" : "none";
}

/** Not every automatic mail: mail from a no-reply address is seldom a bounce. */
const isBouncer = (address: string): boolean => isMachine(address) && !/reply/i.test(address);

const servers =
  /mailer-?daemon|post_?master|mail (?:delivery|administrator|system)|delivery (?:sub)?system|smtp|anti-?virus|e?mail[-_ ]?(?:gateway|service|server)/i;

/** Subjects of mail servers' reports. */
// bounded: at most 500 characters, cut by serverSigns
const failureSubject = new RegExp(
  [
    "^(?:(?:mail )?delivery (?:status notification|failure|failed|has failed|problem|error)|mail delivery failed",
    "undeliver(?:ed|able)|returned mail|failure notice|nondeliverable|mail system error",
    "message (?:undeliverable|delivery failure)|warning: .*delay|could not send|failed mail|mail failure",
    "non-?delivery|(?:mail|message|e-?mail) (?:could not|was not|not)(?: be)? (?:delivered|sent)",
    "permanent delivery|automatically rejected)",
    // In the reader's language, anywhere in the subject; people rarely write these.
    "unzustellbar|nicht zugestellt|zustellung fehlgeschlagen|non remis|non distribu|(?:échec|echec) de (?:la )?(?:remise|distribution)",
    "no se (?:pudo|ha podido) entregar|no entregad|error en la entrega|mancata consegna|impossibile recapitare|non recapitabile",
    "não entreg|falha na entrega|niet bezorgd|onbestelbaar|kan inte levereras|ej levererbar|kunne ikke leveres|ikke leveret",
    "toimitus epäonnistui|ei voitu toimittaa|niedostarczalna|nie dostarczono|nedoručiteln|nelze doručit|kézbesíthetetlen",
    "не доставлен|недоставлен|не удалось доставить|teslim edilemedi|μη παραδοτέ|メールエラー|配信不能|配信エラー|送信不能|送信エラー",
    "未達|宛先不明|配送不能|无法投递|退信|无法送达|無法傳遞|배달 ?(?:실패|되지)|전송 실패",
  ].join("|"),
  "iu",
);

function originalId({ returned, text }: BounceFacts): string | null {
  // linear: tried once a line, and no two neighbouring repetitions share a character
  const pattern = /^[ \t>]*Message-ID:\s*(<[^<>\s]{1,900}>)/im;
  return (returned === null ? null : pattern.exec(returned)?.[1]) ?? pattern.exec(text)?.[1] ?? null;
}
