/**
 * Whether a signature starts at line `i`: the separator of RFC 3676 section 4.3, or what others use instead.
 * @param isQuotation whether a line quotes, or introduces a quotation
 * @param author the mail's, "" if it has no name
 */
export function isSignatureMark(
  lines: readonly string[],
  i: number,
  isQuotation: (line: number) => boolean,
  author: string,
): boolean {
  const line = lines[i] ?? "";
  if (line === "-- ") return true;
  // A line drawn above the author's name.
  if (/^\s{0,3}_{3,}\s*$/.test(line) && isNamed(lines[i + 1] ?? "", author)) {
    return isShort(lines, i + 1, isQuotation);
  }
  // Without its space, or with other dashes: only if what follows is as short as a signature.
  if (/^(?:--|\u2014|\u2013|__)\s*$/.test(line)) return isShort(lines, i + 1, isQuotation);
  // The footer of mailing lists.
  return (
    /^_{20,}\s*$/.test(line) && /mailing list|listinfo|unsubscribe/i.test(lines.slice(i + 1, i + 4).join(" "))
  );
}

/** Whether a line starts with a name. */
function isNamed(line: string, name: string): boolean {
  const words = (text: string) =>
    text
      .toLowerCase()
      .split(/[\s,]+/, 8)
      .filter((word) => word !== "");
  const [wanted, found] = [words(name.slice(0, 200)), words(line.slice(0, 200))];
  return wanted.length > 0 && wanted.every((word) => found.includes(word));
}

/** Whether a line is added by a phone or a mail program: "Sent from my iPhone", in many languages. */
export function isDeviceLine(line: string): boolean {
  if (line.length > 200 || (line.length > 90 && !line.includes("http"))) return false;
  const text = line
    .trim()
    // bounded: at most 200 characters, the longest line considered
    .replace(/<[^>]*>|\(https?:[^)]*\)|https?:\S+/g, "")
    .trim();
  // A sentence that continues was written by a person.
  if (text.length > 80 || /[,;:?!]\s|\. \S/.test(text)) return false;
  // bounded: at most 80 characters, the longest text considered
  return device.test(text) || /^Sent (?:from|via|with) (?:the )?\p{Lu}\S*(?: \S+){0,4}$/u.test(text);
}

/** Lines without the signatures marked in the mail's HTML, unless nothing else would be left. */
export function withoutSignatures(lines: string[], signatures: readonly string[]): string[] {
  let kept = lines;
  for (const signature of signatures) {
    const wanted = signature
      .split("\n", MOST_SIGNATURE_LINES)
      .map(squeezed)
      .filter((line) => line !== "");
    if (wanted.join("").length < 3) continue;
    const rest = removed(kept, wanted);
    if (rest.some((line) => line.trim() !== "")) kept = rest;
  }
  return kept;
}

const MOST_SIGNATURE_LINES = 60;
/** Signatures are looked for in this many lines at the end. */
const FAR = 1_000;

// bounded: at most 500 characters, cut here
const squeezed = (line: string): string => line.slice(0, 500).replace(/[\s*_]+|<[^>]*>|\[[^\]]*\]/g, "");

/** The lines without the last run of lines that together read as `wanted`, ignoring empty lines. */
function removed(lines: string[], wanted: readonly string[]): string[] {
  const first = Math.max(0, lines.length - FAR);
  const tail = lines.slice(first).map(squeezed);
  for (let start = tail.length - 1; start >= 0; start--) {
    let at = start;
    let matched = 0;
    while (matched < wanted.length && at < tail.length && (tail[at] === wanted[matched] || tail[at] === "")) {
      if (tail[at] !== "") matched++;
      else if (at === start) break;
      at++;
    }
    if (matched === wanted.length) return [...lines.slice(0, first + start), ...lines.slice(first + at)];
  }
  return lines;
}

/** At most a dozen short lines up to a quotation or the end. */
function isShort(lines: readonly string[], from: number, isQuotation: (line: number) => boolean): boolean {
  let count = 0;
  for (let i = from; i < lines.length && !isQuotation(i); i++) {
    const line = (lines[i] ?? "").replace(/<[^<>\s]*>|https?:\S+/g, "");
    if (line.trim() === "") continue;
    if (++count > 12 || line.length > 100) return false;
  }
  return count > 0;
}

/**
 * Whether a text starts a footer that lawyers or scanners have added below a mail. What follows it, up to a quotation,
 * is part of it.
 * @param line a line joined with the next few, since it may be broken anywhere
 */
export function isLegalFooter(line: string): boolean {
  if (line.length < 20)
    return /^(?:virus-free|virenfrei|sans virus|libre de virus|virusvrij)\. /i.test(line.trim());
  return legal.test(line.trim().slice(0, 1_000));
}

/** Whether a line starts the warning that gateways put above mail from outside. */
export const isBanner = (line: string): boolean =>
  line.length < 1_000 && bannerStart.test(line) && bannerWords.test(line);

const bannerStart =
  // bounded: at most 999 characters, the longest line that isBanner looks at
  /^[^\p{L}\n]*(?:caution|warning|attention|achtung|vorsicht|let op|atención|atenção|attenzione|external|extern|externe|you don't often get e-?mail)(?!\p{L})/iu;
const bannerWords =
  /(?:e-?mail|message|sender|nachricht|absender|courriel|correo|mensaje|mensagem|bericht|afzender|messaggio)\b.{0,80}(?:from (?:an )?(?:outside|external)|outside (?:of )?(?:the|this|your|our)|von (?:außerhalb|extern)|einem externen|de l['’]extérieur|externo|exterior|dall['’]esterno|van buiten|do not click|learn why this is important)|external (?:e-?mail|sender|message)\b.{0,80}(?:caution|do not|click|be careful)/iu;

// bounded: at most 1,000 characters, cut by isLegalFooter
const legal = new RegExp(
  `^[\\s*_=\\[(-]*(?:${[
    "(?:legal |important |e-?mail )?(?:confidentiality|disclaimer|privacy|privileged)(?: and \\w+)?(?: notice| statement| note)",
    "(?:(?:e-?mail |legal )?disclaimer|confidential(?:ity)?) ?[:.-]",
    "(?:legal|important) notice\\b.{0,200}(?:confidential|privileged|intended|recipient)",
    "(?:the|any) (?:information|contents?)(?: contained)? (?:in|of) this (?:e-?mail|message|transmission|communication)[^.]{0,120}(?:confidential|privileged|intended)",
    "this (?:e-?mail|message|transmission|communication)[^.]{0,120}(?:is|are|may (?:be|contain)|contains?)[^.]{0,40}(?:confidential|privileged|intended (?:only|solely)|proprietary)",
    "if you (?:are not the intended recipient|have received this (?:e-?mail|message|communication) in error)",
    "(?:please )?(?:consider the environment before|think (?:of the environment )?before (?:you print|printing) this)",
    "(?:virus-free|this (?:e-?mail|message) (?:has been|was) (?:checked|scanned) (?:for|by))",
    "diese (?:e-?mail|nachricht)[^.]{0,120}(?:vertraulich|rechtlich geschützt|ausschließlich (?:für|an))",
    "(?:der inhalt|die informationen) dieser (?:e-?mail|nachricht)[^.]{0,80}vertraulich",
    "(?:vertraulichkeitshinweis|haftungsausschluss|bitte denken sie an die umwelt|bitte prüfen sie,? ob diese mail)",
    "diese (?:e-?mail|nachricht) wurde (?:von|auf viren)",
    "ce (?:message|courriel|mail|courrier)[^.]{0,120}(?:confidentiel|destiné exclusivement|à l['’]attention exclusive|à l['’]usage exclusif)",
    "(?:avis de confidentialité|pensez à l['’]environnement|avant d['’]imprimer ce)",
    "este (?:mensaje|correo)[^.]{0,120}(?:confidencial|destinad[oa] exclusivamente|dirigid[oa] exclusivamente)",
    "(?:aviso (?:legal|de confidencialidad)|antes de imprimir este (?:mensaje|correo|e-?mail))",
    "(?:questo messaggio|questa e-?mail|le informazioni contenute)[^.]{0,120}(?:riservat|confidenzial|destinat)",
    "esta (?:mensagem|e-?mail)[^.]{0,120}(?:confidencia|destina-se)|esta mensagem pode conter",
    "(?:dit (?:e-?mail)?bericht|deze e-?mail|de informatie in)[^.]{0,120}(?:vertrouwelijk|uitsluitend bestemd)",
    "(?:detta (?:e-?post|meddelande)|denne (?:e-?post|e-?mail|meldingen)|dette er)[^.]{0,120}(?:konfidentiell|fortrolig|konfidensiell)",
    "tämä (?:viesti|sähköposti)[^.]{0,120}luottamuksell",
    "(?:niniejsza |ta )?wiadomość[^.]{0,120}(?:poufn|zastrzeżon)|tato zpráva[^.]{0,120}důvěrn",
    "(?:данное|это|настоящее)[^.]{0,40}(?:сообщение|письмо)[^.]{0,120}конфиденциальн",
    "bu (?:e-?posta|mesaj|ileti)[^.]{0,120}gizli",
    "(?:本邮件|此邮件|本電子郵件|本郵件)[^。]{0,60}(?:保密|机密|機密)",
    "(?:本メール|このメール|このメッセージ)[^。]{0,60}(?:機密|秘密)",
  ].join("|")})`,
  "iu",
);

// bounded: at most 80 characters, the longest text that isDeviceLine looks at
const device = new RegExp(
  `^[-*_\\s\\[(]*(?:${[
    "sent (?:from|via|with|using|by) (?:my |the |a |an |outlook|mail|yahoo|gmail|iphone|ipad|samsung|proton|windows|zoho|mobile|android|blackberry|spark|aol|fastmail|tutanota|thunderbird|front|superhuman|hey)",
    "get outlook for",
    "(?:sent )?(?:via|from|by|on) (?:my )?(?:mobile|cell|(?:smart|mobile |cell )?phone|tablet|handheld)(?: phone| device)?$",
    "(?:gesendet |geschrieben )?(?:von unterwegs|per handy|vom (?:handy|smartphone|mobiltelefon|tablet))$",
    "(?:par|depuis|via) (?:mon )?(?:mobile|portable|smartphone)$",
    "(?:desde|via) (?:mi |el |il )?(?:móvil|movil|celular|cellulare)$",
    "(?:von meinem|diese nachricht wurde von meinem|gesendet (?:von|mit|aus))",
    "envoyé (?:de|depuis|à partir de) (?:mon|ma|l|outlook|yahoo|courrier|mail)",
    "télécharge[rz]? outlook|obtenez outlook|obtenir outlook",
    "enviado (?:desde|de|do|a partir)|obtener outlook|obter o outlook",
    "inviato da|scarica outlook",
    "verzonden (?:vanaf|vanuit|met|van)|verstuurd (?:vanaf|vanuit|met)|outlook voor|download outlook",
    "skickat från|skickat med|sendt fra|sendt med|hanki outlook|skaffa outlook|hent outlook",
    "lähetetty .{1,30}(?:sta|stä)",
    "wysłane z|pobierz outlook|wysłano z",
    "odesláno z|odoslané z|získejte outlook",
    "küldve .{1,30}(?:ról|ről)|elküldve",
    "trimis de pe",
    "отправлено (?:с|из)|надіслано з|изпратено от",
    "στάλθηκε από",
    "iphone['’]?umdan gönderildi|.{1,30}(?:dan|den) gönderildi",
    "poslano (?:s|z|sa|iz)",
    "(?:发自我的|从我的|发自|來自我的|從我的).{0,30}",
    ".{0,20}から送信",
    "나의 .{1,20}에서 보냄|내 .{1,20}에서 보냄|.{1,20}에서 보냄",
    "נשלח מ",
    "أرسلت من|مرسل من|أُرسلت من",
    "đã gửi từ",
    "dikirim dari",
  ].join("|")})`,
  "iu",
);
