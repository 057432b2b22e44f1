import { type Handler, Parser } from "htmlparser2";

/** The maximum nesting depth; the longest threads of quoted replies have a few hundred levels. */
const DEEPEST = 2_000;
/** The most open elements that the parser may search, over all tags: each tag costs the current depth. */
const MOST_WORK = 50_000_000;
/** The cost of a tag with nothing open. */
const TAG = 8;
/** Characters parsed between two checks of the depth. */
const PIECE = 4_096;

/**
 * Parses HTML and calls handlers. The parser searches all open elements
 * at many tags: what comes after too deep a nesting, or after too many tags in a deep one, is cut off, and marked "[...]".
 * @param enough called from time to time: whether the handlers want no more
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
