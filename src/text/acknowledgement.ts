/**
 * The acknowledgement of a new ticket. Customers read it in the language of their mailbox, so it exists in more
 * languages than the rest.
 */
import { sayFrom } from "./catalogue.ts";
import type { Messages } from "./messages.ts";

const messages = {
  en: {
    subject: "We have received your message",
    text: "Thank you for your message. We have received it under number {$number} and will answer as soon as we can.\n\nTo add anything, just reply to this mail.",
  },
  de: {
    subject: "Wir haben Ihre Nachricht erhalten",
    text: "Vielen Dank für Ihre Nachricht. Wir haben sie unter der Nummer {$number} erhalten und antworten so bald wie möglich.\n\nUm etwas zu ergänzen, antworten Sie einfach auf diese Mail.",
  },
  fr: {
    subject: "Nous avons bien reçu votre message",
    text: "Merci de votre message. Nous l’avons reçu sous le numéro {$number} et y répondrons dès que possible.\n\nPour le compléter, répondez simplement à ce courriel.",
  },
  es: {
    subject: "Hemos recibido su mensaje",
    text: "Gracias por su mensaje. Lo hemos recibido con el número {$number} y responderemos lo antes posible.\n\nPara añadir algo, responda simplemente a este correo.",
  },
  it: {
    subject: "Abbiamo ricevuto il suo messaggio",
    text: "Grazie per il suo messaggio. Lo abbiamo ricevuto con il numero {$number} e risponderemo appena possibile.\n\nPer aggiungere qualcosa basta rispondere a questa mail.",
  },
  nl: {
    subject: "We hebben uw bericht ontvangen",
    text: "Bedankt voor uw bericht. We hebben het onder nummer {$number} ontvangen en antwoorden zo snel mogelijk.\n\nWilt u iets toevoegen, beantwoord dan gewoon deze mail.",
  },
} as const satisfies Record<string, Messages>;

const sayers = new Map<string, ReturnType<typeof sayFrom>>(
  Object.entries<Messages>(messages).map(([language, texts]) => [language, sayFrom(language, texts)]),
);

/**
 * Subject and text of an acknowledgement, in English if there is none in that language.
 * @param language a BCP 47 tag, of which the first part counts
 * @param number of the ticket
 */
export function acknowledgementText(
  language: string,
  number: number,
): { readonly subject: string; readonly text: string } {
  const say = sayers.get(language.toLowerCase().split("-")[0] ?? "") ?? sayFrom("en", messages.en);
  return { subject: say("subject"), text: say("text", { number }) };
}
