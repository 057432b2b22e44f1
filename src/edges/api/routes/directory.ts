import * as z from "zod";
import { fault } from "../../../base/fault.ts";
import { ok, refuse } from "../../../base/result.ts";
import { filters, newcomers } from "../../../domain/directory/index.ts";
import type { ShownDirectory } from "../../../domain/settings/index.ts";
import type { Read } from "../../../record/reading/index.ts";
import { findingInWords } from "../../../text/findings.ts";
import { bodies, nothing, object } from "../inputs.ts";
import type { ApiParts } from "../parts.ts";
import { type Route, route } from "../route.ts";

const text = z.string().max(2000);

const ofDirectory = {
  enabled: z.boolean().describe("Whether people can log in with the directory"),
  servers: z
    .array(text)
    .max(20)
    .describe("ldap://HOST[:PORT] or ldaps://HOST[:PORT]; the first that answers is used"),
  encryption: z.enum(["starttls", "none"]).describe("Encryption of ldap:// connections"),
  authorities: z
    .string()
    .max(120_000)
    .describe("CA certificates in PEM; empty: the CAs that the machine trusts"),
  bindDn: text.describe("DN of the search account; empty: anonymous"),
  baseDn: text.describe("DN below which people are searched"),
  filter: text.describe("Finds a person; {user} is replaced by the user name entered"),
  nameAttribute: text,
  mailAttribute: text,
  newcomers: z
    .enum(newcomers)
    .describe("People who have no account here: refuse them, or create an agent at their first log-in"),
};

const DirectoryShape = z
  .strictObject({
    ...ofDirectory,
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
      body: object({
        ...ofDirectory,
        enabled: ofDirectory.enabled.default(true),
        encryption: ofDirectory.encryption.default("starttls"),
        authorities: ofDirectory.authorities.default(""),
        bindDn: ofDirectory.bindDn.default(""),
        bindPassword: text
          .exactOptional()
          .describe(
            "Write-only: never returned; unchanged if not given, unless a server, the account or the encryption changes",
          ),
        filter: ofDirectory.filter.default(filters.openldap),
        nameAttribute: ofDirectory.nameAttribute.default("cn"),
        mailAttribute: ofDirectory.mailAttribute.default("mail"),
        newcomers: ofDirectory.newcomers.default("refuse"),
      }),
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

const shown = ({ servers, ...rest }: ShownDirectory): z.input<typeof DirectoryShape> => ({
  ...rest,
  servers: [...servers],
});
