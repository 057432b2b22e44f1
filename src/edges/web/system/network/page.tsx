import { textIn } from "../../../../text/web.ts";
import { Empty, Head } from "../../parts/bits.tsx";
import { useFrame, useText } from "../../parts/context.ts";
import { Field, FieldsFault } from "../../parts/fields.tsx";
import { Form } from "../../parts/form.tsx";
import { exact } from "../../parts/format.ts";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import { clockForm } from "./fields.ts";
import { Network } from "./form.tsx";
import type { NetworkView } from "./view.ts";

/** /system/network: the appliance's network and clock. */
export function NetworkPage({ view }: { view: NetworkView }) {
  const t = textIn(view.frame.language);
  const { network, clock } = view;
  return (
    <Page
      frame={view.frame}
      title={t("system.network")}
      width="narrow"
      side={<SettingsSide current="/system/network" />}
    >
      <Head title={t("system.network")} lead={t("network.lead")} />
      {network === null ? (
        <Empty title={t("network.absent")}>
          <p>{t("network.absent.text")}</p>
        </Empty>
      ) : (
        <Network part={network} />
      )}
      {clock === null ? null : <Clock clock={clock} />}
    </Page>
  );
}

function Clock({ clock }: { clock: NonNullable<NetworkView["clock"]> }) {
  const t = useText();
  const { language, zone } = useFrame();
  const { server, synchronised, zones } = clock;
  const field = { of: clockForm, state: clock.form };
  const time = exact(clock.now, zone, language);
  return (
    <section class="part" id="clock">
      <h2>{t("network.clock")}</h2>
      <p>
        {!synchronised
          ? t("network.clock.not", { time })
          : server === null
            ? t("network.clock.set", { time })
            : t("network.clock.by", { time, server })}
      </p>
      <Form action="/system/network/clock" class="stack">
        <FieldsFault {...field} />
        <div class="columns">
          <Field
            {...field}
            name="timezone"
            from={zones.map((value) => ({ value, label: value.replaceAll("_", " ") }))}
          />
          <Field {...field} name="ntp" />
        </div>
        <p>
          <button type="submit" class="button">
            {t("network.clock.save")}
          </button>
        </p>
      </Form>
    </section>
  );
}
