import { settingFields } from "./kinds.ts";

/** What decides about mail that arrives. */
export const incomingFields = settingFields({
  floodLimit: {
    ...{ is: "whole", least: 0, most: 1000 },
    ...({ label: "incoming.floodLimit", hint: "incoming.floodLimit.hint" } as const),
    description:
      "New tickets that one sender may create by mail within ten minutes, up to 1000; 0: unlimited",
  },
  spamThreshold: {
    ...({ is: "decimal", label: "incoming.spamThreshold", hint: "incoming.spamThreshold.hint" } as const),
    description: "The score from which mail is held as spam; null: the scanner's own verdict",
  },
  holdUnscanned: {
    ...({ is: "flag", label: "incoming.holdUnscanned", hint: "incoming.holdUnscanned.hint" } as const),
    description: "Whether mail is held that a scanner which is set up gave no verdict about",
  },
  trustedRelays: {
    ...{ is: "list", each: 50, most: 200, between: "words", rows: 3 },
    ...({ label: "incoming.trustedRelays", hint: "incoming.trustedRelays.hint" } as const),
    description: "Addresses and networks whose mail is accepted without checking its sender",
  },
  relayResults: {
    ...({
      is: "optional",
      most: 253,
      label: "incoming.relayResults",
      hint: "incoming.relayResults.hint",
    } as const),
    description: "The name that these servers use in Authentication-Results; null: their results are ignored",
  },
});
