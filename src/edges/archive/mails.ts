import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { looksLikeMail, withCrlf } from "../../domain/mail/fetched.ts";
import { isMbox, mailsOfMbox, mboxForm } from "./mbox.ts";

/** A mail from a file, lines ending in CRLF, or why it is not one; `place` names it for people. */
export type ArchivedMail =
  | { readonly place: string; readonly raw: Uint8Array }
  | { readonly place: string; readonly problem: string };

/** How many mails a file contains: one, except for an mbox. */
export function countMails(file: string): number {
  return kindOf(file) === "mbox" ? mboxForm(file).mails : 1;
}

/**
 * The mails of a file of any kind, one at a time.
 * @param largest the most bytes of a mail that is accepted
 */
export function* mailsIn(file: string, largest: number): Generator<ArchivedMail, void, undefined> {
  const kind = kindOf(file);
  if (typeof kind !== "string") {
    yield { place: file, problem: kind.problem };
    return;
  }
  if (kind === "mail") {
    yield checked(file, sizeOf(file) > largest ? null : readFileSync(file), largest);
    return;
  }
  let n = 0;
  for (const raw of mailsOfMbox(file, mboxForm(file), largest)) {
    n += 1;
    yield checked(`${file}, mail ${n}`, raw, largest);
  }
}

function checked(place: string, raw: Uint8Array | null, largest: number): ArchivedMail {
  if (raw === null)
    return { place, problem: `larger than the ${Math.floor(largest / 1e6)} MB that are taken` };
  if (raw.length === 0) return { place, problem: "empty" };
  if (!looksLikeMail(raw)) return { place, problem: "not a mail: it does not begin with a mail's header" };
  return { place, raw: withCrlf(raw) };
}

type Kind = "mbox" | "mail" | { readonly problem: string };

function kindOf(file: string): Kind {
  try {
    return isMbox(startOf(file)) ? "mbox" : "mail";
  } catch (cause) {
    return { problem: `cannot be read: ${cause instanceof Error ? cause.message : String(cause)}` };
  }
}

function startOf(file: string): Uint8Array {
  const fd = openSync(file, "r");
  try {
    const start = Buffer.alloc(5);
    return start.subarray(0, readSync(fd, start));
  } finally {
    closeSync(fd);
  }
}

function sizeOf(file: string): number {
  const fd = openSync(file, "r");
  try {
    return fstatSync(fd).size;
  } finally {
    closeSync(fd);
  }
}
