import { listText } from "../../../../text/lists.ts";
import { textIn } from "../../../../text/web.ts";
import { Head } from "../../parts/bits.tsx";
import { Field, SettingForm } from "../../parts/fields.tsx";
import { Icon } from "../../parts/icons.tsx";
import { segment } from "../../parts/links.ts";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import { mailboxForm } from "./form.ts";
import { PlusTest } from "./plus-test.tsx";
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
      <table class="plain-table" tabindex={0}>
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
              <td>
                <bdi>{listText(view.frame.language, mailbox.aliases)}</bdi>
              </td>
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
  const field = { of: mailboxForm, state: form };
  return (
    <Page
      frame={view.frame}
      title={title}
      width="narrow"
      side={<SettingsSide current="/settings/mailboxes" />}
    >
      <Head title={title} />
      <SettingForm
        action={`/settings/mailboxes/${address === null ? "new" : segment(address)}`}
        {...field}
        save={t(address === null ? "mailbox.create" : "settings.save")}
      >
        {address === null ? <Field {...field} name="address" /> : null}
        <Field {...field} name="name" />
        <Field {...field} name="aliases" />
        <Field {...field} name="signature" />
        <div class="columns">
          <Field
            {...field}
            name="group"
            from={[
              { value: "", label: t("field.none") },
              ...view.groups.map((group) => ({ value: group, label: group })),
            ]}
          />
          <Field {...field} name="language" />
        </div>
        <div class="checks">
          <Field {...field} name="enabled" />
          <Field {...field} name="acknowledge" />
          <Field {...field} name="plusAddresses" />
        </div>
      </SettingForm>
      {address === null || view.plusTest === null ? null : (
        <PlusTest test={view.plusTest} path={`/settings/mailboxes/${segment(address)}/plus-test`} />
      )}
    </Page>
  );
}
