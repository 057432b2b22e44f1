import { faultText } from "../../../../text/index.ts";
import { type Text, textIn } from "../../../../text/web.ts";
import { Ago, Empty, Head, When } from "../../parts/bits.tsx";
import { useFrame } from "../../parts/context.ts";
import { Field, SettingForm } from "../../parts/fields.tsx";
import { Form } from "../../parts/form.tsx";
import { Icon } from "../../parts/icons.tsx";
import { segment } from "../../parts/links.ts";
import { oauthOptions } from "../../parts/oauth-options.ts";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import { imapForm } from "./form.ts";
import type { ImapAccountsView, ImapAccountView } from "./view.ts";

type Account = ImapAccountsView["accounts"][number];

/** /settings/imap: the accounts, the state of fetching, and mails on the server compared with fetched ones */
export function ImapAccountsPage({ view }: { view: ImapAccountsView }) {
  const t = textIn(view.frame.language);
  return (
    <Page frame={view.frame} title={t("settings.imap")} side={<SettingsSide current="/settings/imap" />}>
      <Head title={t("settings.imap")} lead={t("imap.lead")}>
        <a class="button primary" href="/settings/imap/new">
          <Icon name="plus" />
          {t("imap.new")}
        </a>
      </Head>
      {view.accounts.length === 0 ? <Empty title={t("imap.none")} /> : null}
      <div class="stack">
        {view.accounts.map((account) => (
          <AccountCard account={account} t={t} />
        ))}
      </div>
    </Page>
  );
}

function AccountCard({ account, t }: { account: Account; t: Text }) {
  const { status } = account;
  const { language } = useFrame();
  return (
    <section class="card">
      <h2>
        <a href={`/settings/imap/${segment(account.name)}`}>{account.name}</a>{" "}
        <span class="kind">{t(`imap.state.${status.state}`)}</span>
      </h2>
      {status.problem === null ? null : (
        <div class="flash problem" role="status">
          <Icon name="warn" />
          <div>
            <p class="sentence">
              <bdi>{faultText(language, status.problem)}</bdi>
            </p>
            <p>
              {t("imap.since")} <When at={status.since} />
            </p>
          </div>
        </div>
      )}
      <p class="hint">
        <bdi>{account.user}</bdi>, <bdi>{account.host}</bdi>, {account.mailbox}
        {". "}
        {status.roundAt === null ? null : (
          <>
            {t("imap.round")} <Ago at={status.roundAt} />
            {". "}
            {t(status.pushed ? "imap.pushed" : "imap.polled")}{" "}
          </>
        )}
        {t("imap.everTaken")}: {account.everTaken}
      </p>
      {status.folders.length === 0 ? null : <Folders status={status} t={t} />}
    </section>
  );
}

function Folders({ status, t }: { status: Account["status"]; t: Text }) {
  return (
    <table class="plain-table" tabindex={0}>
      <thead>
        <tr>
          <th scope="col">{t("imap.folder")}</th>
          <th scope="col">{t("imap.onServer")}</th>
          <th scope="col">{t("imap.taken")}</th>
          <th scope="col">{t("imap.left")}</th>
          <th scope="col">{t("imap.waiting")}</th>
        </tr>
      </thead>
      <tbody>
        {status.folders.map(({ folder, onServer, taken, leftRead, tooLarge, failed }) => (
          <tr>
            <td>
              <bdi>{folder}</bdi>
            </td>
            <td>{onServer}</td>
            <td>{taken}</td>
            <td>{skipped(t, leftRead, tooLarge, failed)}</td>
            <td>{onServer - taken - leftRead - tooLarge - failed}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How many mails were left on the server, and why. */
function skipped(t: Text, read: number, large: number, failed: number): string {
  const why = [
    read > 0 ? t("imap.left.read", { n: read }) : null,
    large > 0 ? t("imap.left.large", { n: large }) : null,
    failed > 0 ? t("imap.left.failed", { n: failed }) : null,
  ];
  return why.filter((one) => one !== null).join(", ") || "0";
}

/** /settings/imap/{name} and /settings/imap/new */
export function ImapAccountPage({ view }: { view: ImapAccountView }) {
  const t = textIn(view.frame.language);
  const { form, name } = view;
  const field = { of: imapForm, state: form };
  const title = name ?? t("imap.new");
  const mailboxes = view.mailboxes.map((address) => ({ value: address, label: address }));
  const path = `/settings/imap/${name === null ? "new" : segment(name)}`;
  return (
    <Page frame={view.frame} title={title} width="narrow" side={<SettingsSide current="/settings/imap" />}>
      <Head title={title} />
      <SettingForm action={path} {...field}>
        {name === null ? <Field {...field} name="name" /> : null}
        <Field {...field} name="mailbox" from={mailboxes} />
        <div class="columns host">
          <Field {...field} name="host" />
          <Field {...field} name="port" />
        </div>
        <Field {...field} name="tls" />
        <Field {...field} name="certificate" />
        <Field {...field} name="user" />
        <Field {...field} name="login" />
        <div class="only-password">
          <Field {...field} name="password" />
        </div>
        <div class="only-oauth2">
          <Field {...field} name="oauth" from={oauthOptions(view.oauth, t("login.oauth.none"))} />
        </div>
        <Field {...field} name="folders" />
        <Field {...field} name="take" />
        <div class="columns">
          <Field {...field} name="after" />
          <Field {...field} name="moveTo" />
        </div>
        <Field {...field} name="enabled" />
      </SettingForm>
      {name === null ? null : (
        <Form action={`${path}/remove`} class="part">
          <p>
            <button type="submit" class="button danger">
              {t("imap.remove")}
            </button>
          </p>
        </Form>
      )}
    </Page>
  );
}
