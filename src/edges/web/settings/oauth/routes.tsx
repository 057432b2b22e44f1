import { fault } from "../../../../base/fault.ts";
import { ok } from "../../../../base/result.ts";
import { loginsWith, type ShownOAuthAccount } from "../../../../domain/settings/index.ts";
import type { RedirectAnswer } from "../../../../engine/settings/sign-in.ts";
import { faultText } from "../../../../text/index.ts";
import { optionsOf, readFields } from "../../parts/fields.tsx";
import { segment } from "../../parts/links.ts";
import { done } from "../../server/flash.ts";
import { field } from "../../server/form.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { languageOf } from "../../server/language.ts";
import { needs } from "../../server/needs.ts";
import { readOf } from "../../server/read.ts";
import { faultPage, formFault, html } from "../../server/respond.tsx";
import { clientFrom } from "../../server/session.ts";
import { bounds, takes } from "../../server/takes.ts";
import type { FormFault } from "../../view.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { oauthAccountOf, oauthForm, oauthSecrets, oauthValues } from "./form.ts";
import { OAuthAccountPage, OAuthAccountsPage, OAuthLeavePage } from "./page.tsx";
import { type OAuthAccountView, signInWays } from "./view.ts";

const accepted = { ...bounds.pages, only: optionsOf(oauthForm) };
const BACK = "/settings/oauth/back";
/** Where nothing comes back: people copy the address that their browser shows. Providers allow it for programs on desktops. */
const NOWHERE = "http://localhost/";
/** Seconds after which a page that shows a waiting code is loaded again. */
const AGAIN = 5;

/** Accounts at providers, by which mail servers are logged in to. They need the same permission as the other settings. */
export function oauthRoutes(site: Site, web: Web): void {
  const { oauth } = site.engine;
  const find = (c: Ctx) => readOf(site, c).settings.oauthAccount(c.req.param("name") ?? "");
  const missing = (c: Ctx) => faultPage(site, c, fault("thing.not-found"));
  const problemsOf = (c: Ctx, name: string) =>
    site.running
      .oauthProblems(sessionOf(c).caller)
      .filter(({ account }) => account === name)
      .map(({ fault: why, since }) => ({ text: faultText(languageOf(c), why), since }));

  function show(
    c: Ctx,
    account: ShownOAuthAccount | null,
    more: { readonly form?: Omit<OAuthAccountView["form"], "kept">; readonly fault?: FormFault } = {},
    status = 200,
  ): Response {
    const form = more.form ?? { values: oauthValues(account), fault: null };
    const signIn = account && signInOf(c, account, more.fault ?? null);
    const view: OAuthAccountView = {
      ...{ frame: frameOf(site, c, "settings"), name: account?.name ?? null, redirectUrl: backTo(c), signIn },
      form: { ...form, kept: oauthSecrets(account) },
    };
    const page = html(c, <OAuthAccountPage view={view} />, status);
    if (signIn?.code?.state === "waiting" && status === 200) page.headers.set("Refresh", String(AGAIN));
    return page;
  }

  function signInOf(
    c: Ctx,
    account: ShownOAuthAccount,
    problem: FormFault | null,
  ): OAuthAccountView["signIn"] {
    const device = oauth.device(sessionOf(c).caller, account.name);
    return {
      ...{ signedIn: account.signedIn, problems: problemsOf(c, account.name), fault: problem },
      ...{ here: comesBack(c), browser: account.authorizeUrl !== "", device: account.deviceUrl !== "" },
      code: device && {
        ...{ state: device.state, userCode: device.userCode, page: device.verificationUrl },
        ...{ until: device.until, problem: device.fault && faultText(languageOf(c), device.fault) },
      },
    };
  }

  web.get("/settings/oauth", needs("settings.write"), (c) => {
    const { settings } = readOf(site, c);
    const accounts = settings.oauthAccounts().map(({ name, provider, signedIn }) => ({
      ...{ name, provider, signedIn, problems: problemsOf(c, name) },
      usedBy: loginsWith(name, settings.outgoing(), settings.imapAccounts()).map(({ by }) => by),
    }));
    return html(c, <OAuthAccountsPage view={{ frame: frameOf(site, c, "settings"), accounts }} />);
  });

  web.get("/settings/oauth/new", needs("settings.write"), (c) => show(c, null));

  web.post("/settings/oauth/new", needs("settings.write"), takes(accepted), (c) => save(c, null));

  web.get(BACK, needs("settings.write"), (c) => finish(c, answerIn(new URL(c.req.url).searchParams)));

  web.post(BACK, needs("settings.write"), takes(), (c) => {
    const address = field(c.get("form"), "address").trim();
    const query = URL.canParse(address) ? new URL(address).searchParams : new URLSearchParams(address);
    return finish(c, answerIn(query));
  });

  web.get("/settings/oauth/:name", needs("settings.write"), (c) => {
    const account = find(c);
    return account ? show(c, account) : missing(c);
  });

  web.post("/settings/oauth/:name", needs("settings.write"), takes(accepted), (c) => {
    const account = find(c);
    return account ? save(c, account) : missing(c);
  });

  web.post(
    "/settings/oauth/:name/sign-in",
    needs("settings.write"),
    takes({ only: { way: signInWays } }),
    async (c) => {
      const account = find(c);
      if (!account) return missing(c);
      const { name } = account;
      const { caller } = sessionOf(c);
      const way = field(c.get("form"), "way");
      if (way === "device") {
        const begun = await oauth.beginDevice(caller, name);
        if (!begun.ok) return show(c, account, { fault: formFault(c, begun.error) }, 422);
        return done(c, `/settings/oauth/${segment(name)}`, null);
      }
      const paste = way === "paste";
      const redirectUrl = paste ? NOWHERE : backTo(c);
      const begun = oauth.begin(caller, name, redirectUrl);
      if (!begun.ok) return show(c, account, { fault: formFault(c, begun.error) }, 422);
      const frame = frameOf(site, c, "settings");
      const view = { frame, name, page: begun.value, paste, redirectUrl, fault: null };
      return html(c, <OAuthLeavePage view={view} />);
    },
  );

  web.post("/settings/oauth/:name/remove", needs("settings.write"), takes(), async (c) => {
    const account = find(c);
    const removed = await oauth.remove(sessionOf(c).caller, c.req.param("name"));
    if (removed.ok) return done(c, "/settings/oauth", "removed");
    return account ? show(c, account, { fault: formFault(c, removed.error) }, 422) : missing(c);
  });

  async function finish(c: Ctx, answer: RedirectAnswer): Promise<Response> {
    const finished = await oauth.finish(sessionOf(c).caller, answer);
    if (finished.ok) return done(c, `/settings/oauth/${segment(finished.value)}`, "signedIn");
    return faultPage(site, c, finished.error);
  }

  async function save(c: Ctx, before: ShownOAuthAccount | null): Promise<Response> {
    const values = readFields(oauthForm, c.get("form"));
    const { name } = oauthAccountOf(values, before);
    const change = (stored: ShownOAuthAccount | null) => ok(oauthAccountOf(values, stored));
    const saved = await oauth.save(sessionOf(c).caller, { name, change }, before ? "known" : "new");
    if (saved.ok) return done(c, `/settings/oauth/${segment(name)}`, before ? "saved" : "created");
    return show(c, before, { form: { values, fault: formFault(c, saved.error) } }, 422);
  }
}

/** This program's address as the browser knows it, where the provider sends it back to. */
function backTo(c: Ctx): string {
  const { secure, host } = clientFrom(c);
  return `${secure ? "https" : "http"}://${host}${BACK}`;
}

/** Whether providers send browsers back to this address: over HTTPS to a name, or to this machine. */
function comesBack(c: Ctx): boolean {
  const { hostname, protocol } = new URL(backTo(c));
  if (hostname === "localhost") return true;
  return protocol === "https:" && hostname.includes(".") && !/^(?:[\d.]+|\[.*\])$/.test(hostname);
}

function answerIn(query: URLSearchParams): RedirectAnswer {
  const one = (name: string) => (query.get(name) ?? "").slice(0, 10_000);
  return {
    ...{ state: one("state"), code: one("code"), error: one("error") },
    description: one("error_description"),
  };
}
