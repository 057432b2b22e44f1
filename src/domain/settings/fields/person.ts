import type { Role } from "../../people/events.ts";
import { PASSWORD_LENGTH } from "../../people/password.ts";
import { settingFields } from "./kinds.ts";

/** A person. */
export const personFields = settingFields({
  user: {
    ...({ is: "text", most: 50, required: true, label: "people.user", hint: "people.user.hint" } as const),
    description: "The user name",
  },
  name: { is: "text", most: 200, format: "line", label: "people.name" },
  email: { is: "optional", most: 500, format: "email", label: "people.email" },
  role: {
    ...({ is: "choice", label: "people.role" } as const),
    options: { agent: "people.agent", admin: "people.admin" } as const satisfies Record<Role, string>,
    buttons: { agent: "people.agent.hint", admin: "people.admin.hint" },
  },
  password: {
    ...{ is: "secret", least: PASSWORD_LENGTH.least, most: PASSWORD_LENGTH.most },
    ...({ label: "people.password", hint: "people.password.hint" } as const),
  },
  directory: {
    ...({ is: "flag", label: "people.directory.new" } as const),
    description: "Whether the directory checks their password, and none is stored here",
  },
});
