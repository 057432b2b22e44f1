/** Which sample pages show what each route shows, for tests that look at every page in a browser. */

/** Names of `allPages`, or why the route has no page of its own. */
export type Shown = readonly string[] | "redirect" | "file";

/** The router's pages. */
export const pageSamples: { readonly [route: string]: Shown } = {
  "GET /": "redirect",
  "GET /assets/:file": "file",
  "GET /favicon.ico": "redirect",
  "GET /.well-known/acme-challenge/:token": "file",
  "GET /login": ["login", "login-wrong"],
  "GET /account": ["account", "account-directory"],
  "GET /help": ["help"],
  "GET /help/:page": ["help"],
  "GET /help/logging-in": ["help"],

  "GET /tickets": ["tickets", "tickets-empty", "tickets-mine"],
  "GET /tickets/new": ["new-ticket"],
  "GET /tickets/:number{[0-9]+}": [
    ...["ticket", "ticket-unknown", "ticket-may-belong", "ticket-merged", "ticket-moved", "ticket-older"],
    ...["error", "error-rebuilding"],
  ],
  "GET /tickets/:number{[0-9]+}/messages/:key": ["text"],
  "GET /tickets/:number{[0-9]+}/merge": ["ticket-merge", "ticket-merge-none"],
  "GET /tickets/:number{[0-9]+}/move": ["ticket-move"],
  "GET /tickets/:number{[0-9]+}/:form{reply|note|properties|quick|undo|unmerge|split}": "redirect",
  "GET /search": ["search", "search-none"],

  "GET /mails/held": ["held", "held-none"],
  "GET /mails/queue": ["queue"],
  "GET /mails/:id": ["mail", "mail-held"],
  "GET /mails/:id/text": ["text"],
  "GET /mails/:id/headers": ["headers"],
  "GET /mails/:id/raw": "file",
  "GET /mails/:id/html": ["mail-document", "mail-document-problem"],
  "GET /mails/:id/files/:part": "file",
  "GET /outgoing": ["outgoing", "outgoing-held"],
  "GET /caught": ["caught"],
  "GET /caught/:id": ["mail"],
  "GET /caught/:id/text": ["text"],
  "GET /caught/:id/headers": ["headers"],
  "GET /caught/:id/raw": "file",
  "GET /caught/:id/html": ["mail-document"],
  "GET /caught/:id/files/:part": "file",

  "GET /settings": "redirect",
  "GET /settings/mailboxes": ["mailboxes"],
  "GET /settings/mailboxes/new": ["mailbox"],
  "GET /settings/mailboxes/:address": ["settings-mailbox"],
  "GET /settings/imap": ["settings-imap"],
  "GET /settings/imap/new": ["settings-imap-account"],
  "GET /settings/imap/:name": ["settings-imap-account"],
  "GET /settings/oauth": ["settings-oauth"],
  "GET /settings/oauth/new": ["settings-oauth-account"],
  "GET /settings/oauth/back": ["settings-oauth-leave"],
  "GET /settings/oauth/:name": ["settings-oauth-account"],
  "GET /settings/incoming": ["settings-incoming"],
  "GET /settings/service": ["settings-service"],
  "GET /settings/outgoing": ["settings-outgoing"],
  "GET /settings/domains": ["settings-domains"],
  "GET /settings/directory": ["settings-directory", "settings-directory-new"],
  "GET /settings/groups": ["groups"],
  "GET /settings/groups/new": ["groups"],
  "GET /settings/people": ["people"],
  "GET /settings/people/new": ["person"],
  "GET /settings/people/:user": ["person", "person-directory"],
  "GET /settings/tokens": ["tokens"],
  "GET /settings/tokens/new": ["tokens"],

  "GET /system/health": ["system-health", "system-health-well"],
  "GET /system/certificate": ["system-certificate"],
  "GET /system/backups": ["backups", "backups-none", "backups-making"],
  "GET /system/backups/:name": "file",
  "GET /system/network": [
    ...["network", "network-wrong", "network-trial", "network-trial-moves", "network-silent"],
    ...["network-no-box"],
  ],
  "GET /system/updates": [
    ...["updates", "updates-installing", "updates-no-stick", "updates-not-looked", "updates-no-box"],
    ...["updates-restarting"],
  ],
  "GET /system/console": ["console-pin", "console-no-pin", "console-no-box"],
  "GET /system/support": ["support", "support-failed", "support-no-box"],
  "GET /setup": "redirect",
  "GET /setup/restore": "redirect",
  "GET /setup/done": [
    ...["setup-done", "setup-done-none", "setup-done-waiting", "setup-done-held", "setup-done-refused"],
  ],
};

/** The pages of the setup. */
export const setupSamples: { readonly [route: string]: Shown } = {
  "GET /assets/:file": "file",
  "GET /favicon.ico": "redirect",
  "GET /setup": ["setup", "setup-wrong"],
  "GET /setup/zone": ["setup-zone"],
  "GET /setup/admin": ["setup-admin"],
  "GET /setup/name": ["setup-name", "setup-name-box", "setup-name-trial"],
  "GET /setup/mailbox": ["setup-mailbox"],
  "GET /setup/incoming": ["setup-incoming", "setup-incoming-oauth", "setup-found"],
  "GET /setup/outgoing": ["setup-outgoing", "setup-outgoing-wrong"],
  "GET /setup/certificate": ["setup-certificate"],
  "GET /setup/finish": ["setup-finish"],
  "GET /setup/restore": [
    ...["setup-restore", "setup-restore-refused", "setup-restore-checking", "setup-restore-ready"],
  ],
};
