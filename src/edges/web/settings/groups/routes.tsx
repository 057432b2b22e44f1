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
import { agentsOf } from "../../tickets/list-model.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { membersForm, newGroupForm } from "./form.ts";
import { GroupsPage } from "./page.tsx";
import type { GroupsView } from "./view.ts";

const empty: GroupsView["form"] = { values: { name: "" }, fault: null };

export function groupRoutes(site: Site, web: Web): void {
  const show = (c: Ctx, form: GroupsView["form"], status = 200) => {
    const frame = frameOf(site, c, "settings");
    const read = readOf(site, c);
    const view = { frame, groups: read.people.groups(), people: agentsOf(read), form };
    return html(c, <GroupsPage view={view} />, status);
  };

  web.get("/settings/groups", needs("settings.write"), (c) => show(c, empty));

  // The form is on the page of all groups.
  web.get("/settings/groups/new", needs("settings.write"), (c) => show(c, empty));

  web.post("/settings/groups/new", needs("settings.write"), takes(), async (c) => {
    const values = readFields(newGroupForm, c.get("form"));
    const saved = await site.engine.settings.saveGroup(sessionOf(c).caller, values.name, [], "new");
    return saved.ok
      ? done(c, "/settings/groups", "created")
      : show(c, { values, fault: formFault(c, saved.error) }, 422);
  });

  web.post("/settings/groups", needs("settings.write"), takes(bounds.many), async (c) => {
    const form = c.get("form");
    const name = field(form, "name");
    const before = readOf(site, c).people.group(name);
    if (!before) return faultPage(site, c, fault("group.unknown", { params: { name } }));
    // Disabled people have no checkbox, and stay.
    const shown = new Set(agentsOf(readOf(site, c)).map(({ user }) => user));
    const { members: checked } = readFields(membersForm, form);
    const members = [...checked, ...before.filter((user) => !shown.has(user))];
    const saved = await site.engine.settings.saveGroup(sessionOf(c).caller, name, members, "known");
    return saved.ok ? done(c, "/settings/groups", "saved") : faultPage(site, c, saved.error);
  });
}
