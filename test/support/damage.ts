/** Damages mails of the corpus: truncated, spliced, with wrong bytes, with repeated parts. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";

const folder = join(import.meta.dirname, "..", "corpus");
/** Larger ones only take longer. */
const LARGEST = 20_000;

export function damagedMails(): fc.Arbitrary<Buffer> {
  const mails = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => readFileSync(join(folder, name, "mail.eml")))
    .filter((raw) => raw.length < LARGEST);
  const one = fc.constantFrom(...mails);
  const truncated = fc.tuple(one, place).map(([raw, at]) => raw.subarray(0, Math.floor(raw.length * at)));
  const beheaded = fc.tuple(one, place).map(([raw, at]) => raw.subarray(Math.floor(raw.length * at)));
  const spliced = fc
    .tuple(one, place, one, place)
    .map(([a, at, b, from]) =>
      Buffer.concat([a.subarray(0, Math.floor(a.length * at)), b.subarray(Math.floor(b.length * from))]),
    );
  const flipped = fc
    .tuple(one, fc.array(fc.tuple(place, fc.nat(255)), { maxLength: 30 }))
    .map(([raw, flips]) => {
      const out = Buffer.from(raw);
      for (const [at, byte] of flips) if (out.length > 0) out[Math.floor(at * (out.length - 1))] = byte;
      return out;
    });
  const repeated = fc.tuple(one, place, place, fc.integer({ min: 2, max: 40 })).map(([raw, a, b, times]) => {
    const [from, to] = [Math.min(a, b), Math.max(a, b)].map((at) => Math.floor(at * raw.length));
    const piece = raw.subarray(from, to);
    return Buffer.concat([
      raw.subarray(0, from),
      ...Array.from({ length: times }, () => piece),
      raw.subarray(to),
    ]);
  });
  return fc.oneof(truncated, beheaded, spliced, flipped, repeated);
}

/** A position in a mail, as a fraction of its length. */
const place = fc.double({ min: 0, max: 1, noNaN: true });
