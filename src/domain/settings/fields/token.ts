import type { TokenScope } from "../../people/events.ts";
import { settingFields } from "./kinds.ts";

/** An API token. */
export const tokenFields = settingFields({
  name: { is: "text", most: 100, required: true, label: "tokens.name", hint: "tokens.name.hint" },
  scope: {
    ...({ is: "choice", label: "tokens.scope" } as const),
    options: {
      ...({ read: "tokens.read", write: "tokens.write", admin: "tokens.admin" } as const satisfies Record<
        TokenScope,
        string
      >),
    },
  },
});
