import { textIn } from "../../../../text/web.ts";
import { AwaySection } from "../../parts/away.tsx";
import { Ago, Head } from "../../parts/bits.tsx";
import { Field, SettingForm } from "../../parts/fields.tsx";
import { Check, Form } from "../../parts/form.tsx";
import { Icon } from "../../parts/icons.tsx";
import { segment } from "../../parts/links.ts";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import { TokenTable } from "../tokens/page.tsx";
import { passwordForm, personForm } from "./form.ts";
import type { PeopleView, PersonView } from "./view.ts";

/** /settings/people */
export function PeoplePage({ view }: { view: PeopleView }) {
  const t = textIn(view.frame.language);
  return (
    <Page frame={view.frame} title={t("settings.people")} side={<SettingsSide current="/settings/people" />}>
      <Head title={t("settings.people")} lead={t("people.lead")}>
        <a class="button primary" href="/settings/people/new">
          <Icon name="plus" />
          {t("people.new")}
        </a>
      </Head>
      <table class="plain-table" tabindex={0}>
        <thead>
          <tr>
            <th scope="col">{t("people.name")}</th>
            <th scope="col">{t("people.user")}</th>
            <th scope="col">{t("people.email")}</th>
            <th scope="col">{t("people.role")}</th>
            <th scope="col" class="end">
              {t("people.last")}
            </th>
          </tr>
        </thead>
        <tbody>
          {view.people.map((person) => (
            <tr class={person.disabled ? "off" : undefined}>
              <td>
                <a href={`/settings/people/${segment(person.user)}`}>
                  <bdi>{person.name}</bdi>
                </a>
                {person.disabled ? <span class="kind">{t("people.disabled")}</span> : null}
                {person.away ? <span class="kind">{t("away.mark")}</span> : null}
                {person.directory ? <span class="kind">{t("people.directory.mark")}</span> : null}
              </td>
              <td>{person.user}</td>
              <td>
                <bdi>{person.email}</bdi>
              </td>
              <td>{t(`people.${person.role}`)}</td>
              <td class="end">
                {person.lastLogin === null ? t("people.never") : <Ago at={person.lastLogin} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Page>
  );
}

/** /settings/people/{user} and /settings/people/new */
export function PersonPage({ view }: { view: PersonView }) {
  const t = textIn(view.frame.language);
  const { form, user } = view;
  const field = { of: personForm, state: form };
  const title = user === null ? t("people.new") : form.values.name;
  const action = `/settings/people/${user === null ? "new" : segment(user)}`;
  return (
    <Page frame={view.frame} title={title} width="narrow" side={<SettingsSide current="/settings/people" />}>
      <Head title={title} />
      <SettingForm action={action} {...field} save={t(user === null ? "people.create" : "settings.save")}>
        {user === null ? <Field {...field} name="user" /> : null}
        <Field
          {...field}
          name="name"
          hint={user !== null && view.directory ? "people.directory.taken" : undefined}
        />
        <Field {...field} name="email" />
        <Field {...field} name="role" />
        {user === null ? <Field {...field} name="password" required={view.directory === null} /> : null}
        {user === null && view.directory !== null ? <Field {...field} name="directory" /> : null}
      </SettingForm>
      {user === null ? null : <PersonActions view={view} action={action} />}
    </Page>
  );
}

function PersonActions({ view, action }: { view: PersonView; action: string }) {
  const t = textIn(view.frame.language);
  return (
    <>
      <section class="part">
        <h2>{t("people.reset")}</h2>
        {view.directory ? <p class="lead">{t("people.directory.now")}</p> : null}
        <Form action={`${action}/password`} class="stack">
          <input type="text" name="username" value={view.form.values.user} autocomplete="username" hidden />
          <Field
            of={passwordForm}
            name="password"
            scope="reset"
            state={{ values: { password: "" }, fault: view.passwordFault }}
          />
          {view.tokens.length === 0 ? null : (
            <Check
              name="revokeTokens"
              label={t("people.reset.tokens", { n: view.tokens.length })}
              checked={false}
            />
          )}
          <p>
            <button type="submit" class="button">
              {t("people.reset.go")}
            </button>
          </p>
        </Form>
        {view.tokens.length === 0 ? null : (
          <>
            <p class="hint">{t("people.tokens.lead")}</p>
            <TokenTable tokens={view.tokens} />
          </>
        )}
      </section>
      <AwaySection frame={view.frame} form={view.away} action={`${action}/away`} whose="other" />
      {view.directory === false ? (
        <section class="part">
          <h2>{t("people.directory")}</h2>
          <p class="lead">{t("people.directory.lead")}</p>
          <Form action={`${action}/directory`}>
            <button type="submit" class="button">
              {t("people.directory.go")}
            </button>
          </Form>
        </section>
      ) : null}
      <section class="part">
        <h2>{t(view.disabled ? "people.enable" : "people.disable")}</h2>
        {view.self ? (
          <p class="hint">{t("people.self")}</p>
        ) : (
          <Form action={`${action}/${view.disabled ? "enable" : "disable"}`} class="stack tight">
            {view.disabled ? null : <p class="lead">{t("people.disable.lead")}</p>}
            <p>
              <button type="submit" class={view.disabled ? "button" : "button danger"}>
                {t(view.disabled ? "people.enable" : "people.disable")}
              </button>
            </p>
          </Form>
        )}
      </section>
    </>
  );
}
