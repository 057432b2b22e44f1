import { listText } from "../../../text/lists.ts";
import { textIn } from "../../../text/web.ts";
import { short } from "../bounds.ts";
import { AwaySection } from "../parts/away.tsx";
import { Head } from "../parts/bits.tsx";
import { Check, Fault, Form, Input, Select } from "../parts/form.tsx";
import { Page } from "../parts/page.tsx";
import type { AccountView } from "./view.ts";

/** /account: what people can change for themselves. */
export function AccountPage({ view }: { view: AccountView }) {
  const t = textIn(view.frame.language);
  return (
    <Page frame={view.frame} title={t("account.title")} width="narrow">
      <Head title={t("account.title")} lead={t(view.directory ? "account.lead.directory" : "account.lead")} />
      <dl class="addresses wide">
        <div>
          <dt>{t("people.user")}</dt>
          <dd>{view.user}</dd>
        </div>
        <div>
          <dt>{t("people.name")}</dt>
          <dd>
            <bdi>{view.name}</bdi>
          </dd>
        </div>
        <div>
          <dt>{t("people.email")}</dt>
          <dd>
            <bdi>{view.email}</bdi>
          </dd>
        </div>
      </dl>
      <section class="part">
        <h2>{t("account.notify")}</h2>
        {view.email === null ? (
          <p class="hint">{t("account.notify.none")}</p>
        ) : (
          <Form action="/account/notifications" class="stack">
            <Check name="assigned" label={t("account.notify.assigned")} checked={view.notify.assigned} />
            <Check name="wrote" label={t("account.notify.wrote")} checked={view.notify.wrote} />
            <p class="hint">{t("account.notify.hint")}</p>
            <p>
              <button type="submit" class="button">
                {t("account.notify.go")}
              </button>
            </p>
          </Form>
        )}
      </section>
      <section class="part" data-desktop hidden>
        <h2>{t("account.desktop")}</h2>
        <p class="hint">{t("account.desktop.hint")}</p>
        <p>
          <button
            type="button"
            class="button"
            data-on={t("account.desktop.go")}
            data-off={t("account.desktop.stop")}
          />
        </p>
        <p
          class="hint"
          role="status"
          data-on={t("account.desktop.on")}
          data-denied={t("account.desktop.denied")}
        />
      </section>
      <section class="part">
        <h2>{t("account.language")}</h2>
        <Form action="/account/language" class="stack">
          <Select
            name="language"
            label={t("account.language.label")}
            hint={t("account.language.hint")}
            value={view.language}
            options={[
              { value: "", label: t("account.language.browser") },
              ...view.languages.map(({ tag, name }) => ({ value: tag, label: name, language: tag })),
            ]}
          />
          <p>
            <button type="submit" class="button">
              {t("account.language.go")}
            </button>
          </p>
        </Form>
      </section>
      <AwaySection frame={view.frame} form={view.away} action="/account/away" whose="own" />
      <section class="part">
        <h2>{t("account.change")}</h2>
        {view.directory ? (
          <p class="hint">{t("account.directory")}</p>
        ) : (
          <Form action="/account/password" class="stack">
            <Fault fault={view.fault} fields={["current", "password"]} />
            <input type="text" name="username" value={view.user} autocomplete="username" hidden />
            <Input
              name="current"
              label={t("account.current")}
              value=""
              type="password"
              autocomplete="current-password"
              required
              fault={view.fault}
            />
            <Input
              name="password"
              label={t("account.new")}
              hint={t("people.password.hint")}
              value=""
              type="password"
              autocomplete="new-password"
              required
              fault={view.fault}
            />
            {view.tokens.length === 0 ? null : (
              <Check
                name="revokeTokens"
                label={t("account.tokens", { names: short(listText(view.frame.language, view.tokens), 300) })}
                checked={false}
              />
            )}
            <p>
              <button type="submit" class="button primary" data-default>
                {t("account.go")}
              </button>
            </p>
          </Form>
        )}
      </section>
    </Page>
  );
}
