import * as z from "zod";
import { ok } from "../../../base/result.ts";
import type { Caller } from "../../../domain/policy/index.ts";
import { imapAfterFields, imapFields, imapLoginFields } from "../../../domain/settings/fields/index.ts";
import type { ImapLogin, ShownImapAccount } from "../../../domain/settings/index.ts";
import type { FetchStatus } from "../../../engine/intake/fetched.ts";
import type { Read } from "../../../record/reading/index.ts";
import { faultText, type Language } from "../../../text/index.ts";
import { accountName, accountParam, bodies, noAccount, nothing, object, paging } from "../inputs.ts";
import { pageBy } from "../page-by.ts";
import type { ApiParts } from "../parts.ts";
import { madeAt, type Route, route } from "../route.ts";
import { newShape, sentShape, settingShown, shownShape } from "../setting-shape.ts";
import { pageOf, timeOf } from "../shapes.ts";

const { password } = sentShape(imapLoginFields);
const { oauth: account } = shownShape(imapLoginFields);
const { moveTo: folder } = shownShape(imapAfterFields);

const Login = z.discriminatedUnion("kind", [
  object({ kind: z.literal("password"), password }),
  object({ kind: z.literal("oauth2"), account }),
]);
type Login = z.output<typeof Login>;

const After = z
  .discriminatedUnion("kind", [
    object({ kind: z.literal("move"), folder }),
    object({ kind: z.enum(["seen", "delete", "leave"]) }),
  ])
  .describe("What happens to a fetched mail on the server");

const AccountShape = z
  .strictObject({
    name: z.string(),
    ...shownShape(imapFields),
    login: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("password") }),
      z.strictObject({ kind: z.literal("oauth2"), account: z.string() }),
    ]),
    after: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("move"), folder: z.string() }),
      z.strictObject({ kind: z.enum(["seen", "delete", "leave"]) }),
    ]),
    status: z
      .strictObject({
        state: z.enum(["off", "connecting", "ok", "failing"]),
        since: z.iso.datetime(),
        problem: z.string().nullable(),
      })
      .nullable()
      .describe("The state of fetching; null until it has started. /health has the details"),
  })
  .meta({ id: "ImapAccount", description: "A mailbox on another server from which mail is fetched by IMAP" });

/** Accounts that mail is fetched from. Values are checked by the same code as in the settings pages. */
export function imapAccountRoutes({ engine, running }: ApiParts): readonly Route[] {
  const { settings } = engine;
  const one = (caller: Caller, read: Read, language: Language, name: string) => {
    const account = read.settings.imapAccount(name);
    return account ? ok({ body: shown(account, running.fetching(caller), language) }) : noAccount(name);
  };

  return [
    route({
      method: "get",
      path: "/imap-accounts",
      summary: "List IMAP accounts",
      needs: "settings.read",
      params: nothing,
      query: object(paging),
      body: nothing,
      response: pageOf(AccountShape),
      handle({ caller, read, language, query }) {
        const statuses = running.fetching(caller);
        const accounts = read.settings.imapAccounts().map((account) => shown(account, statuses, language));
        return ok({ body: pageBy(accounts, ({ name }) => name, query) });
      },
    }),

    route({
      method: "post",
      path: "/imap-accounts",
      summary: "Add an IMAP account",
      needs: "settings.write",
      params: nothing,
      query: nothing,
      body: object({
        name: accountName,
        ...newShape(imapFields, ["mailbox", "host", "user"], {
          ...{ port: 993, tls: "implicit", certificate: "", folders: ["INBOX"], take: "all", enabled: true },
        }),
        login: Login,
        after: After.default({ kind: "seen" }),
      }),
      bodyLimit: bodies.pages,
      status: 201,
      response: AccountShape,
      async handle({ caller, read, language, body }) {
        const account = { ...body, login: loginOf(body.login) };
        const saved = await settings.saveImapAccount(caller, account, "new");
        if (!saved.ok) return saved;
        return madeAt(one(caller, read, language, body.name), "/imap-accounts", body.name);
      },
    }),

    route({
      method: "get",
      path: "/imap-accounts/{name}",
      summary: "Get an IMAP account",
      needs: "settings.read",
      params: accountParam,
      query: nothing,
      body: nothing,
      response: AccountShape,
      handle: ({ caller, read, language, params }) => one(caller, read, language, params.name),
    }),

    route({
      method: "patch",
      path: "/imap-accounts/{name}",
      summary:
        "Update an IMAP account; fields that are not given stay unchanged, secrets only for the same server and user",
      needs: "settings.write",
      params: accountParam,
      query: nothing,
      body: object({
        ...sentShape(imapFields),
        ...{ login: Login.exactOptional(), after: After.exactOptional() },
      }),
      bodyLimit: bodies.pages,
      response: AccountShape,
      async handle({ caller, read, language, params, body }) {
        const { name } = params;
        const { login, ...rest } = body;
        const change = (before: ShownImapAccount | null) => {
          if (!before) return noAccount(name);
          return ok({ ...before, ...rest, login: loginOf(login ?? before.login) });
        };
        const saved = await settings.saveImapAccount(caller, { name, change }, "known");
        return saved.ok ? one(caller, read, language, name) : saved;
      },
    }),

    route({
      method: "delete",
      path: "/imap-accounts/{name}",
      summary: "Remove an IMAP account; mail fetched from it is kept",
      needs: "settings.write",
      params: accountParam,
      query: nothing,
      body: nothing,
      response: AccountShape,
      async handle({ caller, read, language, params }) {
        const last = one(caller, read, language, params.name);
        const removed = await settings.removeImapAccount(caller, params.name);
        return removed.ok ? last : removed;
      },
    }),
  ];
}

/** The log-in as it was given; a missing password is "". */
function loginOf(wanted: Login | ShownImapAccount["login"]): ImapLogin {
  if (wanted.kind !== "password") return wanted;
  const { kind, password = "" }: { kind: "password"; password?: string } = wanted;
  return { kind, password };
}

function shown(
  account: ShownImapAccount,
  statuses: readonly FetchStatus[],
  language: Language,
): z.input<typeof AccountShape> {
  const { name, login, after } = account;
  const status = statuses.find((one) => one.account === name);
  return {
    ...{ name, ...settingShown(imapFields, account) },
    after: { ...after },
    login: { ...login },
    status: status
      ? {
          ...{ state: status.state, since: timeOf(status.since) },
          problem: status.problem && faultText(language, status.problem),
        }
      : null,
  };
}
