/** Generates hostile text: runs of something make an expression backtrack or a loop look back. */

export interface Hostile {
  readonly name: string;
  /** About `size` characters. */
  readonly text: (size: number) => string;
}

/** Units of a run: all kinds of blanks, each mark with a meaning in some syntax, letters, digits, others. */
const units: readonly string[] = [
  ..." \t\n\r\u00a0\u3000\u200b\u00ad",
  ..."!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
  ...["a", "0", "é", "中", "😀", "\u0301", "\u202e"],
];

/** Marks that open, close and separate: runs of two of them, alternating. */
const marks: readonly string[] = [
  " ",
  "\n",
  "\t",
  "<",
  ">",
  "(",
  ")",
  '"',
  "\\",
  "=",
  "?",
  "@",
  ".",
  ",",
  ";",
  ":",
  "-",
  "&",
  "%",
  "/",
  "a",
];

/** What follows the run, so that an expression that expects something else fails there. */
const tails: readonly string[] = ["", "x", "\n.", "!"];

const run = (unit: string, size: number): string => unit.repeat(Math.ceil(size / unit.length)).slice(0, size);

/** Runs of one unit, with other text before and after. */
export const runs: readonly Hostile[] = units.flatMap((unit) =>
  tails.map((tail) => ({
    name: `a run of ${JSON.stringify(unit)} before ${JSON.stringify(tail)}`,
    text: (size: number) => `a${run(unit, size)}${tail}`,
  })),
);

/** Runs of two alternating marks. */
export const pairs: readonly Hostile[] = marks.flatMap((one) =>
  marks
    .filter((other) => other !== one)
    .map((other) => ({
      name: `a run of ${JSON.stringify(one + other)}`,
      text: (size: number) => run(one + other, size),
    })),
);
