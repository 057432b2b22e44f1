/**
 * Who may do what, written by hand: which routes and streams need which permission, and who has it. The program is
 * tested against it, and neither is generated from the other.
 */

/** Identified callers: with a session, or with an API token and its scope. */
export const people = {
  agent: { user: "ann", scope: null },
  "agent's token: read": { user: "ann", scope: "read" },
  "agent's token: write": { user: "ann", scope: "write" },
  "agent's token: admin": { user: "ann", scope: "admin" },
  admin: { user: "admin", scope: null },
  "admin's token: read": { user: "admin", scope: "read" },
  "admin's token: write": { user: "admin", scope: "write" },
  "admin's token: admin": { user: "admin", scope: "admin" },
} as const;
export type Who = keyof typeof people;

/** What is needed: "open": nothing, "session": to be logged in; otherwise a permission. */
export type Needs = keyof typeof who;

const everyone = [
  ...(["agent", "agent's token: read", "agent's token: write", "agent's token: admin"] as const),
  ...(["admin", "admin's token: read", "admin's token: write", "admin's token: admin"] as const),
] as const;
const writers = [
  "agent",
  "agent's token: write",
  "agent's token: admin",
  "admin",
  "admin's token: write",
  "admin's token: admin",
] as const;
const administrators = ["admin", "admin's token: admin"] as const;

/** Who has what is needed. */
export const who = {
  open: everyone,
  session: ["agent", "admin"],
  "account.write": writers,
  "tickets.read": everyone,
  "tickets.write": writers,
  "outbox.write": writers,
  "journal.read": ["admin", "admin's token: read", "admin's token: write", "admin's token: admin"],
  "settings.read": everyone,
  "settings.write": administrators,
  "system.read": administrators,
  "system.write": administrators,
  "backups.write": administrators,
  "people.write": administrators,
  "metrics.read": everyone,
} as const satisfies { readonly [needs: string]: readonly Who[] };

/** Routes by what they need. */
export type Table = { readonly [N in Needs]?: readonly string[] };

/** The pages, as in the router. */
export const pages: Table = {
  open: [
    "GET /assets/:file",
    "GET /favicon.ico",
    "GET /help/logging-in",
    "GET /.well-known/acme-challenge/:token",
    "GET /login",
    "POST /login",
  ],
  session: [
    "GET /",
    "POST /logout",
    "POST /preferences",
    "GET /account",
    "POST /account/notifications",
    "POST /account/password",
    "GET /setup",
    "GET /setup/restore",
    "GET /help",
    "GET /help/:page",
  ],
  "tickets.read": [
    "GET /tickets",
    "GET /tickets/:number{[0-9]+}",
    "GET /tickets/:number{[0-9]+}/messages/:key",
    "GET /tickets/:number{[0-9]+}/messages/:key/rules",
    "GET /tickets/:number{[0-9]+}/:form{reply|note|properties|quick|undo|unmerge|split}",
    "GET /search",
    "GET /mails/held",
    "GET /mails/queue",
    "GET /mails/:id",
    "GET /mails/:id/text",
    "GET /mails/:id/headers",
    "GET /mails/:id/raw",
    "GET /mails/:id/html",
    "GET /mails/:id/files/:part",
    "GET /outgoing",
    "GET /caught",
    "GET /caught/:id",
    "GET /caught/:id/text",
    "GET /caught/:id/headers",
    "GET /caught/:id/raw",
    "GET /caught/:id/html",
    "GET /caught/:id/files/:part",
  ],
  "tickets.write": [
    "GET /tickets/new",
    "POST /tickets/new",
    "GET /tickets/:number{[0-9]+}/merge",
    "GET /tickets/:number{[0-9]+}/move",
    "POST /tickets/:number{[0-9]+}/reply",
    "POST /tickets/:number{[0-9]+}/note",
    "POST /tickets/:number{[0-9]+}/properties",
    "POST /tickets/:number{[0-9]+}/quick",
    "POST /tickets/:number{[0-9]+}/undo",
    "POST /tickets/:number{[0-9]+}/merge",
    "POST /tickets/:number{[0-9]+}/unmerge",
    "POST /tickets/:number{[0-9]+}/split",
    "POST /tickets/:number{[0-9]+}/dismiss-merge",
    "POST /tickets/:number{[0-9]+}/verdict",
    "POST /tickets/:number{[0-9]+}/participants",
    "POST /tickets/:number{[0-9]+}/participants/remove",
    "POST /mails/held/group",
    "POST /mails/:id/join",
    "POST /mails/:id/open",
    "POST /mails/:id/file",
  ],
  "outbox.write": ["POST /outgoing/held", "POST /outgoing/:key"],
  "settings.write": [
    "GET /settings",
    "GET /settings/mailboxes",
    "GET /settings/mailboxes/new",
    "POST /settings/mailboxes/new",
    "GET /settings/mailboxes/:address",
    "POST /settings/mailboxes/:address",
    "POST /settings/mailboxes/:address/plus-test",
    "GET /settings/imap",
    "GET /settings/imap/new",
    "POST /settings/imap/new",
    "GET /settings/imap/:name",
    "POST /settings/imap/:name",
    "POST /settings/imap/:name/remove",
    "GET /settings/oauth",
    "GET /settings/oauth/new",
    "POST /settings/oauth/new",
    "GET /settings/oauth/back",
    "POST /settings/oauth/back",
    "GET /settings/oauth/:name",
    "POST /settings/oauth/:name",
    "POST /settings/oauth/:name/sign-in",
    "POST /settings/oauth/:name/remove",
    "GET /settings/incoming",
    "POST /settings/incoming",
    "GET /settings/service",
    "POST /settings/service",
    "GET /settings/outgoing",
    "POST /settings/outgoing",
    "POST /settings/outgoing/replies",
    "POST /settings/outgoing/test",
    "GET /settings/domains",
    "POST /settings/domains",
    "POST /settings/domains/check",
    "POST /settings/domains/key",
    "GET /system/health",
    "POST /system/health",
    "GET /system/certificate",
    "POST /system/certificate/acme",
    "POST /system/certificate/own",
    "POST /system/certificate/self",
    "POST /system/certificate/request",
    "GET /settings/directory",
    "POST /settings/directory",
    "POST /settings/directory/test",
    "GET /settings/groups",
    "GET /settings/groups/new",
    "POST /settings/groups/new",
    "POST /settings/groups",
    "GET /settings/rules",
    "POST /settings/rules",
    "GET /settings/rules/try",
    "GET /settings/rules/:version{[0-9]+}",
    "GET /settings/rules/:version{[0-9]+}/activate",
    "POST /settings/rules/:version{[0-9]+}/activate",
    "GET /setup/done",
    "POST /setup/done",
    "POST /setup/done/plus-test",
  ],
  "backups.write": [
    "GET /system/backups",
    "POST /system/backups",
    "POST /system/backups/delete",
    "GET /system/backups/:name",
  ],
  "people.write": [
    "GET /settings/people",
    "GET /settings/people/new",
    "POST /settings/people/new",
    "GET /settings/people/:user",
    "POST /settings/people/:user",
    "POST /settings/people/:user/password",
    "POST /settings/people/:user/directory",
    "POST /settings/people/:user/:what{disable|enable}",
    "GET /settings/tokens",
    "GET /settings/tokens/new",
    "POST /settings/tokens/new",
    "POST /settings/tokens/:id/revoke",
  ],
  "system.read": ["GET /system/network", "GET /system/updates", "GET /system/console", "GET /system/support"],
  "system.write": [
    "POST /system/network",
    "POST /system/network/clock",
    "POST /system/updates/upload",
    "POST /system/updates/address",
    "POST /system/updates/rollback",
    "POST /system/updates/restart",
    "POST /system/console",
    "POST /system/console/remove",
    "POST /system/support",
  ],
};

/** The API, below /api/v1. */
export const api: Table = {
  open: ["GET /health", "GET /openapi.json"],
  "tickets.read": [
    "GET /tickets",
    "GET /tickets/{number}",
    "GET /tickets/{number}/journal",
    "GET /tickets/{number}/messages/{id}",
    "GET /tickets/{number}/messages/{id}/rules",
    "GET /tickets/{number}/messages/{id}/attachments/{attachment}",
    "GET /mails",
    "GET /mails/{id}",
    "GET /mails/{id}/raw",
    "GET /mails/{id}/attachments/{attachment}",
  ],
  "tickets.write": [
    "POST /tickets",
    "PATCH /tickets/{number}",
    "POST /tickets/{number}/replies",
    "DELETE /tickets/{number}/replies/{id}",
    "POST /tickets/{number}/notes",
    "POST /tickets/{number}/merge",
    "POST /tickets/{number}/unmerge",
    "POST /tickets/{number}/split",
    "POST /tickets/{number}/messages/{id}/verdict",
    "POST /tickets/{number}/participants",
    "DELETE /tickets/{number}/may-belong-to",
    "DELETE /tickets/{number}/participants/{address}",
    "POST /tickets/{number}/held",
    "POST /mails/{id}/join",
    "POST /mails/{id}/open",
    "POST /mails/{id}/file",
  ],
  "journal.read": ["GET /journal"],
  "settings.read": [
    "GET /mailboxes",
    "GET /mailboxes/{address}",
    "GET /mailboxes/{address}/plus-test",
    "GET /groups",
    "GET /groups/{name}",
    "GET /rulesets",
    "GET /rulesets/{version}",
    "POST /rulesets/check",
    "GET /users",
    "GET /users/{user}",
    "GET /domains",
    "GET /imap-accounts",
    "GET /imap-accounts/{name}",
    "GET /oauth-accounts",
    "GET /oauth-accounts/{name}",
    "GET /settings/directory",
    "GET /settings/outgoing",
    "GET /settings/service",
    "GET /settings/incoming",
    "GET /settings/replies",
  ],
  "settings.write": [
    "POST /mailboxes",
    "PATCH /mailboxes/{address}",
    "POST /mailboxes/{address}/plus-test",
    "POST /groups",
    "PUT /groups/{name}",
    "POST /rulesets",
    "POST /rulesets/{version}/activate",
    "POST /domains/check",
    "POST /domains/{domain}/keys",
    "POST /domains/{domain}/keys/{selector}/activate",
    "POST /domains/{domain}/keys/{selector}/remove",
    "POST /imap-accounts",
    "PATCH /imap-accounts/{name}",
    "DELETE /imap-accounts/{name}",
    "POST /oauth-accounts",
    "PATCH /oauth-accounts/{name}",
    "POST /oauth-accounts/{name}/sign-in",
    "DELETE /oauth-accounts/{name}",
    "PUT /settings/directory",
    "PATCH /settings/outgoing",
    "POST /settings/outgoing/test",
    "PATCH /settings/service",
    "PATCH /settings/incoming",
    "PATCH /settings/replies",
    "POST /settings/directory/test",
    "GET /system/health",
  ],
  "metrics.read": ["GET /metrics"],
  "people.write": ["POST /users", "PATCH /users/{user}"],
  "system.read": [
    "GET /system/network",
    "POST /system/network/test",
    "GET /system/updates",
    "GET /system/media",
    "GET /system/console-pin",
  ],
  "system.write": [
    "PUT /system/network",
    "POST /system/network/confirm",
    "POST /system/network/revert",
    "PUT /system/clock",
    "PUT /system/console-pin",
    "DELETE /system/console-pin",
    "POST /system/updates/look",
    "POST /system/updates/install",
    "POST /system/updates/rollback",
  ],
  "backups.write": [
    "GET /system/backups",
    "POST /system/backups",
    "GET /system/backups/{name}",
    "DELETE /system/backups/{name}",
  ],
};

/** The streams, below /api/v1. */
export const streams: Table = { "journal.read": ["GET /journal"] };

/** The setup's pages: those open to everyone, and those that need the code. */
export const setup: { readonly open: readonly string[]; readonly code: readonly string[] } = {
  open: ["GET /assets/:file", "GET /favicon.ico", "ALL /api/*", "GET /setup", "POST /setup"],
  code: [
    ...["zone", "admin", "name", "mailbox", "incoming", "outgoing", "certificate", "finish"].flatMap(
      (step) => [`GET /setup/${step}`, `POST /setup/${step}`],
    ),
    ...["POST /setup/network", "GET /setup/restore", "POST /setup/restore", "POST /setup/restore/upload"],
  ],
};

/** The rows of a table, one per route. @throws Error if a route is in it twice */
export function rowsOf(table: Table): ReadonlyMap<string, Needs> {
  const rows = new Map<string, Needs>();
  for (const [needs, routes] of Object.entries(table)) {
    for (const one of routes) {
      if (rows.has(one)) throw new Error(`${one} is in the table twice`);
      if (isNeeds(needs)) rows.set(one, needs);
    }
  }
  return rows;
}

const isNeeds = (name: string): name is Needs => Object.hasOwn(who, name);
