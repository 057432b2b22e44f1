import { type Handler, Parser } from "htmlparser2";

/** Elements within elements; longest threads of quoted replies have a few hundred. */
const DEEPEST = 2_000;
/** Open elements that the parser may look through, all tags together: a tag costs what is open at that moment. */
const MOST_WORK = 50_000_000;
/** What a tag costs with nothing open. */
const TAG = 8;
/** Characters that are parsed between two looks at the depth. */
const PIECE = 4_096;

/**
 * Tells handlers what is in HTML. The parser looks through all open elements
 * at many tags: what comes after too deep a nest, or after too many tags in a deep one, is cut off, and "[...]" says so.
 * @param enough asked from time to time: whether the handlers want no more
 */
export function parseHtml(
  html: string,
  handlers: Required<Pick<Handler, "onopentag" | "onclosetag" | "ontext">>,
  enough: () => boolean = () => false,
): void {
  let depth = 0;
  let work = 0;
  const parser = new Parser({
    onopentag(...opened) {
      depth += 1;
      handlers.onopentag(...opened);
    },
    onclosetag(...closed) {
      depth -= 1;
      handlers.onclosetag(...closed);
    },
    ontext: handlers.ontext,
  });
  let at = 0;
  for (; at < html.length && depth < DEEPEST && work < MOST_WORK && !enough(); at += PIECE) {
    const piece = html.slice(at, at + PIECE);
    parser.write(piece);
    work += tagsIn(piece) * (depth + TAG);
  }
  const cut = at < html.length && !enough();
  parser.end();
  if (cut) handlers.ontext(" [...]");
}

function tagsIn(piece: string): number {
  let tags = 0;
  for (let at = piece.indexOf("<"); at !== -1; at = piece.indexOf("<", at + 1)) tags += 1;
  return tags;
}
