import { type Handler, Parser } from "htmlparser2";

/** Elements within elements; longest threads of quoted replies have a few hundred. */
const DEEPEST = 2_000;
/** Characters that are parsed between two looks at the depth. */
const PIECE = 4_096;

/**
 * Tells handlers what is in HTML. The parser looks through all open elements at many tags, so that its time grows with
 * the square of the depth: what comes after too deep a nest is cut off, and "[...]" says so.
 */
export function parseHtml(
  html: string,
  handlers: Required<Pick<Handler, "onopentag" | "onclosetag" | "ontext">>,
): void {
  let depth = 0;
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
  for (; at < html.length && depth < DEEPEST; at += PIECE) parser.write(html.slice(at, at + PIECE));
  parser.end();
  if (at < html.length) handlers.ontext(" [...]");
}
