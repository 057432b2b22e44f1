import { isPicture } from "../tickets/timeline.ts";
import type { Ctx } from "../web.ts";
import { body } from "./assets.ts";
import { filePolicy } from "./security.ts";

/**
 * A file from a mail. It is always a download, whatever type it claims; only a bitmap image can also be displayed, if
 * requested.
 */
export function sendFile(
  c: Ctx,
  file: { readonly name: string; readonly type: string; readonly bytes: Uint8Array },
  inline: boolean,
): Response {
  const shown = inline && isPicture(file.type);
  c.set("policy", filePolicy);
  return c.body(body(file.bytes), 200, {
    "Content-Type": shown ? file.type : "application/octet-stream",
    "Content-Disposition": `${shown ? "inline" : "attachment"}; ${fileNameParameters(file.name)}`,
    "Cache-Control": "private, max-age=3600",
  });
}

/** A raw mail as a download for mail programs. */
export function sendRaw(c: Ctx, name: string, raw: Uint8Array): Response {
  c.set("policy", filePolicy);
  return c.body(body(raw), 200, {
    "Content-Type": "message/rfc822",
    "Content-Disposition": `attachment; ${fileNameParameters(`${name}.eml`)}`,
  });
}

/** A large file of ours as a streamed download. */
export function sendStream(
  c: Ctx,
  name: string,
  file: { readonly bytes: number; readonly body: ReadableStream<Uint8Array> },
): Response {
  c.set("policy", filePolicy);
  return c.body(file.body, 200, {
    "Content-Type": "application/octet-stream",
    "Content-Length": String(file.bytes),
    "Content-Disposition": `attachment; ${fileNameParameters(name)}`,
  });
}

/** A file name for Content-Disposition (RFC 6266): as ASCII for old clients, and in UTF-8 (RFC 8187). */
function fileNameParameters(name: string): string {
  const plain =
    name
      .replace(/[\p{Cc}\p{Cf}]/gu, "")
      .toWellFormed()
      .slice(0, 200)
      .toWellFormed() || "file";
  const ascii = plain.replace(/[^\x20-\x7e]/g, "_").replace(/["\\/%]/g, "_");
  const whole = encodeURIComponent(plain.replace(/[/\\]/g, "_")).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `filename="${ascii}"; filename*=UTF-8''${whole}`;
}
