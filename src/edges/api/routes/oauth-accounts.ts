import * as z from "zod";
import { ok } from "../../../base/result.ts";
import type { Caller } from "../../../domain/policy/index.ts";
import { oauthFields } from "../../../domain/settings/fields/index.ts";
import { loginsWith, type ShownOAuthAccount, tenantOf, withPreset } from "../../../domain/settings/index.ts";
import type { DeviceSignIn } from "../../../engine/settings/sign-in.ts";
import type { Read } from "../../../record/reading/index.ts";
import { faultText, type Language } from "../../../text/index.ts";
import { accountName, accountParam, bodies, noAccount, nothing, object, paging } from "../inputs.ts";
import { pageBy } from "../page-by.ts";
import type { ApiParts } from "../parts.ts";
import { madeAt, type Route, route } from "../route.ts";
import { newShape, sentShape, settingShown, shownShape } from "../setting-shape.ts";
import { pageOf, timeOf } from "../shapes.ts";

const SignInShape = z
  .strictObject({
    state: z.enum(["waiting", "done", "failed"]),
    userCode: z.string(),
    verificationUrl: z.string(),
    until: z.iso.datetime(),
    problem: z.string().nullable(),
  })
  .meta({
    id: "OAuthSignIn",
    description: "A code that someone enters on the provider's page, on any device (RFC 8628)",
  });

const AccountShape = z
  .strictObject({
    name: z.string(),
    ...shownShape(oauthFields),
    signedIn: z.boolean().describe("Whether there is a refresh token"),
    usedBy: z
      .array(z.string())
      .describe("The outgoing mail server, and the IMAP accounts, that log in with it"),
    problem: z.string().nullable().describe("Why mail servers could not be logged in to with it"),
    signIn: SignInShape.nullable().describe("The last sign-in with a code since the start"),
  })
  .meta({
    id: "OAuthAccount",
    description: "An account at a provider, by which mail servers are logged in to",
  });

/** OAuth accounts. Values are checked by the same code as in the settings pages. */
export function oauthAccountRoutes({ engine, running }: ApiParts): readonly Route[] {
  const { oauth } = engine;
  const one = (caller: Caller, read: Read, language: Language, name: string) => {
    const account = read.settings.oauthAccount(name);
    return account ? ok({ body: shown(caller, read, language, account) }) : noAccount(name);
  };

  function shown(
    caller: Caller,
    { settings }: Read,
    language: Language,
    account: ShownOAuthAccount,
  ): z.input<typeof AccountShape> {
    const { name, signedIn } = account;
    const problem = running.oauthProblems(caller).find((found) => found.account === name);
    const signIn = oauth.device(caller, account.name);
    return {
      ...{ name, signedIn, ...settingShown(oauthFields, { ...account, tenant: tenantOf(account) }) },
      usedBy: loginsWith(account.name, settings.outgoing(), settings.imapAccounts()).map(({ by }) => by),
      problem: problem ? faultText(language, problem.fault) : null,
      signIn: signIn && signInOf(language, signIn),
    };
  }

  return [
    route({
      method: "get",
      path: "/oauth-accounts",
      summary: "List OAuth accounts",
      needs: "settings.read",
      params: nothing,
      query: object(paging),
      body: nothing,
      response: pageOf(AccountShape),
      handle: ({ caller, read, language, query }) =>
        ok({
          body: pageBy(
            read.settings.oauthAccounts().map((account) => shown(caller, read, language, account)),
            ({ name }) => name,
            query,
          ),
        }),
    }),

    route({
      method: "post",
      path: "/oauth-accounts",
      summary: "Add an OAuth account",
      needs: "settings.write",
      params: nothing,
      query: nothing,
      body: object({
        name: accountName,
        ...newShape(oauthFields, ["provider", "clientId"], {}),
      }),
      bodyLimit: bodies.pages,
      status: 201,
      response: AccountShape,
      async handle({ caller, read, language, body }) {
        const saved = await oauth.save(caller, withPreset({ ...empty, ...body }), "new");
        if (!saved.ok) return saved;
        return madeAt(one(caller, read, language, body.name), "/oauth-accounts", body.name);
      },
    }),

    route({
      method: "get",
      path: "/oauth-accounts/{name}",
      summary: "Get an OAuth account",
      needs: "settings.read",
      params: accountParam,
      query: nothing,
      body: nothing,
      response: AccountShape,
      handle: ({ caller, read, language, params }) => one(caller, read, language, params.name),
    }),

    route({
      method: "patch",
      path: "/oauth-accounts/{name}",
      summary:
        "Update an OAuth account; fields that are not given stay unchanged, secrets only for the same endpoints and client, a refresh token only for no further server",
      needs: "settings.write",
      params: accountParam,
      query: nothing,
      body: object(sentShape(oauthFields)),
      bodyLimit: bodies.pages,
      response: AccountShape,
      async handle({ caller, read, language, params, body }) {
        const { name } = params;
        const change = (before: ShownOAuthAccount | null) => {
          if (!before) return noAccount(name);
          const other = body.provider !== undefined && body.provider !== before.provider;
          const { hasClientSecret: _, signedIn: __, ...stored } = before;
          const kept = other ? { ...stored, scope: "", servers: [] } : stored;
          const bare = { ...kept, clientSecret: "", refreshToken: "", tenant: tenantOf(before) };
          return ok(withPreset({ ...bare, ...body }));
        };
        const saved = await oauth.save(caller, { name, change }, "known");
        return saved.ok ? one(caller, read, language, name) : saved;
      },
    }),

    route({
      method: "post",
      path: "/oauth-accounts/{name}/sign-in",
      summary: "Request a code to sign in with on another device; the account shows what became of it",
      needs: "settings.write",
      params: accountParam,
      query: nothing,
      body: nothing,
      response: SignInShape,
      async handle({ caller, language, params }) {
        const begun = await oauth.beginDevice(caller, params.name);
        return begun.ok ? ok({ body: signInOf(language, begun.value) }) : begun;
      },
    }),

    route({
      method: "delete",
      path: "/oauth-accounts/{name}",
      summary: "Remove an OAuth account that nothing logs in with",
      needs: "settings.write",
      params: accountParam,
      query: nothing,
      body: nothing,
      response: AccountShape,
      async handle({ caller, read, language, params }) {
        const last = one(caller, read, language, params.name);
        const removed = await oauth.remove(caller, params.name);
        return removed.ok ? last : removed;
      },
    }),
  ];
}

const empty = {
  ...{ tenant: "", authorizeUrl: "", deviceUrl: "", tokenUrl: "", clientSecret: "", scope: "" },
  ...{ servers: [], refreshToken: "" },
};

const signInOf = (
  language: Language,
  { state, userCode, verificationUrl, until, fault: why }: DeviceSignIn,
): z.input<typeof SignInShape> => ({
  ...{ state, userCode, verificationUrl, until: timeOf(until) },
  problem: why && faultText(language, why),
});
