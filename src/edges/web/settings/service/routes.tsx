import { serviceFields } from "../../../../domain/settings/fields/index.ts";
import {
  type ConfiguredService,
  effectiveService,
  type ServiceSettings,
  usualService,
} from "../../../../domain/settings/index.ts";
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
import { type ServiceValues, serviceForm } from "./form.ts";
import { ServicePage } from "./page.tsx";
import type { ServiceView } from "./view.ts";

/** How the program runs: size of mail, scanners, nightly backups, ports, proxies. */
export function serviceRoutes(site: Site, web: Web): void {
  const fixed = fixedValues(site.configured);
  const show = async (c: Ctx, form: ServiceView["form"], status = 200) => {
    const closed = (await site.running.closedPorts(sessionOf(c).caller)).map(({ fault }) =>
      formFault(c, fault),
    );
    return html(
      c,
      <ServicePage view={{ frame: frameOf(site, c, "settings"), form, fixed, closed }} />,
      status,
    );
  };

  web.get("/settings/service", needs("settings.write"), (c) =>
    show(c, { values: settingValues(serviceFields, readOf(site, c).settings.service()), fault: null }),
  );

  web.post(
    "/settings/service",
    needs("settings.write"),
    takes({ only: optionsOf(serviceForm) }),
    async (c) => {
      const values = readFields(serviceForm, c.get("form"));
      const set = await site.engine.settings.setService(
        sessionOf(c).caller,
        without(settingIn(serviceFields, values), site.configured),
      );
      if (set.ok) return done(c, "/settings/service", "saved");
      return show(c, { values, fault: formFault(c, set.error) }, 422);
    },
  );
}

/** What the configuration says, as the form would show it. */
function fixedValues(configured: ConfiguredService): Partial<ServiceValues> {
  const all = Object.entries(settingValues(serviceFields, effectiveService(configured, usualService)));
  return Object.fromEntries(all.filter(([name]) => given(configured, name)));
}

const without = (service: ServiceSettings, configured: ConfiguredService): Partial<ServiceSettings> =>
  Object.fromEntries(Object.entries(service).filter(([name]) => !given(configured, name)));

const given = (configured: ConfiguredService, name: string): boolean =>
  Object.entries(configured).some(([one, value]) => one === name && value !== null);
