import { fileName } from "./file-names.ts";
import type { Part } from "./structure.ts";

/** A text that the mail shows: text/plain or text/html. */
export interface TextPart {
  readonly html: boolean;
  readonly part: Part;
}

/** A part that is offered as a file. */
export interface FilePart {
  readonly name: string;
  readonly part: Part;
  /** Content-ID without angle brackets, or null. */
  readonly cid: string | null;
}

/** What a mail shows and holds. */
export interface Body {
  /** To be read as text: of alternatives the plain ones, where there is one that says anything. */
  readonly plain: readonly TextPart[];
  /** To be shown as HTML: of alternatives the HTML ones. */
  readonly rich: readonly TextPart[];
  readonly files: readonly FilePart[];
}

/** Sorts the leaves of the tree into what is shown and what is attached (RFC 2046 section 5.1, RFC 2183). */
export function readBody(root: Part): Body {
  const files: FilePart[] = [];
  const { plain, rich } = sort(root, (part) => {
    files.push({ part, name: fileName(part, files.length + 1), cid: contentId(part) });
  });
  return { plain, rich, files };
}

interface Texts {
  readonly plain: readonly TextPart[];
  readonly rich: readonly TextPart[];
}

function sort(part: Part, attach: (part: Part) => void): Texts {
  if (part.children.length === 0) {
    if (isText(part)) {
      const text = [{ html: part.type === "text/html", part }];
      return { plain: text, rich: text };
    }
    if (!isOneMoreAlternative(part)) attach(part);
    return { plain: [], rich: [] };
  }
  const inner = part.children.map((child) => sort(child, attach));
  if (part.type !== "multipart/alternative") {
    return { plain: inner.flatMap((texts) => texts.plain), rich: inner.flatMap((texts) => texts.rich) };
  }
  const some = inner.filter((texts) => texts.plain.length > 0);
  const plain = some.find((texts) =>
    texts.plain.some((text) => !text.html && text.part.text().trim() !== ""),
  );
  const rich = some.findLast((texts) => texts.rich.some((text) => text.html));
  const first = some[0];
  return {
    plain: (plain ?? rich ?? first)?.plain ?? [],
    rich: (rich ?? plain ?? first)?.rich ?? [],
  };
}

/** Text that is shown where it stands, and not a file: a text file that was attached has a name. */
function isText(part: Part): boolean {
  if (part.type !== "text/plain" && part.type !== "text/html") return false;
  if (part.disposition === "attachment") return false;
  if (part.within === "" || part.within === "multipart/alternative") return true;
  return !part.dispositionParameters.has("filename") && !part.parameters.has("name");
}

/** Another rendering of the same text, which no one misses: AMP, watch, enriched text. */
const isOneMoreAlternative = (part: Part): boolean =>
  part.within === "multipart/alternative" &&
  /^text\/(?:x-amp-html|watch-html|x-watch-html|enriched|richtext)$/.test(part.type) &&
  part.disposition !== "attachment";

function contentId(part: Part): string | null {
  const id = part.headers.first("content-id").replace(/^<|>$/g, "").trim();
  return id === "" ? null : id;
}
