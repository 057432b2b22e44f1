/**
 * What introduces a mail that is quoted without quote marks, as by Outlook and many web mailers: "-----Original
 * Message-----", or the first lines of its header, in the languages of those programs.
 */

/** Whether the header block of a quoted mail starts at line `i`: From and others, one below the other. */
export function startsHeaderBlock(lines: readonly string[], i: number): boolean {
  const first = labelOf(lines[i] ?? "");
  if (first === null) return false;
  // To and Subject may come first, but people also write like that.
  const odd = first === "to" || first === "subject";
  const kinds = new Set<Label>([first]);
  if (isTransmissionHeader(lines[i] ?? "", lines[i + 1] ?? "")) return true;
  let address = /@/.test(lines[i] ?? "");
  let misses = 0;
  for (let at = i + 1; at < Math.min(lines.length, i + 10) && misses < 3; at++) {
    const line = lines[at] ?? "";
    const kind = labelOf(line);
    if (kind === null) {
      misses++;
      continue;
    }
    kinds.add(kind);
    if (/@/.test(line)) address = true;
    if (odd && misses === 0 && kinds.size >= 4 && kinds.has("from") && address) return true;
  }
  if (!kinds.has("from")) return false;
  if (odd) return false;
  // "From, to, date" alone could also be about a journey.
  return kinds.size >= 3 && (kinds.has("subject") || address);
}

/** Whether a line is the header of a quoted mail on one line: From with an address, and a date or two more fields. */
export function isHeaderLine(line: string): boolean {
  if (line.length > 500 || labelOf(line) !== "from" || !/[^\s@]@[^\s@]/.test(line)) return false;
  const kinds = new Set<Label>(["from"]);
  for (const [, word = ""] of line.matchAll(/(?<=[\s>*;,])(\p{L}[\p{L} ]{0,20}?)\*?[:：](?=\s)/gu)) {
    const kind = labels.get(word.toLowerCase());
    if (kind !== undefined) kinds.add(kind);
  }
  return kinds.size >= 3 || (kinds.has("sent") && /\d{4}/.test(line) && /\d{1,2}[:.]\d\d/.test(line));
}

/** Two lines that only a mail's header has in this form: an address, and a date with its zone (RFC 5322 section 3.3). */
function isTransmissionHeader(line: string, next: string): boolean {
  const labels = [labelOf(line), labelOf(next)];
  if (!labels.includes("sent") || !(labels.includes("from") || labels.includes("to"))) return false;
  const both = `${line.slice(0, 500)}\n${next.slice(0, 500)}`;
  return (
    // bounded: at most 1,001 characters, cut above
    /:\s*[^\n]*[^\s@]@[^\s@]/.test(both) &&
    /, \d{1,2} \p{L}{3} \d{4} \d\d:\d\d(?::\d\d)? [+-]\d{4}/u.test(both)
  );
}

/** "-----Original Message-----" and similar; also the lines below which ticket systems want no reply. */
export function isOriginalMark(line: string): boolean {
  if (
    line.length > 200 ||
    // linear: anchored, and only blanks repeat
    !/^\s*(?:[-_=*~#]|please|type|reply|write|enter|bitte|veuillez|por favor|gelieve)/i.test(line)
  )
    return false;
  const text = line.trim();
  if (text.length > 120) return false;
  if (aboveThisLine.test(text)) return true;
  if (
    // bounded: at most 120 characters, the longest text considered
    /^[-_=*#~ ]*(?:please )?(?:type|reply|write|enter) (?:your (?:reply|response|answer) )?above this line/i.test(
      text.replace(/^##-?\s*/, ""),
    )
  ) {
    return true;
  }
  if (/^[-_=*~]{2,}/.test(text) && original.test(text)) return true;
  return enclosed.test(text) && !/pgp|smime|forward|begin|end/i.test(text) && !forwarded.test(text);
}

/** "Please write your reply above this line", in the languages of ticket systems. */
const aboveThisLine = new RegExp(
  [
    "(?:antwort|schreiben|antworten)[^.]{0,60}(?:über|oberhalb)(?: von)? diese[rn]? (?:zeile|linie)",
    "(?:über|oberhalb)(?: von)? diese[rn]? (?:zeile|linie)[^.]{0,30}(?:antwort|schreib)",
    "(?:répon|écri)[^.]{0,60}au-dessus de cette ligne",
    "(?:respon|respuesta|escrib)[^.]{0,60}(?:encima de|sobre|arriba de) esta línea",
    "(?:rispo|scriv)[^.]{0,60}(?:sopra|al di sopra di) (?:a )?questa (?:riga|linea)",
    "(?:respo|escrev|digite)[^.]{0,60}acima desta linha",
    "(?:antwoord|reageer|schrijf|typ)[^.]{0,60}boven deze (?:regel|lijn)",
    "(?:svar|skriv)[^.]{0,60}(?:ovanför (?:den här |denna )?raden|over denne linj?en?)",
    "(?:vastau|kirjoita)[^.]{0,60}tämän (?:rivin|viivan) yläpuolelle",
    "(?:odpowied|pisz)[^.]{0,60}(?:powyżej tej linii|nad tą linią)",
    "(?:odpov|piš)[^.]{0,60}nad (?:tento|tuto|tímto|touto) (?:řád|čár|riad)",
    "(?:válasz|írja)[^.]{0,60}(?:e fölé a sor fölé|e sor fölé|a vonal fölé)",
    "(?:răspun|scrie)[^.]{0,60}deasupra acestei linii",
    "(?:ответ|пишите)[^.]{0,60}выше этой (?:строки|линии)",
    "(?:відпов|пишіть)[^.]{0,60}(?:вище цього рядка|над цим рядком)",
    "bu satırın üst(?:üne|ünde)",
    "この(?:行|線)(?:より|の)上",
    "(?:此|这)(?:行|线)(?:上方|以上|之上)",
    "이 (?:줄|선) 위",
  ].join("|"),
  "iu",
);

/** Any translation: a word for a mail, with another, between dashes. */
const enclosed =
  // bounded: at most 120 characters, the longest text that isOriginalMark looks at
  /^[-_]{4,} ?(?:\p{L}+ ){0,2}(?:message|nachricht|e-?mail|mensaje|messaggio|mensagem|bericht|meddelande|besked|melding|viesti|wiadomość|zpráva|správa|üzenet|mesaj|mesajul|сообщение|повідомлення|съобщение|μήνυμα|ileti|poruka|sporočilo)(?: \p{L}+){0,2} ?[-_]{4,}$/iu;

/** "---------- Forwarded message ---------" and similar. */
export function isForwardMark(line: string): boolean {
  const text = line.trim();
  if (text.length > 120) return false;
  return (/^[-_=*~]{2,}/.test(text) || /[:：]$/.test(text)) && forwarded.test(text);
}

/** A line that is only a separator. */
export const isRule = (line: string): boolean =>
  /^\s*(?:[-_=*~\u2013\u2014\u2015\u2500]\s?){3,}\s*$/.test(line);

const original = new RegExp(
  [
    "original (?:message|e-?mail|appointment)|reply message",
    "ursprüngliche (?:nachricht|mail|e-mail)|originalnachricht|original-nachricht",
    "(?:message|mail) d['’]origine|(?:message|mail) original|message initial",
    "mensaje original|mensaje de origen",
    "messaggio originale",
    "mensagem original",
    "oorspronkelijk bericht|originele bericht",
    "oprindelig (?:meddelelse|besked)|original meddelelse",
    "ursprungligt meddelande|originalmeddelande",
    "opprinnelig melding|original melding",
    "alkuperäinen viesti",
    "(?:oryginalna )?wiadomość oryginalna|oryginalna wiadomość",
    "původní (?:zpráva|e-mail)|pôvodná správa",
    "eredeti üzenet",
    "mesaj original|mesajul original",
    "исходное сообщение|оригинальное сообщение|пересылаемое сообщение|вихідне повідомлення|оригинално съобщение",
    "αρχικό μήνυμα",
    "orijinal (?:mesaj|ileti)|özgün ileti",
    "izvorna poruka|originalna poruka|izvirno sporočilo",
    "原始邮件|原始郵件|原邮件|原郵件|邮件原件",
    "元のメッセージ|オリジナルメッセージ|original message",
    "원본 메시지|원본 메일",
    "הודעה מקורית",
    "الرسالة الأصلية|رسالة أصلية",
  ].join("|"),
  "iu",
);

const forwarded = new RegExp(
  [
    "forwarded (?:message|by|e-?mail)|begin forwarded message|forwarded mail",
    "weitergeleitete nachricht|anfang der weitergeleiteten",
    "message transféré|message réexpédié|début du message",
    "mensaje reenviado|inicio del mensaje reenviado",
    "messaggio inoltrato|inizio messaggio inoltrato",
    "mensagem (?:encaminhada|reencaminhada)|início da mensagem",
    "doorgestuurd bericht|begin doorgestuurd bericht",
    "vidarebefordrat (?:meddelande|mejl)|vidare(?:befordrat|sänt)",
    "videresendt (?:meddelelse|melding|besked)",
    "välitetty viesti|edelleenlähetetty",
    "przekazana wiadomość|wiadomość przekazana|treść przekazanej",
    "přeposlaná zpráva|preposlaná správa",
    "továbbított üzenet",
    "mesaj redirecționat",
    "пересланное сообщение|переслане повідомлення|препратено съобщение",
    "iletilen ileti|iletilmiş",
    "προωθημένο μήνυμα",
    "转发的邮件|轉寄郵件|转发邮件",
    "転送されたメッセージ|転送メッセージ",
    "전달된 메일|전달된 메시지",
    "הודעה שהועברה",
    "رسالة معاد توجيهها",
  ].join("|"),
  "iu",
);

type Label = "from" | "sent" | "to" | "subject" | "copy";

/** The header field of a quoted mail that a line shows, or null. */
export function labelOf(line: string): Label | null {
  const colon = line.search(/[:：]/);
  if (colon < 1 || colon > 40) return null;
  // bounded: at most 300 characters, cut here
  const match = /^[\s*>_]*([\p{L}][\p{L}\p{M} .'’-]{0,24}?)[\s*_]*[:：]\s*\*?\s*\S/u.exec(line.slice(0, 300));
  if (match === null) return null;
  return labels.get((match[1] ?? "").trim().toLowerCase()) ?? null;
}

/** Whether the first word of a line is the name of a header field: "Subject The kettle". */
export const startsWithLabel = (line: string): boolean =>
  labels.has((/^\s*(\p{L}{1,20}) /u.exec(line.slice(0, 60))?.[1] ?? "").toLowerCase());

const labels = new Map<string, Label>();
const known: Readonly<Record<Label, string>> = {
  from:
    "from|von|de|da|van|från|fra|lähettäjä|od|от|від|gönderen|kimden|από|发件人|寄件者|寄件人|差出人|送信者|送信元|보낸 사람|보낸사람|발신|" +
    "מאת|من|feladó|de la|expéditeur|remitente|mittente|remetente|afzender|avsändare|avsender|saatja|no|nuo|pošiljatelj|šalje|dari|từ|จาก|reply-to",
  sent:
    "sent|date|message du|gesendet|gesendet am|datum|envoyé|envoyé le|date d'envoi|enviado|enviado el|fecha|inviato|data|data invio|enviada|enviada em|enviado em|" +
    "verzonden|skickat|skickat den|sendt|sendt den|dato|lähetetty|päivämäärä|pvm|wysłano|wysłany|data wysłania|odesláno|datum odeslání|odoslané|dátum|" +
    "отправлено|дата|надіслано|изпратено|gönderildi|gönderme tarihi|tarih|gönderilme|στάλθηκε|ημερομηνία|发送时间|发送日期|日期|寄件日期|傳送時間|时间|" +
    "送信日時|日時|日付|보낸 날짜|보낸날짜|날짜|נשלח|תאריך|تاريخ|تم الإرسال|التاريخ|küldve|elküldve|trimis|poslano|poslato|saadetud|sent at|sent on|dikirim|tanggal|đã gửi|ngày|ส่ง|วันที่",
  to:
    "to|an|à|a|para|aan|till|til|vastaanottaja|do|komu|кому|до|kime|alıcı|προς|收件人|收件者|宛先|送信先|받는 사람|받는사람|수신|אל|إلى|الى|címzett|către|destinataire|" +
    "destinatario|destinatário|ontvanger|mottagare|mottaker|za|prima|kam|kepada|tới|đến|ถึง|empfänger",
  subject:
    "subject|betreff|objet|asunto|oggetto|assunto|onderwerp|ämne|emne|aihe|temat|předmět|predmet|тема|относно|konu|θέμα|主题|主旨|主題|件名|제목|נושא|الموضوع|" +
    "tárgy|subiect|naslov|zadeva|teema|tēma|tema|subjek|perihal|chủ đề|เรื่อง|title",
  copy: "cc|copie à|kopie|copie|copia|cópia|kopia|kopi|kopio|másolat|копия|копія|bilgi|κοιν|抄送|副本|参照|參照|참조|עותק|نسخة|importance|priority|attachments",
};
for (const label of ["from", "sent", "to", "subject", "copy"] as const) {
  for (const word of known[label].split("|")) if (!labels.has(word)) labels.set(word, label);
}
