import { type Directory, filters, newcomers } from "../../../../domain/directory/index.ts";
import { done } from "../../server/flash.ts";
import { type Form, field } from "../../server/form.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { needs } from "../../server/needs.ts";
import { readOf } from "../../server/read.ts";
import { faultPage, formFault, html } from "../../server/respond.tsx";
import { bounds, takes } from "../../server/takes.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { DirectoryPage } from "./page.tsx";
import type { DirectoryForm, DirectoryView } from "./view.ts";

/** The directory that people log in by: its settings, and a test of them as they are saved. */
export function directoryRoutes(site: Site, web: Web): void {
  const { directory } = site.engine;
  const stored = (c: Ctx) => readOf(site, c).settings.directory();
  const untested = (c: Ctx) => (stored(c) === null ? null : { user: "", findings: null });
  const show = (c: Ctx, form: DirectoryForm, test: DirectoryView["test"], status = 200) =>
    html(c, <DirectoryPage view={{ frame: frameOf(site, c, "settings"), form, test }} />, status);

  web.get("/settings/directory", needs("settings.write"), (c) => show(c, formOf(stored(c)), untested(c)));

  web.post("/settings/directory", needs("settings.write"), takes(bounds.pages), async (c) => {
    const wanted = read(c.get("form"), stored(c));
    const set = await directory.set(sessionOf(c).caller, wanted);
    if (set.ok) return done(c, "/settings/directory", "saved");
    return show(
      c,
      { ...formOf(wanted), ...keptIn(stored(c)), fault: formFault(set.error) },
      untested(c),
      422,
    );
  });

  web.post("/settings/directory/test", needs("settings.write"), takes(), async (c) => {
    const form = c.get("form");
    const user = field(form, "user").slice(0, 500);
    const tested = await directory.test(sessionOf(c).caller, { user, password: field(form, "password") });
    if (!tested.ok) return faultPage(site, c, tested.error);
    return show(c, formOf(stored(c)), { user, findings: tested.value });
  });
}

const keptIn = (stored: Directory | null) => ({ kept: stored !== null && stored.bindPassword !== "" });

function formOf(directory: Directory | null): DirectoryForm {
  return {
    enabled: directory?.enabled ?? false,
    servers: directory?.servers.join("\n") ?? "",
    encryption: directory?.encryption ?? "starttls",
    authorities: directory?.authorities ?? "",
    bindDn: directory?.bindDn ?? "",
    ...keptIn(directory),
    baseDn: directory?.baseDn ?? "",
    filter: directory?.filter ?? filters.openldap,
    nameAttribute: directory?.nameAttribute ?? "cn",
    mailAttribute: directory?.mailAttribute ?? "mail",
    newcomers: directory?.newcomers ?? "refuse",
    fault: null,
  };
}

/** The directory as the form has it; the password that is stored stays where none is typed. */
function read(form: Form, before: Directory | null): Directory {
  const given = (name: string) => field(form, name);
  return {
    enabled: given("enabled") === "yes",
    servers: given("servers").split("\n"),
    encryption: given("encryption") === "none" ? "none" : "starttls",
    authorities: given("authorities"),
    bindDn: given("bindDn"),
    bindPassword: given("bindPassword") || (before?.bindPassword ?? ""),
    baseDn: given("baseDn"),
    filter: given("filter"),
    nameAttribute: given("nameAttribute"),
    mailAttribute: given("mailAttribute"),
    newcomers: newcomers.find((one) => one === given("newcomers")) ?? "refuse",
  };
}
