import { unflow } from "./flowed.ts";

/** A text part with line ends LF and format=flowed (RFC 3676) undone. */
export function plain(part: { readonly parameters: ReadonlyMap<string, string>; text(): string }): string {
  const text = part.text().replace(/\r\n?/g, "\n");
  if (part.parameters.get("format")?.toLowerCase() !== "flowed") return text;
  return unflow(text, part.parameters.get("delsp")?.toLowerCase() === "yes");
}
