import { ok, refuse } from "../../src/base/result.ts";
import type { Box } from "../box.ts";
import { boxFault } from "../fault.ts";
import type { Handler } from "../handler.ts";

const LONGEST_LINE = 2_000;
/** The most bytes of all lines: escaped as JSON they still fit into one line of the protocol. */
const MOST = 400_000;

/** The newest lines of a unit's log; "" for the whole system. */
export const logs: Handler<"logs"> = {
  async run(box, { unit, lines }) {
    const read = await readLog(box, unit === "" ? [] : ["--unit", unit], lines);
    if (read === null) return refuse(boxFault("failed", "The log cannot be read"));
    return ok(read);
  },
};

/** @param filter arguments of journalctl(1) that select lines @returns null when it fails */
export async function readLog(box: Box, filter: readonly string[], lines: number): Promise<string[] | null> {
  const { status, out } = await box.run(
    "journalctl",
    ["--quiet", "--no-pager", "--output=short-iso", "--no-hostname", `--lines=${lines}`, ...filter],
    { limit: 20_000, most: 4_194_304 },
  );
  if (status !== 0) return null;
  const all = out.split("\n").filter((line) => line !== "");
  const kept: string[] = [];
  let bytes = 0;
  for (const line of all.reverse()) {
    // Control characters are removed from logs.
    const plain = line.slice(0, LONGEST_LINE).replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, "?");
    bytes += Buffer.byteLength(plain);
    if (bytes > MOST) break;
    kept.push(plain);
  }
  return kept.reverse();
}
