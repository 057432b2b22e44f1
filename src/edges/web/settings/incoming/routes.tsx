import { incomingFields } from "../../../../domain/settings/fields/index.ts";
import { shownIntakePolicy } from "../../../../domain/settings/index.ts";
import { optionsOf, readFields } from "../../parts/fields.tsx";
import { settingIn, settingValues } from "../../parts/setting-form.ts";
import { done } from "../../server/flash.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { needs } from "../../server/needs.ts";
import { readOf } from "../../server/read.ts";
import { formFault, html } from "../../server/respond.tsx";
import { takes } from "../../server/takes.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { incomingForm } from "./form.ts";
import { IncomingPage } from "./page.tsx";
import type { IncomingView } from "./view.ts";

/** What decides about incoming mail: the flood limit, the spam threshold, the trusted relays. */
export function incomingRoutes(site: Site, web: Web): void {
  const show = (c: Ctx, form: IncomingView["form"], status = 200) =>
    html(c, <IncomingPage view={{ frame: frameOf(site, c, "settings"), form }} />, status);

  web.get("/settings/incoming", needs("settings.write"), (c) =>
    show(c, {
      values: settingValues(incomingFields, shownIntakePolicy(readOf(site, c).settings.intakePolicy())),
      fault: null,
    }),
  );

  web.post(
    "/settings/incoming",
    needs("settings.write"),
    takes({ only: optionsOf(incomingForm) }),
    async (c) => {
      const values = readFields(incomingForm, c.get("form"));
      const set = await site.engine.settings.setIntakePolicy(
        sessionOf(c).caller,
        settingIn(incomingFields, values),
      );
      if (set.ok) return done(c, "/settings/incoming", "saved");
      return show(c, { values, fault: formFault(c, set.error) }, 422);
    },
  );
}
