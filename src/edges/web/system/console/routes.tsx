import { verbs } from "../../../../../appliance/protocol.ts";
import { fault } from "../../../../base/fault.ts";
import { done } from "../../server/flash.ts";
import { field } from "../../server/form.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { needs } from "../../server/needs.ts";
import { formFault, html } from "../../server/respond.tsx";
import { takes } from "../../server/takes.ts";
import type { FormFault } from "../../view.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { ConsolePage } from "./page.tsx";

const path = "/system/console";

/** The PIN of the appliance's console: whether there is one; sets, replaces and removes it. */
export function consoleRoutes(site: Site, web: Web): void {
  const { box } = site.engine;
  const show = async (c: Ctx, wrong: FormFault | null = null, status = 200) => {
    const state = await box.ask(sessionOf(c).caller, "pin.state", {});
    const unknown = state.ok || !box.present() ? null : formFault(c, state.error);
    const set = state.ok ? state.value.set : null;
    const view = { frame: frameOf(site, c, "system"), set, fault: wrong ?? unknown };
    return html(c, <ConsolePage view={view} />, status);
  };

  web.get(path, needs("system.read"), (c) => show(c));

  web.post(path, needs("system.write"), takes(), async (c) => {
    const form = c.get("form");
    const wanted = verbs["pin.set"].arguments.safeParse({ pin: field(form, "pin") });
    if (!wanted.success) return show(c, formFault(c, fault("pin.form", { field: "pin" })), 422);
    if (field(form, "again") !== wanted.data.pin)
      return show(c, formFault(c, fault("pin.repeat", { field: "again" })), 422);
    const set = await box.ask(sessionOf(c).caller, "pin.set", wanted.data);
    return set.ok ? done(c, path, "saved") : show(c, formFault(c, set.error), 422);
  });

  web.post(`${path}/remove`, needs("system.write"), takes(), async (c) => {
    const removed = await box.ask(sessionOf(c).caller, "pin.remove", {});
    return removed.ok ? done(c, path, "removed") : show(c, formFault(c, removed.error), 422);
  });
}
