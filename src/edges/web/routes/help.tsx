import { fault } from "../../../base/fault.ts";
import { HelpPage } from "../pages/help.tsx";
import { frameOf } from "../server/frame.ts";
import { needs } from "../server/needs.ts";
import { faultPage, html } from "../server/respond.tsx";
import type { Ctx, Site, Web } from "../web.ts";

/** The help pages in the order of their contents; each is a file help/NAME.md that begins with its title. */
export const helpPages = [
  "first-steps",
  "first-start",
  "tickets",
  "answering",
  "searching",
  "keys",
  "mailboxes",
  "fetching",
  "mail-routes",
  "directory",
  "certificate",
  "health",
  "installing",
  "backups",
  "updates",
  "command-line",
  "appliance",
  "api",
  "smtp",
] as const;

export function helpRoutes(site: Site, web: Web): void {
  const texts = new Map<string, string>(
    helpPages.map((page) => [page, new TextDecoder().decode(site.asset(`src/edges/web/help/${page}.md`))]),
  );
  const contents = [...texts].map(([page, text]) => ({ page, title: titleOf(text) }));

  const show = (c: Ctx, page: string) => {
    const markdown = texts.get(page);
    if (markdown === undefined) return faultPage(site, c, fault("page.unknown"));
    return html(c, <HelpPage view={{ frame: frameOf(site, c, "help"), page, contents, markdown }} />);
  };
  web.get("/help", needs("session"), (c) => show(c, "first-steps"));
  web.get("/help/:page", needs("session"), (c) => show(c, c.req.param("page")));
}

const titleOf = (text: string): string => text.slice(0, text.indexOf("\n")).replace(/^# /, "");
