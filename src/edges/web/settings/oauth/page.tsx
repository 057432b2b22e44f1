import { listText } from "../../../../text/lists.ts";
import { textIn } from "../../../../text/web.ts";
import { short } from "../../bounds.ts";
import { Empty, Head, When } from "../../parts/bits.tsx";
import { useText } from "../../parts/context.ts";
import { Field, SettingForm } from "../../parts/fields.tsx";
import { Fault, Form, TextArea } from "../../parts/form.tsx";
import { Icon } from "../../parts/icons.tsx";
import { href, segment } from "../../parts/links.ts";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import { oauthForm } from "./form.ts";
import type { OAuthAccountsView, OAuthAccountView, OAuthLeaveView } from "./view.ts";

/** /settings/oauth: the accounts, whether someone has signed in, and what uses them. */
export function OAuthAccountsPage({ view }: { view: OAuthAccountsView }) {
  const t = textIn(view.frame.language);
  return (
    <Page frame={view.frame} title={t("settings.oauth")} side={<SettingsSide current="/settings/oauth" />}>
      <Head title={t("settings.oauth")} lead={t("oauth.lead")}>
        <a class="button primary" href="/settings/oauth/new">
          <Icon name="plus" />
          {t("oauth.new")}
        </a>
      </Head>
      {view.accounts.length === 0 ? <Empty title={t("oauth.none")} /> : null}
      <div class="stack">
        {view.accounts.map((account) => (
          <section class="card">
            <h2>
              <a href={`/settings/oauth/${segment(account.name)}`}>{account.name}</a>{" "}
              <span class="kind">{t(account.signedIn ? "oauth.signedIn" : "oauth.signedOut")}</span>
            </h2>
            <Problems problems={account.problems} />
            <p class="hint">
              {t(`oauth.${account.provider}`)}
              {". "}
              {account.usedBy.length === 0
                ? t("oauth.unused")
                : t("oauth.usedBy", { names: listText(view.frame.language, account.usedBy) })}
            </p>
          </section>
        ))}
      </div>
    </Page>
  );
}

function Problems({ problems }: { problems: OAuthAccountsView["accounts"][number]["problems"] }) {
  const t = useText();
  return (
    <>
      {problems.map(({ text, since }) => (
        <div class="flash problem" role="status">
          <Icon name="warn" />
          <div>
            <p>
              <bdi>{short(text, 500)}</bdi>
            </p>
            <p>
              {t("imap.since")} <When at={since} />
            </p>
          </div>
        </div>
      ))}
    </>
  );
}

/** /settings/oauth/{name} and /settings/oauth/new */
export function OAuthAccountPage({ view }: { view: OAuthAccountView }) {
  const t = textIn(view.frame.language);
  const { form, name } = view;
  const field = { of: oauthForm, state: form };
  const title = name ?? t("oauth.new");
  const path = `/settings/oauth/${name === null ? "new" : segment(name)}`;
  return (
    <Page frame={view.frame} title={title} width="narrow" side={<SettingsSide current="/settings/oauth" />}>
      <Head title={title} />
      <SignIn view={view} path={path} />
      <SettingForm action={path} {...field} part={name !== null}>
        {name === null ? <Field {...field} name="name" /> : null}
        <Field {...field} name="provider" />
        <p class="hint only-microsoft">{t("oauth.microsoft.register")}</p>
        <p class="hint only-google">{t("oauth.google.register")}</p>
        <p class="hint">
          {t("oauth.redirect")} <code>{view.redirectUrl}</code>. <a href="/help/oauth">{t("oauth.help")}</a>
        </p>
        <div class="only-microsoft">
          <Field {...field} name="tenant" />
        </div>
        <div class="only-other stack">
          <Field {...field} name="authorizeUrl" />
          <Field {...field} name="deviceUrl" />
          <Field {...field} name="tokenUrl" />
        </div>
        <Field {...field} name="clientId" />
        <Field {...field} name="clientSecret" />
        <Field {...field} name="scope" />
        <Field {...field} name="servers" />
        <details open={form.fault?.field === "refreshToken"}>
          <summary>{t("oauth.refreshToken.have")}</summary>
          <Field {...field} name="refreshToken" />
        </details>
      </SettingForm>
      {name === null ? null : (
        <Form action={`${path}/remove`} class="part">
          <p>
            <button type="submit" class="button">
              {t("imap.remove")}
            </button>
          </p>
        </Form>
      )}
    </Page>
  );
}

function SignIn({ view, path }: { view: OAuthAccountView; path: string }) {
  const t = useText();
  const { signIn, name } = view;
  if (signIn === null || name === null) return null;
  const { code } = signIn;
  const ways = [
    ...(signIn.browser && signIn.here ? (["browser"] as const) : []),
    ...(signIn.device ? (["device"] as const) : []),
    ...(signIn.browser && !signIn.here ? (["paste"] as const) : []),
  ];
  return (
    <section class="part">
      <h2>{t("oauth.signIn")}</h2>
      <Fault fault={signIn.fault} />
      <Problems problems={signIn.problems} />
      {code === null ? null : <Code code={code} path={path} />}
      <p class={`flash ${signIn.signedIn ? "done" : ""}`}>
        <Icon name={signIn.signedIn ? "check" : "warn"} />
        <span>{t(signIn.signedIn ? "oauth.signedIn.long" : "oauth.signedOut.long")}</span>
      </p>
      <p class="hint">{t("oauth.shared")}</p>
      {ways.map((way) => (
        <Form action={`${path}/sign-in`} class="row">
          <input type="hidden" name="way" value={way} />
          <button type="submit" class="button">
            {t(`oauth.way.${way}`)}
          </button>
        </Form>
      ))}
      {ways.length === 0 ? <p class="hint">{t("oauth.way.none")}</p> : null}
      {signIn.signedIn ? (
        <p>
          <a href={`/settings/outgoing?oauth=${segment(name)}`}>{t("oauth.use.out")}</a>
          {" · "}
          <a href={`/settings/imap/new?oauth=${segment(name)}`}>{t("oauth.use.in")}</a>
        </p>
      ) : null}
    </section>
  );
}

type Shown = NonNullable<NonNullable<OAuthAccountView["signIn"]>["code"]>;

function Code({ code, path }: { code: Shown; path: string }) {
  const t = useText();
  if (code.state === "failed")
    return (
      <p class="flash problem" role="status">
        <Icon name="warn" />
        <bdi>{short(code.problem ?? "", 500)}</bdi>
      </p>
    );
  if (code.state === "done") return null;
  return (
    <div class="flash" role="status">
      <Icon name="clock" />
      <div>
        <p>{t("oauth.code.enter")}</p>
        <p>
          <a href={href(code.page) ?? path} rel="noreferrer noopener" target="_blank">
            <bdi>{code.page}</bdi>
          </a>
        </p>
        <p>
          <code class="large">{code.userCode}</code>
        </p>
        <p>
          {t("oauth.code.until")} <When at={code.until} />. <a href={path}>{t("oauth.code.check")}</a>
        </p>
      </div>
    </div>
  );
}

/** After the choice to sign in with a browser: the way to the provider's page, and back. */
export function OAuthLeavePage({ view }: { view: OAuthLeaveView }) {
  const t = textIn(view.frame.language);
  const title = t("oauth.signIn");
  return (
    <Page frame={view.frame} title={title} width="narrow" side={<SettingsSide current="/settings/oauth" />}>
      <Head title={`${title}: ${view.name}`} lead={t(view.paste ? "oauth.leave.paste" : "oauth.leave")} />
      <div class="stack">
        <p>
          <a
            class="button primary"
            href={href(view.page) ?? "/settings/oauth"}
            rel="noreferrer noopener"
            {...(view.paste ? { target: "_blank" } : {})}
          >
            {t("oauth.leave.go")}
          </a>
        </p>
        <p class="hint">
          {t("oauth.redirect")} <code>{view.redirectUrl}</code>
        </p>
        {view.paste ? (
          <Form action="/settings/oauth/back" class="stack">
            <TextArea name="address" label={t("oauth.paste")} value="" rows={3} fault={view.fault} />
            <p>
              <button type="submit" class="button">
                {t("oauth.paste.go")}
              </button>
            </p>
          </Form>
        ) : null}
      </div>
    </Page>
  );
}
