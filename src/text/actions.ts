/** What was done to the appliance, in words. */
import { type DoneAction, isBoxAction } from "../base/box-actions.ts";
import type { StoredFault } from "../base/fault.ts";
import { type Language, sayersOf } from "./catalogue.ts";
import { actionTexts } from "./en/actions.ts";
import { faultText } from "./faults.ts";
import { joinedIn } from "./joined.ts";

const sayers = sayersOf(actionTexts);

/** What was done, and what went wrong with it, if anything did. */
interface Acted {
  readonly what: DoneAction;
  readonly fault: StoredFault | null;
}

/** The sentence for an action, without a full stop; a code that this release does not know is told as it is. */
export function actionText(language: Language, { what, fault }: Acted): string {
  const { code, params } = what;
  const said = isBoxAction(code) ? sayers(language)(`action.${code}`, params) : code;
  return fault === null
    ? said
    : joinedIn(language)("joined.why", { what: said, why: faultText(language, fault) });
}
