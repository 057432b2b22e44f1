/** What the appliance's helper found when it tried the network, in words. */
import type { BoxCheckCode, BoxCheckName, BoxCheckRemedy } from "../base/box-checks.ts";
import type { StoredFault } from "../base/fault.ts";
import { type Language, sayersOf } from "./catalogue.ts";
import { boxCheckTexts } from "./en/box-checks.ts";
import { faultRemedy, faultText } from "./faults.ts";

const sayers = sayersOf(boxCheckTexts);

interface Found {
  readonly check: BoxCheckName;
  readonly of: string;
  readonly ok: boolean;
  readonly found:
    | { readonly code: BoxCheckCode; readonly params: Readonly<Record<string, string | number>> }
    | StoredFault;
  readonly remedy: BoxCheckRemedy | null;
}

/** What was tried, what was found, and what to do about it; null where there is nothing to do. */
export function boxCheckInWords(language: Language, { check, of, ok, found, remedy }: Found) {
  const say = sayers(language);
  const isProbed = isCode(found);
  const todo = (isProbed ? null : faultRemedy(language, found)) ?? (remedy && say(`probe-todo.${remedy}`));
  return {
    check: say(`probed.${check}`, { of }),
    ok,
    what: isProbed ? say(`probe.${found.code}`, found.params) : faultText(language, found),
    todo,
  };
}

const isCode = (found: Found["found"]): found is Extract<Found["found"], { code: BoxCheckCode }> =>
  Object.hasOwn(boxCheckTexts, `probe.${found.code}`);
