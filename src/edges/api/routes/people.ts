import * as z from "zod";
import { fault } from "../../../base/fault.ts";
import type { UserName } from "../../../base/ids.ts";
import { ok, refuse } from "../../../base/result.ts";
import { personFields } from "../../../domain/settings/fields/index.ts";
import type { Read } from "../../../record/reading/index.ts";
import { address, nothing, object, paging, time, userRef } from "../inputs.ts";
import { pageBy } from "../page-by.ts";
import { type ApiParts, BASE } from "../parts.ts";
import { type Route, route } from "../route.ts";
import { newShape, sentShape } from "../setting-shape.ts";
import { pageOf, UserShape, userOf } from "../shapes.ts";

/** Sent in any of the ways in which the API takes an address. */
const email = address.transform((given) => given.address).nullable();
const { name, role, password } = sentShape(personFields);
const byDirectory = z
  .literal(true)
  .exactOptional()
  .describe("The directory checks their password; none is stored here");
const oneOfBoth = fault("request.password-or-directory", { field: "password" });

/** People. Credentials are never returned. */
export function peopleRoutes({ engine }: ApiParts): readonly Route[] {
  const { people } = engine;

  return [
    route({
      method: "get",
      path: "/users",
      summary: "List people",
      needs: "settings.read",
      params: nothing,
      query: object(paging),
      body: nothing,
      response: pageOf(UserShape),
      handle: ({ read, query }) =>
        ok({ body: pageBy(read.people.users().map(userOf), (user) => user.user, query) }),
    }),

    route({
      method: "post",
      path: "/users",
      summary: "Add a person",
      needs: "people.write",
      params: nothing,
      query: nothing,
      body: object({
        ...newShape(personFields, ["user"], { name: "", role: "agent" }),
        email: email.default(null),
        password: password.describe("Omit it if the directory checks it"),
        directory: byDirectory,
      }),
      status: 201,
      response: UserShape,
      async handle({ caller, read, body }) {
        const { password, directory, ...rest } = body;
        if ((password === undefined) !== (directory === true)) return refuse(oneOfBoth);
        const created = await people.createUser(caller, {
          ...rest,
          password: password ?? { of: "directory" },
        });
        return created.ok
          ? one(read, created.value, { location: `${BASE}/users/${encodeURIComponent(created.value)}` })
          : created;
      },
    }),

    route({
      method: "get",
      path: "/users/{user}",
      summary: "Get a person",
      needs: "settings.read",
      params: object({ user: userRef }),
      query: nothing,
      body: nothing,
      response: UserShape,
      handle: ({ read, params }) => one(read, params.user),
    }),

    route({
      method: "patch",
      path: "/users/{user}",
      summary: "Update a person; fields that are not given stay unchanged",
      needs: "people.write",
      params: object({ user: userRef }),
      query: nothing,
      body: object({
        name,
        email: email.exactOptional(),
        role,
        disabled: z.boolean().exactOptional(),
        away: object({ from: time.nullable().default(null), until: time.nullable().default(null) })
          .nullable()
          .exactOptional()
          .describe("When they are away, so that rules give them no tickets; null for somebody who is back"),
        password: password.describe("The password stored here, which then replaces the one in the directory"),
        revokeTokens: z
          .boolean()
          .default(false)
          .describe("With `password`: whether the person's API tokens are revoked as well"),
        directory: byDirectory,
      }),
      response: UserShape,
      async handle({ caller, read, params, body }) {
        const { password, directory, revokeTokens, ...change } = body;
        if (password !== undefined && directory === true) return refuse(oneOfBoth);
        const changed = await people.changeUser(caller, params.user, {
          ...change,
          ...(directory === true ? { password: { of: "directory" } } : {}),
          ...(password === undefined ? {} : { password, tokens: revokeTokens ? "revoke" : "keep" }),
        });
        return changed.ok ? one(read, params.user) : changed;
      },
    }),
  ];

  function one(read: Read, name: UserName, headers: Readonly<Record<string, string>> = {}) {
    const user = read.people.user(name);
    if (user) return ok({ body: userOf(user), headers });
    return refuse(fault("user.unknown", { params: { name } }));
  }
}
