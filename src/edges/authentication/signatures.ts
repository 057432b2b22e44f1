/** The most DKIM signatures of a mail that are checked: each costs a DNS query and a hash of the whole body. */
const MOST_SIGNATURES = 8;
/** The header parser takes time that grows with the square of a field's lines, and of the spaces in these fields. */
const MOST_LINES = 2_000;
const LONGEST_FIELD = 256 * 1024;
const LONGEST_OF_THESE = 8 * 1024;
const these = /^(?:from|dkim-signature|arc-[a-z-]{1,30}|authentication-results)[ \t]{0,20}:/i;
/** No legitimate signed mail has a header with more fields or bytes. */
const MOST_FIELDS = 5_000;
const MOST_BYTES = 1024 * 1024;
const CR = 0x0d;
const LF = 0x0a;

/** A mail whose header is not too costly to check. */
export interface Bounded {
  readonly raw: Buffer;
  /** Whether a From is missing in it: then nothing that was checked is about the author that people are shown. */
  readonly lostFrom: boolean;
}

/**
 * The mail without what costs too much to check: DKIM-Signature fields after the eighth, counted from the top, very
 * long fields, and all after the first thousands. A signature that covers one of those does not match any more,
 * and without its From a mail has no author whose domain could be verified.
 */
export function withBoundedHeader(raw: Uint8Array): Bounded {
  const mail = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const kept: Buffer[] = [];
  let keptTo = 0;
  let signatures = 0;
  let lostFrom = false;
  let count = 0;
  for (const field of fields(mail)) {
    const { start, end } = field;
    const beyond = ++count > MOST_FIELDS || end > MOST_BYTES;
    if (!beyond && !isTooLong(mail, field)) {
      if (!isSignature(mail, start) || ++signatures <= MOST_SIGNATURES) continue;
    }
    lostFrom ||= isFrom(mail, start);
    kept.push(mail.subarray(keptTo, start));
    keptTo = end;
  }
  return { raw: kept.length === 0 ? mail : Buffer.concat([...kept, mail.subarray(keptTo)]), lostFrom };
}

function isTooLong(mail: Buffer, { start, end, lines }: Field): boolean {
  if (lines > MOST_LINES || end - start > LONGEST_FIELD) return true;
  return end - start > LONGEST_OF_THESE && these.test(mail.toString("latin1", start, start + 64));
}

const isSignature = (mail: Buffer, start: number): boolean =>
  /^dkim-signature[ \t]*:/i.test(mail.toString("latin1", start, start + 64));

const isFrom = (mail: Buffer, start: number): boolean =>
  /^from[ \t]{0,20}:/i.test(mail.toString("latin1", start, start + 64));

interface Field {
  readonly start: number;
  readonly end: number;
  readonly lines: number;
}

/** The header's fields with their folded lines, by start and end. */
function* fields(mail: Buffer): Generator<Field> {
  let start = 0;
  let at = 0;
  let lines = 0;
  while (at < mail.length) {
    const lf = mail.indexOf(LF, at);
    const next = lf < 0 ? mail.length : lf + 1;
    const folded = mail[next] === 0x20 || mail[next] === 0x09;
    lines++;
    if (!folded) {
      const empty =
        next - start <= 2 && (mail[start] === LF || (mail[start] === CR && mail[start + 1] === LF));
      if (empty) return;
      yield { start, end: next, lines };
      start = next;
      lines = 0;
    }
    at = next;
  }
}
