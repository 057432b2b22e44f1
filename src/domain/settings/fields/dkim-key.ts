import type { DkimAlgorithm } from "../dkim.ts";
import { settingFields } from "./kinds.ts";

/** What is asked for a new key that signs mail of a domain. */
export const dkimKeyFields = settingFields({
  algorithm: {
    ...({ is: "choice", label: "domains.kind" } as const),
    options: { rsa: "domains.rsa", ed25519: "domains.ed25519" } as const satisfies Record<
      DkimAlgorithm,
      string
    >,
  },
});
