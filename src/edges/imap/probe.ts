import { fault, type StoredFault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { ImapAccount } from "../../domain/settings/index.ts";
import { connect, inFolder, LoginRefused, reasonOf } from "./connection.ts";

/** Milliseconds, for a person who is waiting. */
const impatient = { connect: 8_000, command: 15_000, round: 30_000 };

/** The number of mails in a folder, and how many of them are unread. */
interface FolderCount {
  readonly folder: string;
  readonly mails: number;
  readonly unseen: number;
}

/** Why mail cannot be fetched from an account; `login`: the server answers, and refuses user or password. */
interface ImapProblem {
  readonly login: boolean;
  readonly why: StoredFault;
}

/** Logs in to an account with its password, and counts the mail in its folders. Nothing is changed there. */
export async function tryAccount(account: ImapAccount): Promise<Result<readonly FolderCount[], ImapProblem>> {
  const { login, folders } = account;
  if (login.kind !== "password") return refuse({ login: true, why: fault("imap.only-passwords") });
  try {
    const connection = await connect(account, { password: login.password }, impatient, 0);
    try {
      const counts: FolderCount[] = [];
      for (const folder of folders) {
        const status = await connection.command(inFolder("imap.counting", folder), (client) =>
          client.status(folder, { messages: true, unseen: true }),
        );
        if (!status) {
          return refuse({ login: false, why: fault("imap.no-folder", { params: { folder } }) });
        }
        counts.push({ folder, mails: status.messages ?? 0, unseen: status.unseen ?? 0 });
      }
      return ok(counts);
    } finally {
      connection.close();
    }
  } catch (error) {
    return refuse({ login: error instanceof LoginRefused, why: reasonOf(error) });
  }
}
