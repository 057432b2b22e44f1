import { textIn } from "../../../../text/web.ts";
import { Head } from "../../parts/bits.tsx";
import { Field, SettingForm } from "../../parts/fields.tsx";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import { incomingForm } from "./form.ts";
import type { IncomingView } from "./view.ts";

/** /settings/incoming: what decides about mail that arrives */
export function IncomingPage({ view }: { view: IncomingView }) {
  const t = textIn(view.frame.language);
  const field = { of: incomingForm, state: view.form };
  const title = t("settings.incoming");
  return (
    <Page
      frame={view.frame}
      title={title}
      width="narrow"
      side={<SettingsSide current="/settings/incoming" />}
    >
      <Head title={title} lead={t("incoming.lead")} />
      <SettingForm action="/settings/incoming" {...field}>
        <Field {...field} name="floodLimit" />
        <Field {...field} name="spamThreshold" />
        <Field {...field} name="holdUnscanned" />
        <fieldset class="group stack">
          <legend>{t("incoming.relays")}</legend>
          <Field {...field} name="trustedRelays" />
          <Field {...field} name="relayResults" />
        </fieldset>
      </SettingForm>
    </Page>
  );
}
