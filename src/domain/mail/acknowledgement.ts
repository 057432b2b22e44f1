import type { Mailbox } from "../settings/index.ts";
import { domainOf, normalAddress, withoutDetail } from "./address.ts";
import type { Address, Envelope, ParsedMail } from "./types.ts";

/** Automatic answers to one address, and to all together, within the window. */
export const automaticLimits = { window: 24 * 3_600_000, toAddress: 3, toAll: 2000 } as const;

/**
 * Whom an automatic answer to this mail goes to, or null if there must be none (RFC 3834 section 2): never to what a
 * machine wrote or nobody can be answered, never to ourselves, and not to one who had enough of them. Goes to the
 * envelope's sender (section 4), since that is where the mail came from whatever its header says.
 * @param given automatic answers within the window so far
 */
export function answerAutomatically(
  mail: Pick<ParsedMail, "automatic" | "mayAnswerAutomatically">,
  envelope: Pick<Envelope, "from">,
  author: Address,
  ours: readonly Mailbox[],
  given: { readonly toAddress: number; readonly toAll: number },
): Address | null {
  if (mail.automatic !== false || !mail.mayAnswerAutomatically || envelope.from === "") return null;
  const sender = normalAddress(envelope.from);
  const own = ours.flatMap(({ address, aliases }) => [address, ...aliases]);
  const isOurs = (address: string) => own.includes(withoutDetail(address)) || domainOf(address) === "";
  if (isOurs(sender) || isOurs(normalAddress(author.address)) || isNeverRead(sender)) return null;
  if (given.toAddress >= automaticLimits.toAddress || given.toAll >= automaticLimits.toAll) return null;
  return { name: normalAddress(author.address) === sender ? author.name : "", address: envelope.from };
}

/** Whether nobody reads what comes to an address, by its local part. */
const isNeverRead = (address: string): boolean =>
  neverRead.test(address.slice(0, Math.max(0, address.lastIndexOf("@"))));

const neverRead =
  /^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)(?:\+|$)|^owner-|-(?:request|bounces?)(?:\+|$)/;

interface Words {
  readonly subject: string;
  readonly text: string;
}

const words: { readonly [language: string]: Words } = {
  en: {
    subject: "We have received your message",
    text: "Thank you for your message. We have received it under number {number} and will answer as soon as we can.\n\nTo add anything, just reply to this mail.",
  },
  de: {
    subject: "Wir haben Ihre Nachricht erhalten",
    text: "Vielen Dank für Ihre Nachricht. Wir haben sie unter der Nummer {number} erhalten und antworten so bald wie möglich.\n\nUm etwas zu ergänzen, antworten Sie einfach auf diese Mail.",
  },
  fr: {
    subject: "Nous avons bien reçu votre message",
    text: "Merci de votre message. Nous l’avons reçu sous le numéro {number} et y répondrons dès que possible.\n\nPour le compléter, répondez simplement à ce courriel.",
  },
  es: {
    subject: "Hemos recibido su mensaje",
    text: "Gracias por su mensaje. Lo hemos recibido con el número {number} y responderemos lo antes posible.\n\nPara añadir algo, responda simplemente a este correo.",
  },
  it: {
    subject: "Abbiamo ricevuto il suo messaggio",
    text: "Grazie per il suo messaggio. Lo abbiamo ricevuto con il numero {number} e risponderemo appena possibile.\n\nPer aggiungere qualcosa basta rispondere a questa mail.",
  },
  nl: {
    subject: "We hebben uw bericht ontvangen",
    text: "Bedankt voor uw bericht. We hebben het onder nummer {number} ontvangen en antwoorden zo snel mogelijk.\n\nWilt u iets toevoegen, beantwoord dan gewoon deze mail.",
  },
};

/** The words of an acknowledgement in the mailbox's language, or in English. */
export function acknowledgement(language: string, number: number): Words {
  const own = words[language.toLowerCase().split("-")[0] ?? ""];
  const { subject, text } = own ?? words.en ?? { subject: "", text: "" };
  return { subject, text: text.replace("{number}", String(number)) };
}
