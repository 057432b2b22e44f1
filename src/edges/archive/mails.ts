import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { type Fault, fault } from "../../base/fault.ts";
import { systemFault } from "../../base/system-fault.ts";
import { looksLikeMail, withCrlf } from "../../domain/mail/index.ts";
import { countInMbox, isMbox, MBOX_START, mailsOfMbox } from "./mbox.ts";

/** Where a mail was found: the file, and which one it is in an mbox; null for a file that is one mail. */
interface Place {
  readonly file: string;
  readonly number: number | null;
}

/** A mail from a file, lines ending in CRLF, or why it is not one. */
export type ArchivedMail = Place & ({ readonly raw: Uint8Array } | { readonly problem: Fault });

/** How many mails a file contains: one, except for an mbox. */
export function countMails(file: string): number {
  return kindOf(file) === "mbox" ? countInMbox(file) : 1;
}

/**
 * The mails of a file of any kind, one at a time.
 * @param largest the most bytes of a mail that is accepted
 */
export function* mailsIn(file: string, largest: number): Generator<ArchivedMail, void, undefined> {
  const kind = kindOf(file);
  if (typeof kind !== "string") {
    yield { file, number: null, problem: kind };
    return;
  }
  if (kind === "mail") {
    yield checked({ file, number: null }, sizeOf(file) > largest ? null : readFileSync(file), largest);
    return;
  }
  let n = 0;
  for (const raw of mailsOfMbox(file, largest)) {
    n += 1;
    yield checked({ file, number: n }, raw, largest);
  }
}

function checked(place: Place, raw: Uint8Array | null, largest: number): ArchivedMail {
  const most = Math.floor(largest / 1e6);
  if (raw === null) return { ...place, problem: fault("archive.large", { params: { most } }) };
  if (raw.length === 0) return { ...place, problem: fault("archive.empty") };
  if (!looksLikeMail(raw)) return { ...place, problem: fault("archive.no-mail") };
  return { ...place, raw: withCrlf(raw) };
}

type Kind = "mbox" | "mail" | Fault;

function kindOf(file: string): Kind {
  try {
    return isMbox(startOf(file)) ? "mbox" : "mail";
  } catch (cause) {
    const problem = systemFault(cause, file);
    if (problem === null) throw cause;
    return problem;
  }
}

function startOf(file: string): Uint8Array {
  const fd = openSync(file, "r");
  try {
    const start = Buffer.alloc(MBOX_START);
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
