import { textIn } from "../../../../text/web.ts";
import { Ago, Head } from "../../parts/bits.tsx";
import { useText } from "../../parts/context.ts";
import { Field, FieldsFault } from "../../parts/fields.tsx";
import { Form } from "../../parts/form.tsx";
import { Icon } from "../../parts/icons.tsx";
import { segment } from "../../parts/links.ts";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import { tokenForm } from "./form.ts";
import type { TokensView } from "./view.ts";

/** /settings/tokens */
export function TokensPage({ view }: { view: TokensView }) {
  const t = textIn(view.frame.language);
  const field = { of: tokenForm, state: view.form };
  return (
    <Page frame={view.frame} title={t("settings.tokens")} side={<SettingsSide current="/settings/tokens" />}>
      <Head title={t("settings.tokens")} lead={t("tokens.lead")} />
      {view.made ? (
        <div class="flash done" role="status">
          <Icon name="check" />
          <div>
            <p>{t("tokens.made", { name: view.made.name })}</p>
            <input
              class="secret"
              value={view.made.token}
              readonly
              aria-label={view.made.name}
              data-select-all
            />
          </div>
        </div>
      ) : null}
      {view.tokens.length === 0 ? (
        <p class="hint">{t("tokens.none")}</p>
      ) : (
        <TokenTable tokens={view.tokens} />
      )}
      <section class="part">
        <h2>{t("tokens.new")}</h2>
        <FieldsFault {...field} />
        <Form action="/settings/tokens/new" class="row">
          <Field {...field} name="name" />
          <Field {...field} name="scope" />
          <button type="submit" class="button primary">
            {t("tokens.create")}
          </button>
        </Form>
      </section>
    </Page>
  );
}

/** API tokens, each with a button to revoke it. */
export function TokenTable({ tokens }: { tokens: TokensView["tokens"] }) {
  const t = useText();
  return (
    <table class="plain-table" tabindex={0}>
      <thead>
        <tr>
          <th scope="col">{t("tokens.name")}</th>
          <th scope="col">{t("tokens.user")}</th>
          <th scope="col">{t("tokens.scope")}</th>
          <th scope="col">{t("tokens.created")}</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {tokens.map((token) => (
          <tr>
            <td>
              <bdi>{token.name}</bdi>
            </td>
            <td>{token.user}</td>
            <td>{t(`tokens.${token.scope}`)}</td>
            <td>
              <Ago at={token.createdAt} />
            </td>
            <td class="end">
              <Form action={`/settings/tokens/${segment(token.id)}/revoke`} class="inline">
                <button type="submit" class="button small">
                  {t("tokens.revoke")}
                </button>
              </Form>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
