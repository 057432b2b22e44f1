/** Hostile text, made by rules: what makes an expression backtrack or a loop look back is a run of something. */

export interface Hostile {
  readonly name: string;
  /** About `size` characters. */
  readonly text: (size: number) => string;
}

/** What a run is made of: blanks of every kind, each mark that some syntax gives a meaning to, letters, digits, others. */
const units: readonly string[] = [
  ..." \t\n\r\u00a0\u3000\u200b\u00ad",
  ..."!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
  ...["a", "0", "é", "中", "😀", "\u0301", "\u202e"],
];

/** What syntaxes open, close and separate with: runs of two of them in turn. */
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

/** What follows the run, so that an expression that wants something else there fails at its end. */
const tails: readonly string[] = ["", "x", "\n.", "!"];

const run = (unit: string, size: number): string => unit.repeat(Math.ceil(size / unit.length)).slice(0, size);

/** Runs of one unit, with something before and after. */
export const runs: readonly Hostile[] = units.flatMap((unit) =>
  tails.map((tail) => ({
    name: `a run of ${JSON.stringify(unit)} before ${JSON.stringify(tail)}`,
    text: (size: number) => `a${run(unit, size)}${tail}`,
  })),
);

/** Runs of two marks in turn. */
export const pairs: readonly Hostile[] = marks.flatMap((one) =>
  marks
    .filter((other) => other !== one)
    .map((other) => ({
      name: `a run of ${JSON.stringify(one + other)}`,
      text: (size: number) => run(one + other, size),
    })),
);
