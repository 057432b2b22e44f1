/** The help about each page, for the link in the bar. A test fails for a page without. */

/** Help pages, by the path that their pages' paths begin with; of several, the longest counts. */
const pages: Readonly<Record<string, string>> = {
  "/": "first-steps",
  "/account": "account",
  "/caught": "caught",
  "/help": "first-steps",
  "/login": "logging-in",
  "/mails": "tickets",
  "/mails/queue": "mail-routes",
  "/outgoing": "outbox",
  "/search": "searching",
  "/settings/directory": "directory",
  "/settings/domains": "domains",
  "/settings/groups": "groups",
  "/settings/imap": "fetching",
  "/settings/incoming": "incoming",
  "/settings/mailboxes": "mailboxes",
  "/settings/oauth": "oauth",
  "/settings/outgoing": "sending",
  "/settings/people": "people",
  "/settings/rules": "rules",
  "/settings/service": "service",
  "/settings/templates": "templates",
  "/settings/tokens": "tokens",
  "/settings/webhooks": "webhooks",
  "/setup": "first-start",
  "/system/backups": "backups",
  "/system/certificate": "certificate",
  "/system/console": "appliance",
  "/system/health": "health",
  "/system/network": "network",
  "/system/support": "support",
  "/system/updates": "updates",
  "/tickets": "tickets",
  "/tickets/:number": "replying",
  "/when": "tickets",
};

/** The path of the help about a page; null if there is none. @param path as requested, or as a route has it */
export function helpAbout(path: string): string | null {
  const parts = path.replace(/^\/tickets\/(?:\d+|:number\{[^}]*\})/, "/tickets/:number").split("/");
  for (let n = parts.length; n > 1; n--) {
    const found = pages[parts.slice(0, n).join("/")];
    if (found !== undefined) return `/help/${found}`;
  }
  return path === "/" ? `/help/${pages["/"]}` : null;
}

/** All help pages that a page leads to. */
export const helpOfPages: readonly string[] = Object.values(pages);
