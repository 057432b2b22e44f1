import { fault } from "../../../../base/fault.ts";
import { readFields } from "../../parts/fields.tsx";
import { done } from "../../server/flash.ts";
import { field } from "../../server/form.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { needs } from "../../server/needs.ts";
import { readOf } from "../../server/read.ts";
import { faultPage, formFault, html } from "../../server/respond.tsx";
import { bounds, takes } from "../../server/takes.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { newTemplateForm, templateForm } from "./form.ts";
import { TemplatesPage } from "./page.tsx";
import type { TemplatesView } from "./view.ts";

const empty: TemplatesView["form"] = { values: { name: "", text: "" }, fault: null };
const page = "/settings/templates";

export function templateRoutes(site: Site, web: Web): void {
  const { settings } = site.engine;
  /** @param typed a template whose text is shown as it was typed */
  const show = (
    c: Ctx,
    form: TemplatesView["form"] = empty,
    status = 200,
    typed: TemplatesView["templates"][number] | null = null,
  ) => {
    const templates = readOf(site, c)
      .settings.templates()
      .map(({ name, text }) =>
        typed?.name === name ? typed : { name, form: { values: { text }, fault: null } },
      );
    const view = { frame: frameOf(site, c, "settings"), templates, form };
    return html(c, <TemplatesPage view={view} />, status);
  };

  web.get(page, needs("settings.write"), (c) => show(c));

  // The form stands on the page of all templates.
  web.get(`${page}/new`, needs("settings.write"), (c) => show(c));

  web.post(`${page}/new`, needs("settings.write"), takes(bounds.pages), async (c) => {
    const values = readFields(newTemplateForm, c.get("form"));
    const saved = await settings.saveTemplate(sessionOf(c).caller, values, "new");
    return saved.ok ? done(c, page, "created") : show(c, { values, fault: formFault(c, saved.error) }, 422);
  });

  web.post(
    page,
    needs("settings.write"),
    takes({ ...bounds.pages, only: { do: ["save", "remove"] } }),
    async (c) => {
      const form = c.get("form");
      const name = field(form, "name");
      const { caller } = sessionOf(c);
      if (!readOf(site, c).settings.template(name))
        return faultPage(site, c, fault("template.unknown", { params: { name: name.slice(0, 100) } }));
      if (field(form, "do") === "remove") {
        const removed = await settings.removeTemplate(caller, name);
        return removed.ok ? done(c, page, "removed") : faultPage(site, c, removed.error);
      }
      const values = readFields(templateForm, form);
      const saved = await settings.saveTemplate(caller, { name, ...values }, "known");
      if (saved.ok) return done(c, page, "saved");
      return show(c, empty, 422, { name, form: { values, fault: formFault(c, saved.error) } });
    },
  );
}
