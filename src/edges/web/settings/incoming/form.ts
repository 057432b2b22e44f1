import * as z from "zod";
import { decimalNumber, wholeNumber } from "../../../../base/numbers.ts";
import type { IntakePolicy, IntakePolicyChange } from "../../../../domain/settings/index.ts";
import { box, fields, line, text, type Values } from "../../parts/fields.tsx";

/** The form of the settings that influence decisions about incoming mail. */
export const incomingForm = fields(
  z.object({
    floodLimit: line,
    spamThreshold: line,
    holdUnscanned: box,
    trustedRelays: text,
    relayResults: line,
  }),
  {
    floodLimit: {
      ...{ label: "incoming.floodLimit", hint: "incoming.floodLimit.hint" },
      ...{ type: "number", required: true, maxlength: 4 },
    },
    spamThreshold: { label: "incoming.spamThreshold", hint: "incoming.spamThreshold.hint", maxlength: 20 },
    holdUnscanned: { label: "incoming.holdUnscanned", hint: "incoming.holdUnscanned.hint" },
    trustedRelays: { label: "incoming.trustedRelays", hint: "incoming.trustedRelays.hint", rows: 3 },
    relayResults: { label: "incoming.relayResults", hint: "incoming.relayResults.hint", maxlength: 253 },
  },
);

type IncomingValues = Values<typeof incomingForm>;

/** The settings as the form shows them. */
export const incomingValues = (policy: IntakePolicy): IncomingValues => ({
  floodLimit: String(policy.floodLimit),
  spamThreshold: policy.spamThreshold === null ? "" : String(policy.spamThreshold),
  holdUnscanned: policy.holdUnscanned ?? false,
  trustedRelays: policy.trustedRelays.join("\n"),
  relayResults: policy.relayResults ?? "",
});

/** The settings as the form says them; what is not a number is NaN, and is refused as such. */
export const incomingOf = (values: IncomingValues): IntakePolicyChange => ({
  floodLimit: wholeNumber(values.floodLimit) ?? Number.NaN,
  spamThreshold: values.spamThreshold === "" ? null : (decimalNumber(values.spamThreshold) ?? Number.NaN),
  holdUnscanned: values.holdUnscanned,
  trustedRelays: values.trustedRelays.split(/[\s,]/).filter((one) => one !== ""),
  relayResults: values.relayResults || null,
});
