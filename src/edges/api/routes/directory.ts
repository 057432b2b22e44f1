import * as z from "zod";
import { fault } from "../../../base/fault.ts";
import { ok, refuse } from "../../../base/result.ts";
import { filters } from "../../../domain/directory/index.ts";
import { directoryFields } from "../../../domain/settings/fields/index.ts";
import type { ShownDirectory } from "../../../domain/settings/index.ts";
import type { Read } from "../../../record/reading/index.ts";
import { findingInWords } from "../../../text/findings.ts";
import { bodies, nothing, object } from "../inputs.ts";
import type { ApiParts } from "../parts.ts";
import { type Route, route } from "../route.ts";
import { newShape, settingShown, shownShape } from "../setting-shape.ts";

const text = z.string().max(2000);

const DirectoryShape = z
  .strictObject({
    ...shownShape(directoryFields),
    hasBindPassword: z.boolean().describe("Whether a password is stored; it is never returned"),
  })
  .meta({ id: "Directory", description: "The company's directory (LDAP) that people log in with" });

const FindingShape = z.strictObject({
  level: z.enum(["ok", "warning", "problem"]),
  what: z.string(),
  todo: z.string().nullable(),
});

/** The directory. Values are checked by the same code as in the settings pages. */
export function directoryRoutes({ engine }: ApiParts): readonly Route[] {
  const { directory } = engine;
  const stored = (read: Read) => {
    const found = read.settings.directory();
    return found ? ok({ body: shown(found) }) : refuse(fault("directory.none"));
  };

  return [
    route({
      method: "get",
      path: "/settings/directory",
      summary: "Get the directory settings",
      needs: "settings.read",
      params: nothing,
      query: nothing,
      body: nothing,
      response: DirectoryShape,
      handle: ({ read }) => stored(read),
    }),

    route({
      method: "put",
      path: "/settings/directory",
      summary: "Replace the directory settings; fields that are not given get their defaults",
      needs: "settings.write",
      params: nothing,
      query: nothing,
      body: object(
        newShape(directoryFields, ["servers", "baseDn"], {
          ...{ enabled: true, encryption: "starttls", authorities: "", bindDn: "", filter: filters.openldap },
          ...{ nameAttribute: "cn", mailAttribute: "mail", newcomers: "refuse" },
        }),
      ),
      bodyLimit: bodies.pages,
      response: DirectoryShape,
      async handle({ caller, read, body }) {
        const set = await directory.set(caller, body);
        return set.ok ? stored(read) : set;
      },
    }),

    route({
      method: "post",
      path: "/settings/directory/test",
      summary:
        "Test the saved directory settings on each server; optionally look up a person and try a password",
      needs: "settings.write",
      params: nothing,
      query: nothing,
      body: object({
        user: text.default("").describe("User name to look up; empty: none"),
        password: text.default("").describe("Password to try for this user; empty: none. It is not stored"),
      }),
      response: z.strictObject({
        ok: z.boolean().describe("Whether no problem was found"),
        findings: z.array(FindingShape),
      }),
      async handle({ caller, body, language }) {
        const found = await directory.test(caller, body);
        if (!found.ok) return found;
        const findings = found.value.map((finding) => {
          const { level, what, todo } = findingInWords(language, finding);
          return { level, what, todo };
        });
        return ok({ body: { ok: findings.every(({ level }) => level !== "problem"), findings } });
      },
    }),
  ];
}

const shown = ({ hasBindPassword, ...directory }: ShownDirectory): z.input<typeof DirectoryShape> => ({
  ...settingShown(directoryFields, directory),
  hasBindPassword,
});
