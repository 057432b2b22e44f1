/**
 * Joins the lines of format=flowed text (RFC 3676 section 4.1) and removes its space-stuffing.
 * @param text line ends LF
 * @param delSp whether the space at a flowed line's end is removed (DelSp=yes)
 */
export function unflow(text: string, delSp: boolean): string {
  const out: string[] = [];
  let open: { readonly depth: number; readonly pieces: string[] } | null = null;
  for (const line of text.split("\n")) {
    const depth = /^>*/.exec(line)?.[0].length ?? 0;
    let content = line.slice(depth);
    if (content.startsWith(" ")) content = content.slice(1);
    // The signature separator is never flowed, and ends a flowed paragraph (section 4.3).
    const separator = content === "-- ";
    if (open !== null && (separator || open.depth !== depth)) {
      out.push(quoted(open.depth, open.pieces.join("")));
      open = null;
    }
    const pieces: string[] = open?.pieces ?? [];
    if (!separator && content.endsWith(" ")) {
      pieces.push(delSp ? content.slice(0, -1) : content);
      open = { depth, pieces };
    } else {
      pieces.push(content);
      out.push(quoted(depth, pieces.join("")));
      open = null;
    }
  }
  if (open !== null) out.push(quoted(open.depth, open.pieces.join("")));
  return out.join("\n");
}

const quoted = (depth: number, text: string): string =>
  depth === 0 ? text : `${">".repeat(depth)}${text === "" ? "" : ` ${text}`}`;
