import type { Buffer } from "node:buffer";
import { readBody } from "../body.ts";
import type { Limits } from "../limits.ts";
import { readStructure } from "../structure.ts";
import { textOfFile } from "./text-of.ts";

/**
 * The text in a file, or in the attachments of a mail, without the pictures that are shown in its text.
 * @param of the name and type of a file; null for a mail
 * @param most characters that are returned, over all files
 * @throws Unreadable if the mail exceeds a limit
 */
export function textsOf(
  bytes: Buffer,
  of: { readonly name: string; readonly type: string } | null,
  most: number,
  limits: Limits,
): string {
  if (of !== null) return textOfFile({ ...of, bytes }, most);
  let text = "";
  for (const file of readBody(readStructure(bytes, limits), limits).files) {
    if (text.length >= most) break;
    const { name, type } = file;
    const own = textOfFile({ name, type, bytes: file.bytes() }, most - text.length);
    if (own !== "") text += `${own}\n`;
  }
  return text.slice(0, most);
}
