import type { Read } from "../../../../record/reading/index.ts";
import { faultText, type Language } from "../../../../text/index.ts";
import type { FormFault } from "../../view.ts";
import type { PlusTestView } from "./view.ts";

/** The mailbox's last test of addresses with a "+" as it is shown. @param problem why no other one could be started */
export function plusTestView(
  { settings }: Read,
  address: string,
  problem: FormFault | null,
  language: Language,
): PlusTestView {
  const test = settings.lastPlusTest(address);
  if (!test) return { state: "none", at: 0, problem: null, fault: problem };
  const { outcome, begunAt, endedAt, response, fault: why } = test;
  const state = endedAt === null || outcome === null ? "waiting" : outcome;
  const said = why ? faultText(language, why) : response;
  return { state, at: endedAt ?? begunAt, problem: said === "" ? null : said, fault: problem };
}
