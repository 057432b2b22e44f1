interface Words {
  readonly subject: string;
  readonly text: string;
}

const words: { readonly [language: string]: Words } = {
  en: {
    subject: "We have received your message",
    text: "Thank you for your message. Its number is {number}, and we will reply as soon as we can.\n\nTo add anything, just reply to this mail.",
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

/** The text of an auto-reply in the mailbox's language, or in English. */
export function acknowledgement(language: string, number: number): Words {
  const own = words[language.toLowerCase().split("-")[0] ?? ""];
  const { subject, text } = own ?? words.en ?? { subject: "", text: "" };
  return { subject, text: text.replace("{number}", String(number)) };
}
