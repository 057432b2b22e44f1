import { textIn } from "../../../../text/web.ts";
import { Head } from "../../parts/bits.tsx";
import { Check, Fault, Form, Input } from "../../parts/form.tsx";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import type { GroupsView } from "./view.ts";

/** /settings/groups */
export function GroupsPage({ view }: { view: GroupsView }) {
  const t = textIn(view.frame.language);
  return (
    <Page
      frame={view.frame}
      title={t("settings.groups")}
      width="narrow"
      side={<SettingsSide current="/settings/groups" />}
    >
      <Head title={t("settings.groups")} lead={t("groups.lead")} />
      {view.groups.length === 0 ? <p class="hint">{t("groups.none")}</p> : null}
      {view.groups.map((group) => (
        <Form action="/settings/groups" class="card group">
          <h2>
            <bdi>{group.name}</bdi>
          </h2>
          <input type="hidden" name="name" value={group.name} />
          <fieldset class="field">
            <legend class="visually-hidden">{t("groups.members")}</legend>
            <div class="checks wrap">
              {view.people.map((person) => (
                <Check
                  name="members"
                  value={person.user}
                  label={person.name}
                  checked={group.members.includes(person.user)}
                />
              ))}
            </div>
          </fieldset>
          <button type="submit" class="button small">
            {t("settings.save")}
          </button>
        </Form>
      ))}
      <section class="part">
        <h2>{t("groups.new")}</h2>
        <Fault fault={view.form.fault} fields={["name"]} />
        <Form action="/settings/groups/new" class="row">
          <Input
            name="name"
            scope="new"
            label={t("groups.name")}
            value={view.form.name}
            fault={view.form.fault}
            required
            maxlength={100}
          />
          <button type="submit" class="button primary">
            {t("groups.create")}
          </button>
        </Form>
      </section>
    </Page>
  );
}
