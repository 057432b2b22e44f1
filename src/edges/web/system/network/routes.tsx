import { type BoxStatus, verbs } from "../../../../../appliance/protocol.ts";
import { fault } from "../../../../base/fault.ts";
import { clockFields } from "../../../../domain/settings/fields/index.ts";
import { readFields } from "../../parts/fields.tsx";
import { settingIn, settingValues } from "../../parts/setting-form.ts";
import { done } from "../../server/flash.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { needs } from "../../server/needs.ts";
import { formFault, html } from "../../server/respond.tsx";
import { takes } from "../../server/takes.ts";
import type { FormFault } from "../../view.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { clockForm } from "./fields.ts";
import { type AskNetwork, actOn, networkOptions, networkPart, refreshing } from "./index.ts";
import { NetworkPage } from "./page.tsx";
import type { NetworkPart, NetworkView } from "./view.ts";

const path = "/system/network";

/** The appliance's network and clock. */
export function networkRoutes(site: Site, web: Web): void {
  const { box } = site.engine;
  const askFor =
    (c: Ctx): AskNetwork =>
    (verb, args) =>
      box.ask(sessionOf(c).caller, verb, args);

  const show = async (c: Ctx, more: Partial<NetworkPart> = {}, clock: Partial<Clock> = {}) => {
    const frame = frameOf(site, c, "system");
    if (!box.present()) return html(c, <NetworkPage view={{ frame, network: null, clock: null }} />);
    const { part, status } = await networkPart(askFor(c), c, false, more);
    const view = { frame, network: part, clock: status && { ...clockOf(status), ...clock } };
    const bad = more.fault || clock.form?.fault;
    return refreshing(html(c, <NetworkPage view={view} />, bad ? 422 : 200), part);
  };

  web.get(path, needs("system.read"), (c) => show(c));

  web.post(path, needs("system.write"), takes({ only: networkOptions }), async (c) => {
    const acted = await actOn(askFor(c), c);
    return acted.kind === "done" ? done(c, path, acted.what) : show(c, acted.more);
  });

  web.post(`${path}/clock`, needs("system.write"), takes(), async (c) => {
    const values = readFields(clockForm, c.get("form"));
    const again = { ...values, timezone: values.timezone || "UTC" };
    const wrong = (problem: FormFault) => show(c, {}, { form: { values: again, fault: problem } });
    const read = verbs["clock.set"].arguments.safeParse(settingIn(clockFields, values));
    if (!read.success) {
      return wrong(formFault(c, fault("network.ntp", { field: "ntp" })));
    }
    const set = await askFor(c)("clock.set", read.data);
    return set.ok ? done(c, path, "clock") : wrong(formFault(c, set.error));
  });
}

type Clock = NonNullable<NetworkView["clock"]>;

function clockOf({ clock }: BoxStatus): Clock {
  const { now, synchronised, server, timezone, ntp } = clock;
  const zones = [...new Set(["Etc/UTC", ...Intl.supportedValuesOf("timeZone"), timezone])];
  const values = settingValues(clockFields, { timezone, ntp });
  return { now: Date.parse(now), synchronised, server, zones, form: { values, fault: null } };
}
