import { userName } from "../../base/ids.ts";
import type { Database } from "../database.ts";
import { upserter } from "../prepared.ts";
import { mailbox, setting, team } from "../schema.ts";
import type { Projection } from "./projection.ts";

/** Tables mailbox, team and setting. */
export function projectSettings(db: Database): Projection {
  const saveMailbox = upserter(db.drizzle, mailbox, mailbox.address);
  const saveTeam = upserter(db.drizzle, team, team.name);
  const saveSetting = upserter(db.drizzle, setting, setting.name);

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
        case "GroupSaved":
          saveTeam({ name: event.name, members: event.members.map(userName) });
          break;
        default:
      }
    }
  };
}
