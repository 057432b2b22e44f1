/** Greetings and closings by language. Empty ones are for people who use none. */
interface Manners {
  /** A customer's, to the company. */
  readonly hello: readonly string[];
  readonly bye: readonly string[];
  /** An agent's, to a customer; {first} and {full} are theirs. */
  readonly dear: readonly string[];
  readonly regards: readonly string[];
  /** A whole mail that only says thanks. */
  readonly thanks: readonly string[];
  /** A whole mail that asks whether there is any news. */
  readonly chase: readonly string[];
  /** An agent's reply that settles nothing yet; English if there is none. */
  readonly patience: readonly string[];
}

export const mannersOf = (language: string): Manners => manners[language] ?? english;

const english: Manners = {
  hello: [
    "Hi,",
    "Hello,",
    "Dear Larkspur team,",
    "Good [morning|evening],",
    "Hi there,",
    "To whom it may concern,",
    "",
  ],
  bye: ["Thanks", "Best regards", "Kind regards", "Cheers", "Many thanks in advance", "Yours sincerely", ""],
  dear: ["Hello {first},", "Hi {first},", "Dear {full},"],
  regards: ["Best regards", "Kind regards", "All the best"],
  thanks: [
    "[Perfect|Great|Wonderful], that [did it|solved it|works]. Thank you!",
    "Thanks a lot for the [quick|friendly|clear] help. You can close this.",
    "All good now, thank you {agent}!",
    "Received, thanks. [Have a nice weekend!|Great service.|]",
  ],
  chase: [
    "[any news on this?|is there anything new?|did my last mail arrive?] [I would really need it by {weekday}.|Thank you.|]",
    "it has been [a few days|a week] now. Could you please tell me where we stand?",
    "just pushing this up once more. [A short answer would be enough.|]",
  ],
  patience: [
    "thank you for your mail. I have passed it on to a colleague who knows more about this, and come back to you as soon as I have an answer.",
    "this needs a second look on our side. You will hear from me by {weekday}, either way.",
    "we are looking into it. This can take some days, please bear with us.",
  ],
};

const manners: Readonly<Record<string, Manners>> = {
  en: english,
  de: {
    hello: ["Guten Tag,", "Hallo,", "Sehr geehrte Damen und Herren,", "Liebes Larkspur-Team,", "Moin,"],
    bye: ["Viele Grüße", "Mit freundlichen Grüßen", "Beste Grüße", "Danke und Gruß", "Herzliche Grüße"],
    dear: ["Guten Tag {full},", "Hallo {full},"],
    regards: ["Freundliche Grüße", "Viele Grüße"],
    thanks: [
      "[Wunderbar|Perfekt|Super], es [klappt|geht] wieder. Vielen Dank!",
      "Vielen Dank für die schnelle Hilfe, die Sache ist damit erledigt.",
    ],
    chase: [
      "gibt es schon etwas Neues?",
      "leider habe ich noch keine Antwort. Könnten Sie bitte kurz Bescheid geben?",
    ],
    patience: [
      "vielen Dank für Ihre Nachricht. Ich habe sie an die zuständige Kollegin weitergegeben und melde mich, sobald ich mehr weiß.",
    ],
  },
  fr: {
    hello: ["Bonjour,", "Madame, Monsieur,"],
    bye: ["Cordialement", "Bien à vous", "Merci d'avance"],
    dear: ["Bonjour {full},"],
    regards: ["Bien cordialement"],
    thanks: ["C'est parfait, merci beaucoup !"],
    chase: ["avez-vous des nouvelles à ce sujet ? Merci d'avance."],
    patience: ["merci de votre message. Nous nous renseignons et revenons vers vous très vite."],
  },
  es: {
    hello: ["Hola:", "Buenos días:", "Estimados señores:"],
    bye: ["Un saludo", "Gracias y un saludo", "Atentamente"],
    dear: ["Hola, {first}:", "Buenos días, {first}:"],
    regards: ["Un cordial saludo"],
    thanks: ["¡Perfecto, muchas gracias!"],
    chase: ["¿hay alguna novedad? Gracias."],
    patience: [
      "gracias por su mensaje. Lo hemos pasado a un compañero y le avisamos en cuanto sepamos algo.",
    ],
  },
  it: just(
    "Buongiorno,",
    "Cordiali saluti",
    "Buongiorno {first},",
    "Cordiali saluti",
    "Tutto a posto, grazie!",
    "ci sono novità?",
  ),
  pt: just(
    "Boa tarde,",
    "Obrigado",
    "Olá {first},",
    "Com os melhores cumprimentos",
    "Tudo certo, obrigado!",
    "há alguma novidade?",
  ),
  pl: just(
    "Dzień dobry,",
    "Pozdrawiam",
    "Dzień dobry {first},",
    "Z poważaniem",
    "Wszystko działa, dziękuję!",
    "czy są jakieś wieści?",
  ),
  tr: just(
    "Merhaba,",
    "Saygılarımla",
    "Merhaba {first},",
    "Saygılarımızla",
    "Çok teşekkür ederim!",
    "Bir gelişme var mı?",
  ),
  el: just(
    "Καλημέρα σας,",
    "Με εκτίμηση",
    "Dear {full},",
    "Best regards",
    "Ευχαριστώ πολύ!",
    "υπάρχει κάποιο νέο;",
  ),
  ru: just(
    "Добрый день!",
    "С уважением",
    "{first}, добрый день!",
    "С уважением",
    "Всё работает, спасибо!",
    "есть ли новости?",
  ),
  uk: just(
    "Доброго дня!",
    "З повагою",
    "{first}, доброго дня!",
    "З повагою",
    "Усе гаразд, дякую!",
    "чи є новини?",
  ),
  ar: just(
    "السلام عليكم،",
    "مع التحية",
    "مرحباً {first}،",
    "مع أطيب التحيات",
    "شكراً جزيلاً!",
    "هل من جديد بخصوص طلبي؟",
  ),
  he: just("שלום,", "בברכה", "שלום {first},", "בברכה", "הכול בסדר, תודה רבה!", "יש חדש בנושא?"),
  hi: just("नमस्ते,", "धन्यवाद", "नमस्ते {first} जी,", "सादर", "सब ठीक है, धन्यवाद!", "क्या कोई नई जानकारी है?"),
  zh: just("您好：", "此致 敬礼", "{full}，您好：", "祝好", "已解决，非常感谢！", "请问有进展吗？"),
  ja: just(
    "ラークスパー ご担当者様",
    "よろしくお願いいたします。",
    "{full} 様",
    "よろしくお願いいたします。",
    "解決しました。ありがとうございました。",
    "その後いかがでしょうか。",
  ),
  ko: just(
    "안녕하세요,",
    "감사합니다",
    "{full} 님, 안녕하세요.",
    "감사합니다",
    "해결되었습니다. 감사합니다!",
    "혹시 진행 상황을 알 수 있을까요?",
  ),
};

function just(
  hello: string,
  bye: string,
  dear: string,
  regards: string,
  thanks: string,
  chase: string,
): Manners {
  return {
    hello: [hello],
    bye: [bye],
    dear: [dear],
    regards: [regards],
    thanks: [thanks],
    chase: [chase],
    patience: [],
  };
}
