import { fault } from "../../../../base/fault.ts";
import { optionsOf, readFields } from "../../parts/fields.tsx";
import { done } from "../../server/flash.ts";
import { field } from "../../server/form.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { needs } from "../../server/needs.ts";
import { faultPage, formFault, html } from "../../server/respond.tsx";
import { takes } from "../../server/takes.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { keyForm } from "./form.ts";
import { DomainsPage } from "./page.tsx";
import type { DomainsView } from "./view.ts";

export function domainRoutes(site: Site, web: Web): void {
  const { domains } = site.engine;
  const show = (c: Ctx, problem: DomainsView["fault"], status = 200) => {
    const view = {
      frame: frameOf(site, c, "settings"),
      domains: domains.list(sessionOf(c).caller),
      fault: problem,
    };
    return html(c, <DomainsPage view={view} />, status);
  };

  web.get("/settings/domains", needs("settings.write"), (c) => show(c, null));

  web.post("/settings/domains", needs("settings.write"), takes({ only: optionsOf(keyForm) }), async (c) => {
    const form = c.get("form");
    const { algorithm } = readFields(keyForm, form);
    const made = await domains.makeKey(sessionOf(c).caller, field(form, "domain"), algorithm);
    return made.ok ? done(c, "/settings/domains", "created") : show(c, formFault(c, made.error), 422);
  });

  web.post("/settings/domains/check", needs("settings.write"), takes(), async (c) => {
    const checked = await domains.check(sessionOf(c).caller);
    return checked.ok ? done(c, "/settings/domains", null) : faultPage(site, c, checked.error);
  });

  web.post(
    "/settings/domains/key",
    needs("settings.write"),
    takes({ only: { do: ["activate", "remove"] } }),
    async (c) => {
      const form = c.get("form");
      const { caller } = sessionOf(c);
      const what = field(form, "do");
      if (what !== "activate" && what !== "remove") return faultPage(site, c, fault("request.invalid"));
      const act = what === "activate" ? domains.activateKey : domains.removeKey;
      const changed = await act(caller, field(form, "domain"), field(form, "selector"));
      return changed.ok ? done(c, "/settings/domains", "saved") : faultPage(site, c, changed.error);
    },
  );
}
