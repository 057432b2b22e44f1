import { textIn } from "../../../../text/web.ts";
import { Head } from "../../parts/bits.tsx";
import { Field, FieldsFault } from "../../parts/fields.tsx";
import { Form } from "../../parts/form.tsx";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import { membersForm, newGroupForm } from "./form.ts";
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
          <Field
            of={membersForm}
            name="members"
            from={view.people.map(({ user, name }) => ({ value: user, label: name }))}
            state={{ values: { members: group.members }, fault: null }}
          />
          <button type="submit" class="button small">
            {t("settings.save")}
          </button>
        </Form>
      ))}
      <section class="part">
        <h2>{t("groups.new")}</h2>
        <FieldsFault of={newGroupForm} state={view.form} />
        <Form action="/settings/groups/new" class="row">
          <Field of={newGroupForm} name="name" scope="new" state={view.form} />
          <button type="submit" class="button primary">
            {t("groups.create")}
          </button>
        </Form>
      </section>
    </Page>
  );
}
