import * as z from "zod";
import { roles } from "../../../../domain/people/index.ts";
import { box, choice, fields, line, text, type Values } from "../../parts/fields.tsx";

/** The form of a person. */
export const personForm = fields(
  z.object({
    user: line,
    name: line.transform((name) => name.slice(0, 200)),
    email: line,
    role: choice(roles),
    password: text,
    directory: box,
  }),
  {
    user: { label: "people.user", hint: "people.user.hint", required: true, autofocus: true, maxlength: 64 },
    name: { label: "people.name", required: true, maxlength: 200 },
    email: { label: "people.email", type: "email" },
    role: {
      label: "people.role",
      options: { agent: "people.agent", admin: "people.admin" },
      buttons: { agent: "people.agent.hint", admin: "people.admin.hint" },
    },
    password: { label: "people.password", hint: "people.password.hint", secret: true },
    directory: { label: "people.directory.new" },
  },
);

export type PersonValues = Values<typeof personForm>;
