/** So many DKIM signatures of a mail are looked at: each costs a look-up and a hash of all the body. */
const MOST_SIGNATURES = 8;
const CR = 0x0d;
const LF = 0x0a;

/** The mail without those of its DKIM-Signature fields that are more than eight, counted from the top. */
export function withFewerSignatures(raw: Uint8Array): Buffer {
  const mail = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const kept: Buffer[] = [];
  let keptTo = 0;
  let signatures = 0;
  for (const { start, end } of fields(mail)) {
    if (!isSignature(mail.subarray(start, end)) || ++signatures <= MOST_SIGNATURES) continue;
    kept.push(mail.subarray(keptTo, start));
    keptTo = end;
  }
  return kept.length === 0 ? mail : Buffer.concat([...kept, mail.subarray(keptTo)]);
}

const isSignature = (field: Buffer): boolean =>
  /^dkim-signature[ \t]*:/i.test(field.toString("latin1", 0, 64));

/** The header's fields with their folded lines, by where they start and end. */
function* fields(mail: Buffer): Generator<{ readonly start: number; readonly end: number }> {
  let start = 0;
  let at = 0;
  while (at < mail.length) {
    const lf = mail.indexOf(LF, at);
    const next = lf < 0 ? mail.length : lf + 1;
    const folded = mail[next] === 0x20 || mail[next] === 0x09;
    if (!folded) {
      const empty =
        next - start <= 2 && (mail[start] === LF || (mail[start] === CR && mail[start + 1] === LF));
      if (empty) return;
      yield { start, end: next };
      start = next;
    }
    at = next;
  }
}
