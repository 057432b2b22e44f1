import { type Text, textIn } from "../../../../text/web.ts";
import { Ago, Empty, Head } from "../../parts/bits.tsx";
import { Check, Fault, Form, Input, Select, TextArea } from "../../parts/form.tsx";
import { Icon } from "../../parts/icons.tsx";
import { segment } from "../../parts/links.ts";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import type { ImapAccountsView, ImapAccountView, ImapForm } from "./view.ts";

type Account = ImapAccountsView["accounts"][number];

/** /settings/imap: the accounts, how fetching goes, and mails on the server against mails taken */
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
      {view.accounts.map((account) => (
        <AccountCard account={account} t={t} />
      ))}
    </Page>
  );
}

function AccountCard({ account, t }: { account: Account; t: Text }) {
  const { status } = account;
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
            <p>
              <bdi>{status.problem}</bdi>
            </p>
            <p>
              {t("imap.since")} <Ago at={status.since} />
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
    <table class="plain-table">
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
            <td>
              {leftRead + tooLarge + failed === 0
                ? 0
                : t("imap.left.why", { read: leftRead, large: tooLarge, failed })}
            </td>
            <td>{onServer - taken - leftRead - tooLarge - failed}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const fieldNames = [
  ...["name", "mailbox", "host", "port", "tls", "certificate", "user", "password", "tokenUrl", "clientId"],
  ...["clientSecret", "refreshToken", "scope", "folders", "take", "after", "moveTo"],
];

/** /settings/imap/{name} and /settings/imap/new */
export function ImapAccountPage({ view }: { view: ImapAccountView }) {
  const t = textIn(view.frame.language);
  const { form, name } = view;
  const { fault } = form;
  const title = name ?? t("imap.new");
  const mailboxes = view.mailboxes.map((address) => ({ value: address, label: address }));
  const path = `/settings/imap/${name === null ? "new" : segment(name)}`;
  return (
    <Page frame={view.frame} title={title} width="narrow" side={<SettingsSide current="/settings/imap" />}>
      <Head title={title} />
      <Form action={path} class="stack">
        <Fault fault={fault} fields={fieldNames} />
        {name === null ? (
          <Input
            name="name"
            label={t("imap.name")}
            hint={t("imap.name.hint")}
            value={form.name}
            fault={fault}
            required
            autofocus
          />
        ) : null}
        <Select
          name="mailbox"
          label={t("imap.mailbox")}
          hint={t("imap.mailbox.hint")}
          value={form.mailbox}
          options={mailboxes}
          fault={fault}
        />
        <Server form={form} t={t} />
        <Login form={form} t={t} />
        <Taking form={form} t={t} />
        <Check name="enabled" label={t("imap.enabled")} checked={form.enabled} />
        <p>
          <button type="submit" class="button primary" data-default>
            {t("settings.save")}
          </button>
        </p>
      </Form>
      {name === null ? null : (
        <Form action={`${path}/remove`} class="part">
          <button type="submit" class="button">
            {t("imap.remove")}
          </button>
        </Form>
      )}
    </Page>
  );
}

function Server({ form, t }: { form: ImapForm; t: Text }) {
  const { fault } = form;
  const ways = ["implicit", "starttls", "none"] as const;
  return (
    <>
      <div class="columns">
        <Input name="host" label={t("imap.host")} value={form.host} fault={fault} required />
        <Input name="port" label={t("imap.port")} value={form.port} type="number" fault={fault} required />
      </div>
      <Select
        name="tls"
        label={t("imap.tls")}
        value={form.tls}
        options={ways.map((value) => ({ value, label: t(`imap.tls.${value}`) }))}
        fault={fault}
      />
      <TextArea
        name="certificate"
        label={t("imap.certificate")}
        hint={t("imap.certificate.hint")}
        value={form.certificate}
        rows={2}
        fault={fault}
      />
    </>
  );
}

function Login({ form, t }: { form: ImapForm; t: Text }) {
  const { fault, kept } = form;
  const ways = ["password", "oauth2"] as const;
  const secret = (name: keyof ImapForm["kept"]) => (
    <Input
      name={name}
      label={t(`imap.${name}`)}
      hint={kept[name] ? t("imap.kept") : undefined}
      value=""
      type="password"
      autocomplete="new-password"
      maxlength={20_000}
      fault={fault}
    />
  );
  return (
    <>
      <Input name="user" label={t("imap.user")} value={form.user} fault={fault} required />
      <fieldset class="field">
        <legend>{t("imap.login")}</legend>
        {ways.map((way) => (
          <Check
            name="login"
            type="radio"
            value={way}
            label={t(`imap.login.${way}`)}
            checked={form.login === way}
          />
        ))}
      </fieldset>
      {secret("password")}
      <details open={form.login === "oauth2"}>
        <summary>{t("imap.login.oauth2")}</summary>
        <Input
          name="tokenUrl"
          label={t("imap.tokenUrl")}
          hint={t("imap.tokenUrl.hint")}
          value={form.tokenUrl}
          fault={fault}
        />
        <Input name="clientId" label={t("imap.clientId")} value={form.clientId} fault={fault} />
        {secret("clientSecret")}
        {secret("refreshToken")}
        <Input
          name="scope"
          label={t("imap.scope")}
          hint={t("imap.scope.hint")}
          value={form.scope}
          fault={fault}
        />
      </details>
    </>
  );
}

function Taking({ form, t }: { form: ImapForm; t: Text }) {
  const { fault } = form;
  const takes = ["all", "unseen"] as const;
  const afters = ["seen", "move", "delete", "leave"] as const;
  return (
    <>
      <TextArea
        name="folders"
        label={t("imap.folders")}
        hint={t("imap.folders.hint")}
        value={form.folders}
        rows={2}
        fault={fault}
      />
      <Select
        name="take"
        label={t("imap.take")}
        value={form.take}
        options={takes.map((value) => ({ value, label: t(`imap.take.${value}`) }))}
      />
      <div class="columns">
        <Select
          name="after"
          label={t("imap.after")}
          value={form.after}
          options={afters.map((value) => ({ value, label: t(`imap.after.${value}`) }))}
        />
        <Input name="moveTo" label={t("imap.moveTo")} value={form.moveTo} fault={fault} />
      </div>
    </>
  );
}
