/**
 * Whether a plain text only stands in for the HTML of the same mail: it says that HTML is needed, or little that the
 * HTML says. It is then the HTML that people read, so search, lists and quotations take its text.
 * @param html rendered as text
 */
export function isStub(text: string, html: string): boolean {
  if (text.length > LONGEST) return false;
  const [ours, theirs] = [wordsOf(text), wordsOf(html)];
  if (theirs.size === 0) return false;
  // A full stop alone, or one short word.
  if (ours.size === 0) return true;
  const shared = [...ours].filter((word) => theirs.has(word)).length / ours.size;
  const saysSo = asksForHtml.test(text);
  if (saysSo && (shared < 0.5 || theirs.size >= 3 * ours.size)) return true;
  return shared < 0.3 && theirs.size >= ours.size;
}

const LONGEST = 800;
const MOST_WORDS = 2_000;

/** Words and numbers of at least three characters, in lower case; of links only the names. */
function wordsOf(text: string): ReadonlySet<string> {
  const words = new Set<string>();
  for (const [word] of text
    .slice(0, 50_000)
    .toLowerCase()
    .matchAll(/[\p{L}\p{M}\p{N}]{3,50}|[\p{Lo}]/gu)) {
    words.add(word);
    if (words.size >= MOST_WORDS) break;
  }
  return words;
}

// bounded: at most 800 characters, the longest text that is a stub
const asksForHtml = new RegExp(
  [
    "(?<!\\p{L})html(?!\\p{L})",
    "(?:view|see|read|open|display)[^.]{0,60}(?:in|with|using) (?:a|your|the) (?:web ?)?browser|(?:view|read) (?:it |this )?online|web version",
    "(?:cannot|can't|can not|unable to|does not|doesn't) (?:\\p{L}+ ){0,2}(?:show|display|view|support|read)",
    "(?:im|in (?:ihrem|einem|deinem)) browser|(?:nicht|kein) (?:\\p{L}+ ){0,2}(?:an(?:zeigen|gezeigt)|dar(?:stellen|gestellt)|unterstützt)|online-?(?:version|ansicht)",
    "(?:dans (?:votre|un|le) navigateur|version en ligne|(?:n'affiche|ne (?:peut|s'affiche|supporte|prend))[^.]{0,40}pas)",
    "(?:en (?:su|un|el|tu) navegador|versión (?:en línea|web)|no (?:\\p{L}+ ){0,2}(?:mostrar|visualizar|admite|muestra|visualiza))",
    "(?:nel (?:tuo |suo )?browser|versione online|non (?:\\p{L}+ ){0,2}(?:visualizz|support|mostra))",
    "(?:no (?:seu )?navegador|versão (?:online|web)|não (?:\\p{L}+ ){0,2}(?:exib|mostra|suporta|visualiza))",
    "(?:in (?:uw|je|een|de) browser|onlineversie|(?:niet|geen) (?:\\p{L}+ ){0,2}(?:weergeven|weergegeven|tonen|ondersteun))",
    "(?:i (?:din )?(?:webbläsare|webbläsaren|nettleser|nettleseren|browser)|w przeglądarce|v prohlížeči|в браузере|tarayıcı(?:da|nızda))",
    "(?:ブラウザ|浏览器|瀏覽器|브라우저)",
  ].join("|"),
  "iu",
);
