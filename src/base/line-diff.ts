/** A line of two texts compared: in both, in the first alone, or in the second alone. */
export interface DiffLine {
  readonly is: "same" | "removed" | "added";
  readonly text: string;
}

/** Pairs of lines that are compared in the middle; beyond that, all of it counts as changed. */
const MOST_PAIRS = 4_000_000;

/** What changes from one text to another, line by line: the fewest lines, up to a limit. Linear in what is the same around it. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const marked = (is: DiffLine["is"], lines: readonly string[]) => lines.map((text) => ({ is, text }));
  return [
    ...marked("same", a.slice(0, start)),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...marked("same", a.slice(a.length - end)),
  ];
}

/** By the longest common subsequence. */
function middle(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  const width = b.length + 1;
  const isLarge = a.length * b.length > MOST_PAIRS;
  const lengths = new Uint32Array(isLarge ? 0 : (a.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  if (!isLarge)
    for (let i = a.length - 1; i >= 0; i--)
      for (let j = b.length - 1; j >= 0; j--)
        lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (!isLarge && left !== undefined && left === right) {
      lines.push({ is: "same", text: left });
      i += 1;
      j += 1;
    } else if (left !== undefined && (right === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ is: "removed", text: left });
      i += 1;
    } else {
      lines.push({ is: "added", text: right ?? "" });
      j += 1;
    }
  }
  return lines;
}
