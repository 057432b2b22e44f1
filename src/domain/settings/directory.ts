import type { Fault } from "../../base/fault.ts";
import { ok, type Result } from "../../base/result.ts";
import type { DirectoryEvent } from "../directory/events.ts";
import { checkedDirectory, type Directory } from "../directory/settings.ts";
import { type WantedDirectory, withKeptBindPassword } from "./secrets.ts";
import { type ShownDirectory, shownDirectory } from "./shown.ts";
import { type Wanted, wantedFrom } from "./wanted.ts";

/** Changes the company's directory. @param before null if none is set up @returns or the fault, which names the field */
export function decideDirectory(
  before: Directory | null,
  given: Wanted<WantedDirectory, ShownDirectory>,
): Result<readonly DirectoryEvent[], Fault> {
  const wanted = wantedFrom(given, before && shownDirectory(before));
  if (!wanted.ok) return wanted;
  const checked = checkedDirectory(withKeptBindPassword(before, wanted.value));
  return checked.ok ? ok([{ type: "DirectoryChanged", directory: checked.value }]) : checked;
}
