import { webhookEvents } from "../../../../domain/settings/index.ts";
import { type Text, textIn } from "../../../../text/web.ts";
import { short } from "../../bounds.ts";
import { Empty, Head, When } from "../../parts/bits.tsx";
import { useText } from "../../parts/context.ts";
import { Field, SettingForm } from "../../parts/fields.tsx";
import { Form } from "../../parts/form.tsx";
import { Icon } from "../../parts/icons.tsx";
import { segment } from "../../parts/links.ts";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import { Calls } from "./calls.tsx";
import { newWebhookForm, webhookForm } from "./form.ts";
import type { NewWebhookView, WebhooksView, WebhookView } from "./view.ts";

const top = "/settings/webhooks";
const side = () => <SettingsSide current={top} />;

/** /settings/webhooks */
export function WebhooksPage({ view }: { view: WebhooksView }) {
  const t = textIn(view.frame.language);
  return (
    <Page frame={view.frame} title={t("settings.webhooks")} side={side()}>
      <Head title={t("settings.webhooks")} lead={t("webhooks.lead")}>
        <a class="button primary" href={`${top}/new`}>
          <Icon name="plus" />
          {t("webhooks.new")}
        </a>
      </Head>
      {view.webhooks.length === 0 ? <Empty title={t("webhooks.none")} /> : null}
      <div class="stack">
        {view.webhooks.map((webhook) => (
          <section class="card">
            <h2>
              <a href={`${top}/${segment(webhook.name)}`}>
                <bdi>{webhook.name}</bdi>
              </a>{" "}
              <span class="kind">{t(`webhooks.state.${webhook.state}`)}</span>
            </h2>
            <Trouble webhook={webhook} />
            <p class="record">
              <bdi>{short(webhook.url)}</bdi>
            </p>
            <p class="hint">
              {webhook.events.length === 0 ? t("webhooks.only-rules") : eventNames(t, webhook.events)}
              {webhook.waiting > 0 ? <> {t("webhooks.waiting", { n: webhook.waiting })}.</> : null}
            </p>
          </section>
        ))}
      </div>
    </Page>
  );
}

const eventNames = (t: Text, events: WebhookView["webhook"]["events"]): string =>
  `${t("webhooks.events")}: ${events.map((event) => t(`webhooks.event.${event}`)).join("; ")}.`;

/** That calls fail, and since when. */
function Trouble({ webhook: { state, failingSince } }: { webhook: WebhookView["webhook"] }) {
  const t = useText();
  if (state !== "failing" && state !== "paused") return null;
  return (
    <div class="flash problem" role="status">
      <Icon name="warn" />
      <div>
        <p>{t(`webhooks.${state}`)}</p>
        {failingSince === null ? null : (
          <p>
            {t("webhooks.since")} <When at={failingSince} />
          </p>
        )}
      </div>
    </div>
  );
}

const choices = (t: Text) =>
  webhookEvents.map((event) => ({ value: event, label: t(`webhooks.event.${event}`) }));

/** /settings/webhooks/new */
export function NewWebhookPage({ view }: { view: NewWebhookView }) {
  const t = textIn(view.frame.language);
  const field = { of: newWebhookForm, state: view.form };
  const title = t("webhooks.new");
  return (
    <Page frame={view.frame} title={title} width="narrow" side={side()}>
      <Head title={title} />
      <SettingForm action={`${top}/new`} {...field} save={t("webhooks.create")}>
        <Field {...field} name="name" />
        <Field {...field} name="url" />
        <Field {...field} name="events" from={choices(t)} lines />
        <Field {...field} name="allowPrivate" />
        <Field {...field} name="enabled" />
      </SettingForm>
    </Page>
  );
}

/** /settings/webhooks/{name} */
export function WebhookPage({ view }: { view: WebhookView }) {
  const t = textIn(view.frame.language);
  const { webhook, form, secret } = view;
  const { name } = webhook;
  const path = `${top}/${segment(name)}`;
  const field = { of: webhookForm, state: form };
  return (
    <Page frame={view.frame} title={name} width="narrow" side={side()}>
      <Head title={name}>
        <Form action={`${path}/test`} class="inline">
          <button type="submit" class="button">
            {t("webhooks.test")}
          </button>
        </Form>
      </Head>
      {secret === null ? null : (
        <div class="flash done" role="status">
          <Icon name="check" />
          <div>
            <p>{t("webhooks.secret.made", { name })}</p>
            <input class="secret" value={secret} readonly aria-label={t("webhooks.secret")} data-select-all />
          </div>
        </div>
      )}
      <Trouble webhook={webhook} />
      <SettingForm action={path} {...field}>
        <Field {...field} name="url" />
        <Field {...field} name="events" from={choices(t)} lines />
        <Field {...field} name="allowPrivate" />
        <Field {...field} name="enabled" />
      </SettingForm>
      <section class="part">
        <h2>{t("webhooks.calls")}</h2>
        {webhook.waiting > 0 ? <p class="hint">{t("webhooks.waiting", { n: webhook.waiting })}.</p> : null}
        <Calls path={path} calls={view.calls} older={view.older} />
      </section>
      <section class="part">
        <h2>{t("webhooks.secret")}</h2>
        <p class="hint">{t("webhooks.secret.lead")}</p>
        {webhook.formerUntil !== null && webhook.formerUntil > view.frame.now ? (
          <p class="hint">
            {t("webhooks.secret.former")} <When at={webhook.formerUntil} />
          </p>
        ) : null}
        <Form action={`${path}/secret`} class="stack">
          <p>
            <button type="submit" class="button">
              {t("webhooks.secret.renew")}
            </button>
          </p>
          <p class="hint">{t("webhooks.secret.hint")}</p>
        </Form>
      </section>
      <Form action={`${path}/remove`} class="part">
        <p>
          <button type="submit" class="button danger">
            {t("webhooks.remove")}
          </button>
        </p>
        <p class="hint">{t("webhooks.remove.hint")}</p>
      </Form>
    </Page>
  );
}
