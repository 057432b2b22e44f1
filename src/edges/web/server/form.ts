import { timingSafeEqual } from "node:crypto";
import type { AttachmentFile } from "../../../domain/mail/types.ts";
import type { Ctx } from "../web.ts";

/** A field of the form as text with LF line ends; "" if it is missing. */
export function field(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.replace(/\r\n?/g, "\n") : "";
}

/** All values of a field. */
export const fields = (form: FormData, name: string): readonly string[] =>
  form.getAll(name).filter((value) => typeof value === "string");

/** The files of a field; what a browser sends for "no file chosen" is none. */
export async function files(form: FormData, name: string): Promise<readonly AttachmentFile[]> {
  const found: AttachmentFile[] = [];
  for (const value of form.getAll(name)) {
    if (typeof value === "string" || (value.size === 0 && value.name === "")) continue;
    const bytes = new Uint8Array(await value.arrayBuffer());
    found.push({ name: value.name || "file", type: mediaType(value.type), bytes });
  }
  return found;
}

const mediaType = (type: string): string => {
  const bare = type.split(";")[0]?.trim().toLowerCase() ?? "";
  return /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/.test(bare)
    ? bare
    : "application/octet-stream";
};

/**
 * Whether a request that changes something comes from a page of ours, as far as the browser tells. Sec-Fetch-Site is
 * its own word; Origin has to name the host that was asked. A client that sends neither is no browser of this decade
 * and has the form's token to show.
 */
export function sameSite(c: Ctx): boolean {
  const site = c.req.header("Sec-Fetch-Site");
  if (site !== undefined) return site === "same-origin";
  const origin = c.req.header("Origin");
  if (origin === undefined) return true;
  const host = c.req.header("Host") ?? new URL(c.req.url).host;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** Compares two secrets in a time that does not tell where they differ. */
export function sameSecret(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b);
}
