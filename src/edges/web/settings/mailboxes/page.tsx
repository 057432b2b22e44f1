import { textIn } from "../../../../text/web.ts";
import { Head } from "../../parts/bits.tsx";
import { Check, Fault, Form, Input, Select, TextArea } from "../../parts/form.tsx";
import { Icon } from "../../parts/icons.tsx";
import { segment } from "../../parts/links.ts";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import type { MailboxesView, MailboxView } from "./view.ts";

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
