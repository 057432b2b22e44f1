import { saidOf } from "../../../base/failure.ts";
import { fault } from "../../../base/fault.ts";
import type { ImapAccountsView, ImapAccountView } from "../settings/imap/view.ts";
import { frame, now } from "./samples.ts";

const account = { mailbox: "support@harbour.example", host: "imap.harbour.example" };
const minute = 60_000;

/** One account that works, one that fails, one that is disabled. */
export const imapAccounts: ImapAccountsView = {
  frame: frame({ section: "settings" }),
  accounts: [
    {
      ...account,
      name: "support",
      user: "support@harbour.example",
      everTaken: 4821,
      status: {
        ...{
          account: "support",
          state: "ok",
          since: now - 600 * minute,
          roundAt: now - minute,
          problem: null,
        },
        pushed: true,
        folders: [
          { folder: "INBOX", onServer: 12, taken: 9, leftRead: 2, tooLarge: 1, failed: 0 },
          { folder: "Formulare/Größe", onServer: 3, taken: 3, leftRead: 0, tooLarge: 0, failed: 0 },
        ],
      },
    },
    {
      ...account,
      name: "sales",
      user: "sales@harbour.example",
      everTaken: 0,
      status: {
        ...{ account: "sales", state: "failing", since: now - 7 * minute, roundAt: null },
        problem: fault("imap.login", { params: { problem: saidOf("Authentication failed.") } }),
        ...{ pushed: false, folders: [] },
      },
    },
    {
      ...account,
      name: "old",
      user: "old@harbour.example",
      everTaken: 77,
      status: {
        ...{ account: "old", state: "off", since: now - 9000 * minute, roundAt: null, problem: null },
        ...{ pushed: false, folders: [] },
      },
    },
  ],
};

export const imapAccount: ImapAccountView = {
  frame: frame({ section: "settings" }),
  name: "support",
  mailboxes: ["support@harbour.example"],
  oauth: ["office"],
  form: {
    values: {
      ...{ name: "support", mailbox: account.mailbox, host: account.host, port: "993", tls: "implicit" },
      ...{ certificate: "", user: "support@harbour.example", login: "oauth2", password: "" },
      ...{
        oauth: "office",
        folders: "INBOX\nForms",
        take: "all",
        after: "move",
        moveTo: "INBOX",
        enabled: true,
      },
    },
    fault: {
      text: "Mail cannot be moved to a folder that it is taken from",
      ...{ field: "moveTo", hint: null },
    },
  },
};
