import { basename } from "node:path/posix";
import { fault } from "../../../base/fault.ts";
import { frameOf } from "../server/frame.ts";
import { needs } from "../server/needs.ts";
import { faultPage, html } from "../server/respond.tsx";
import type { Ctx, Site, Web } from "../web.ts";
import { HelpPage } from "./page.tsx";

/**
 * The help pages in the order of the table of contents; each is a file in its subject's folder that begins with its
 * title.
 */
export const helpFiles = [
  "help/first-steps.md",
  "log-in/logging-in.md",
  "account/account.md",
  "setup/first-start.md",
  "tickets/tickets.md",
  "tickets/replying.md",
  "search/searching.md",
  "help/keys.md",
  "outgoing/outbox.md",
  "caught/caught.md",
  "settings/mailboxes/mailboxes.md",
  "settings/imap/fetching.md",
  "settings/incoming/incoming.md",
  "settings/outgoing/sending.md",
  "settings/oauth/oauth.md",
  "settings/domains/domains.md",
  "settings/service/service.md",
  "help/mail-routes.md",
  "settings/people/people.md",
  "settings/directory/directory.md",
  "settings/groups/groups.md",
  "settings/rules/rules.md",
  "settings/templates/templates.md",
  "settings/tokens/tokens.md",
  "settings/webhooks/webhooks.md",
  "system/certificate/certificate.md",
  "system/health/health.md",
  "help/installing.md",
  "system/backups/backups.md",
  "system/updates/updates.md",
  "system/network/network.md",
  "system/support/support.md",
  "help/command-line.md",
  "help/appliance.md",
  "help/protection.md",
  "help/api.md",
  "help/smtp.md",
] as const;

export function helpRoutes(site: Site, web: Web): void {
  const texts = new Map<string, string>(
    helpFiles.map((file) => [
      basename(file, ".md"),
      new TextDecoder().decode(site.asset(`src/edges/web/${file}`)),
    ]),
  );
  const contents = [...texts].map(([page, text]) => ({ page, title: titleOf(text) }));

  const show = (c: Ctx, page: string) => {
    const markdown = texts.get(page);
    if (markdown === undefined) return faultPage(site, c, fault("page.unknown"));
    const listed = c.get("session") ? contents : contents.filter((one) => one.page === page);
    return html(c, <HelpPage view={{ frame: frameOf(site, c, "help"), page, contents: listed, markdown }} />);
  };
  // For those who cannot log in.
  web.get("/help/logging-in", needs("open"), (c) => show(c, "logging-in"));
  web.get("/help", needs("session"), (c) => show(c, "first-steps"));
  web.get("/help/:page", needs("session"), (c) => show(c, c.req.param("page")));
}

const titleOf = (text: string): string => text.slice(0, text.indexOf("\n")).replace(/^# /, "");
