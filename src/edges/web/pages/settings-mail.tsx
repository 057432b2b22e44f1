import { textIn } from "../../../text/web.ts";
import { most, short } from "../bounds.ts";
import { segment } from "../links.ts";
import { Head } from "../parts/bits.tsx";
import { Check, Fault, Form, Input, Select, TextArea } from "../parts/form.tsx";
import { Icon } from "../parts/icons.tsx";
import { Page } from "../parts/page.tsx";
import { SettingsSide } from "../parts/sides.tsx";
import type { MailboxesView, MailboxView, OutgoingSettingsView } from "../view.ts";

/** /settings/mailboxes */
export function MailboxesPage({ view }: { view: MailboxesView }) {
  const t = textIn(view.frame.language);
  return (
    <Page
      frame={view.frame}
      title={t("settings.mailboxes")}
      side={<SettingsSide current="/settings/mailboxes" />}
    >
      <Head title={t("settings.mailboxes")} lead={t("mailboxes.lead")}>
        <a class="button primary" href="/settings/mailboxes/new">
          <Icon name="plus" />
          {t("mailboxes.new")}
        </a>
      </Head>
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">{t("mailbox.address")}</th>
            <th scope="col">{t("mailbox.name")}</th>
            <th scope="col">{t("mailbox.aliases")}</th>
            <th scope="col">{t("mailbox.group")}</th>
          </tr>
        </thead>
        <tbody>
          {view.mailboxes.map((mailbox) => (
            <tr>
              <td>
                <a href={`/settings/mailboxes/${segment(mailbox.address)}`}>{mailbox.address}</a>
                {mailbox.enabled ? null : <span class="kind">{t("mailboxes.off")}</span>}
              </td>
              <td>
                <bdi>{mailbox.name}</bdi>
              </td>
              <td>{mailbox.aliases.join(", ")}</td>
              <td>
                <bdi>{mailbox.group}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Page>
  );
}

/** /settings/mailboxes/{address} and /settings/mailboxes/new */
export function MailboxPage({ view }: { view: MailboxView }) {
  const t = textIn(view.frame.language);
  const { form, address } = view;
  const title = address ?? t("mailboxes.new");
  const fields = ["address", "aliases", "name", "signature", "language"];
  return (
    <Page
      frame={view.frame}
      title={title}
      width="narrow"
      side={<SettingsSide current="/settings/mailboxes" />}
    >
      <Head title={title} />
      <Form action={`/settings/mailboxes/${address === null ? "new" : segment(address)}`} class="stack">
        <Fault fault={form.fault} fields={fields} />
        {address === null ? (
          <Input
            name="address"
            label={t("mailbox.address")}
            value={form.address}
            fault={form.fault}
            type="email"
            required
            autofocus
          />
        ) : null}
        <Input
          name="name"
          label={t("mailbox.name")}
          hint={t("mailbox.name.hint")}
          value={form.name}
          fault={form.fault}
        />
        <TextArea
          name="aliases"
          label={t("mailbox.aliases")}
          hint={t("mailbox.aliases.hint")}
          value={form.aliases}
          rows={2}
          fault={form.fault}
        />
        <TextArea
          name="signature"
          label={t("mailbox.signature")}
          hint={t("mailbox.signature.hint")}
          value={form.signature}
          rows={4}
          fault={form.fault}
        />
        <div class="columns">
          <Select
            name="group"
            label={t("mailbox.group")}
            hint={t("mailbox.group.hint")}
            value={form.group}
            options={[
              { value: "", label: t("field.none") },
              ...view.groups.map((group) => ({ value: group, label: group })),
            ]}
          />
          <Input
            name="language"
            label={t("mailbox.language")}
            hint={t("mailbox.language.hint")}
            value={form.language}
            fault={form.fault}
            maxlength={35}
          />
        </div>
        <div class="checks">
          <Check name="enabled" label={t("mailbox.enabled")} checked={form.enabled} />
          <Check name="acknowledge" label={t("mailbox.acknowledge")} checked={form.acknowledge} />
        </div>
        <p>
          <button type="submit" class="button primary" data-default>
            {t(address === null ? "mailbox.create" : "settings.save")}
          </button>
        </p>
      </Form>
    </Page>
  );
}

/** /settings/outgoing: the smart host, and a test of it. */
export function OutgoingSettingsPage({ view }: { view: OutgoingSettingsView }) {
  const t = textIn(view.frame.language);
  return (
    <Page
      frame={view.frame}
      title={t("settings.outgoing")}
      width="narrow"
      side={<SettingsSide current="/settings/outgoing" />}
    >
      <Head title={t("settings.outgoing")} lead={t("out.lead")} />
      {view.fixed === null ? (
        <SmartHost view={view} />
      ) : (
        <p class="flash">
          <Icon name="warn" />
          <span>{t("out.fixed", { value: view.fixed })}</span>
        </p>
      )}
      <TestMail view={view} />
    </Page>
  );
}

function SmartHost({ view }: { view: OutgoingSettingsView }) {
  const t = textIn(view.frame.language);
  const tls = ["starttls", "implicit", "opportunistic", "none"] as const;
  return (
    <Form action="/settings/outgoing" class="stack">
      <Fault fault={view.fault} fields={["host", "port", "user", "password"]} />
      <fieldset class="field">
        <legend>{t("out.kind")}</legend>
        <div class="checks">
          <Check
            type="radio"
            name="kind"
            value="smtp"
            label={t("out.smtp")}
            hint={t("out.smtp.hint")}
            checked={view.kind === "smtp"}
          />
          <Check
            type="radio"
            name="kind"
            value="direct"
            label={t("out.direct")}
            hint={t("out.direct.hint")}
            checked={view.kind === "direct"}
          />
          <Check
            type="radio"
            name="kind"
            value="catch"
            label={t("out.catch")}
            hint={t("out.catch.hint")}
            checked={view.kind === "catch"}
          />
        </div>
      </fieldset>
      <div class="only-smtp stack">
        <div class="columns host">
          <Input name="host" label={t("out.host")} value={view.host} fault={view.fault} maxlength={255} />
          <Input
            name="port"
            label={t("out.port")}
            value={view.port}
            fault={view.fault}
            type="number"
            maxlength={5}
          />
        </div>
        <Select
          name="tls"
          label={t("out.tls")}
          value={view.tls}
          options={tls.map((value) => ({ value, label: t(`out.tls.${value}`) }))}
        />
        <div class="columns">
          <Input
            name="user"
            label={t("out.user")}
            hint={t("out.user.hint")}
            value={view.user}
            fault={view.fault}
          />
          <Input
            name="password"
            label={t("out.password")}
            hint={view.hasPassword ? t("out.password.kept") : undefined}
            value=""
            type="password"
            autocomplete="new-password"
            fault={view.fault}
          />
        </div>
        {view.hasPassword ? <Check name="forget" label={t("out.password.forget")} checked={false} /> : null}
        <Check name="bareSender" label={t("out.bare")} hint={t("out.bare.hint")} checked={view.bareSender} />
      </div>
      <p>
        <button type="submit" class="button primary" data-default>
          {t("settings.save")}
        </button>
      </p>
    </Form>
  );
}

function TestMail({ view }: { view: OutgoingSettingsView }) {
  const t = textIn(view.frame.language);
  const { test } = view;
  return (
    <section class="part">
      <h2>{t("out.test")}</h2>
      <p class="lead">{t("out.test.lead")}</p>
      {test.result ? (
        <div class={`flash ${test.result.ok ? "done" : "problem"}`} role="status">
          <Icon name={test.result.ok ? "check" : "warn"} />
          <div>
            <p>
              {t(test.result.ok ? "out.test.ok" : "out.test.bad")} <bdi>{short(test.result.server)}</bdi>
            </p>
            {test.result.results.slice(0, most.results).map((result) => (
              <p>
                <bdi>{short(result.recipient)}</bdi>: <bdi>{short(result.response, 500)}</bdi>
              </p>
            ))}
          </div>
        </div>
      ) : null}
      <Form action="/settings/outgoing/test" class="row">
        <Input
          name="to"
          scope="test"
          label={t("out.test.to")}
          value={test.to}
          fault={test.fault}
          type="email"
          required
        />
        <button type="submit" class="button">
          {t("out.test.go")}
        </button>
      </Form>
    </section>
  );
}
