/**
 * The acknowledgement of a new ticket. Customers read it in the language of their mailbox, whatever languages the pages
 * are in.
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
  pt: {
    subject: "Recebemos sua mensagem",
    text: "Agradecemos sua mensagem. Ela foi registrada com o número {$number} e será respondida assim que possível.\n\nPara acrescentar algo, basta responder a este e-mail.",
  },
  pl: {
    subject: "Otrzymaliśmy Państwa wiadomość",
    text: "Dziękujemy za wiadomość. Zarejestrowaliśmy ją pod numerem {$number} i odpowiemy najszybciej, jak to możliwe.\n\nAby coś dodać, wystarczy odpowiedzieć na tę wiadomość.",
  },
  ja: {
    subject: "お問い合わせを受け付けました",
    text: "お問い合わせいただきありがとうございます。受付番号は {$number} です。できるだけ早くご返信いたします。\n\n補足がございましたら、このメールにそのままご返信ください。",
  },
  ar: {
    subject: "لقد تلقينا رسالتك",
    text: "شكرًا على رسالتك. لقد سجّلناها برقم {$number} وسنرد عليك في أقرب وقت ممكن.\n\nلإضافة أي شيء، يكفي الرد على هذه الرسالة.",
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
