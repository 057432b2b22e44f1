/** What became of a delivery, in words. */
import type { StoredFault } from "../base/fault.ts";
import type { Language } from "./catalogue.ts";
import { faultText } from "./faults.ts";

/** Why a delivery turned out as it did; see `DeliveryResult` in `domain/ticket/types.ts`. */
interface Said {
  readonly response: string;
  readonly fault?: StoredFault;
  readonly rested?: true;
}

/** What the server said, as it said it, or why it said nothing. */
export function deliveryText(language: Language, { response, fault, rested }: Said): string {
  const why = fault === undefined ? response : faultText(language, fault);
  return rested
    ? faultText(language, { code: "delivery.failed", reason: "delivery.rested", params: { why } })
    : why;
}
