import { directoryFields } from "../../../../domain/settings/fields/index.ts";
import type { ShownDirectory } from "../../../../domain/settings/index.ts";
import { optionsOf, readFields } from "../../parts/fields.tsx";
import { settingIn } from "../../parts/setting-form.ts";
import { done } from "../../server/flash.ts";
import { field } from "../../server/form.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { needs } from "../../server/needs.ts";
import { readOf } from "../../server/read.ts";
import { faultPage, formFault, html } from "../../server/respond.tsx";
import { bounds, takes } from "../../server/takes.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { directoryForm, directoryValues } from "./form.ts";
import { DirectoryPage } from "./page.tsx";
import type { DirectoryView } from "./view.ts";

/** The directory that people log in with: its settings, and a test when they are saved. */
export function directoryRoutes(site: Site, web: Web): void {
  const { directory } = site.engine;
  const stored = (c: Ctx) => readOf(site, c).settings.directory();
  const untested = (c: Ctx) => (stored(c) === null ? null : { user: "", findings: null });
  const saved = (c: Ctx) => ({ values: directoryValues(stored(c)), kept: keptIn(stored(c)), fault: null });
  const show = (c: Ctx, form: DirectoryView["form"], test: DirectoryView["test"], status = 200) =>
    html(c, <DirectoryPage view={{ frame: frameOf(site, c, "settings"), form, test }} />, status);

  web.get("/settings/directory", needs("settings.write"), (c) => show(c, saved(c), untested(c)));

  web.post(
    "/settings/directory",
    needs("settings.write"),
    takes({ ...bounds.pages, only: optionsOf(directoryForm) }),
    async (c) => {
      const values = readFields(directoryForm, c.get("form"));
      const set = await directory.set(sessionOf(c).caller, settingIn(directoryFields, values));
      if (set.ok) return done(c, "/settings/directory", "saved");
      return show(c, { values, kept: keptIn(stored(c)), fault: formFault(c, set.error) }, untested(c), 422);
    },
  );

  web.post("/settings/directory/test", needs("settings.write"), takes(), async (c) => {
    const form = c.get("form");
    const user = field(form, "user").slice(0, 500);
    const tested = await directory.test(sessionOf(c).caller, { user, password: field(form, "password") });
    if (!tested.ok) return faultPage(site, c, tested.error);
    return show(c, saved(c), { user, findings: tested.value });
  });
}

const keptIn = (stored: ShownDirectory | null) => (stored?.hasBindPassword ? ["bindPassword"] : []);
