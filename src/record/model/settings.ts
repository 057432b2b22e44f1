import { userName } from "../../base/ids.ts";
import type { Database } from "../database.ts";
import { upserter } from "../prepared.ts";
import { imapAccount, mailbox, setting, team } from "../schema.ts";
import type { Projection } from "./projection.ts";

/** Tables mailbox, team, setting and imap_account. */
export function projectSettings(db: Database): Projection {
  const saveMailbox = upserter(db.drizzle, mailbox, mailbox.address);
  const saveTeam = upserter(db.drizzle, team, team.name);
  const saveSetting = upserter(db.drizzle, setting, setting.name);

  const saveImap = upserter(db.drizzle, imapAccount, imapAccount.name);
  const removeImap = db.sqlite.prepare<[string]>("DELETE FROM imap_account WHERE name = ?");
  const renewToken = db.sqlite.prepare<[string, string]>(
    "UPDATE imap_account SET account = json_set(account, '$.login.refreshToken', ?) WHERE name = ?",
  );

  return (events) => {
    for (const { event } of events) {
      switch (event.type) {
        case "SystemSetUp":
          saveSetting({ name: "hostname", value: event.hostname });
          break;
        case "OutgoingChanged":
          saveSetting({ name: "outgoing", value: event.outgoing });
          break;
        case "MailboxSaved": {
          const { group, ...same } = event.mailbox;
          saveMailbox({ ...same, team: group });
          break;
        }
        case "ImapAccountSaved":
          saveImap({ name: event.account.name, account: event.account });
          break;
        case "ImapAccountRemoved":
          removeImap.run(event.name);
          break;
        case "ImapTokenRenewed":
          renewToken.run(event.refreshToken, event.name);
          break;
        case "GroupSaved":
          saveTeam({ name: event.name, members: event.members.map(userName) });
          break;
        default:
      }
    }
  };
}
