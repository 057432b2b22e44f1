import { afterEach, beforeEach, expect, it } from "vitest";
import { engineOver, mailbox, setUp } from "../../../test/support/engine.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { system } from "../../domain/policy/index.ts";
import type { ImapAccount } from "../../domain/settings/index.ts";
import type { RecordStore } from "../../record/record.ts";
import type { Engine } from "../engine.ts";
import type { Setting } from "./changes.ts";

const caller = system("test");
let folder: ReturnType<typeof dataFolder>;
let record: RecordStore;
let engine: Engine;

beforeEach(async () => {
  folder = dataFolder();
  record = recordIn(folder.path);
  engine = engineOver(record);
  await setUp(engine);
});
afterEach(async () => {
  await engine.stop();
  record.close();
  folder.remove();
});

const account: ImapAccount = {
  ...{ name: "first", mailbox, host: "imap.example", port: 993, tls: "implicit", certificate: "", user: "u" },
  login: {
    ...{ kind: "oauth2", tokenUrl: "https://id.example/token", clientId: "c", clientSecret: "s" },
    ...{ scope: "", refreshToken: "one" },
  },
  ...{ folders: ["INBOX"], take: "unseen", after: { kind: "seen" }, enabled: true },
};

it.each<[Setting, () => Promise<unknown>]>([
  ["mailboxes", () => engine.settings.saveMailbox(caller, { address: "sales@desk.example" })],
  ["groups", () => engine.settings.saveGroup(caller, "Sales", [])],
  ["outgoing", () => engine.settings.setOutgoing(caller, { kind: "direct" })],
  ["certificate", () => engine.settings.setCertificatePolicy(caller, { kind: "self" })],
  ["imap accounts", () => engine.settings.saveImapAccount(caller, account)],
])("%s: only its listeners are called", async (setting, change) => {
  const heard: Setting[] = [];
  const all: readonly Setting[] = [
    "system",
    "mailboxes",
    "groups",
    "outgoing",
    "certificate",
    "imap accounts",
  ];
  const stops = all.map((one) => engine.settingsChanged(one, () => heard.push(one)));
  expect(await change()).toMatchObject({ ok: true });
  expect(heard).toEqual([setting]);
  for (const stop of stops) stop();
  await change();
  expect(heard).toEqual([setting]);
});

it("a renewed token is not a change of its account", async () => {
  await engine.settings.saveImapAccount(caller, account);
  let heard = 0;
  engine.settingsChanged("imap accounts", () => {
    heard += 1;
  });
  await engine.settings.renewImapToken("first", "one", "two");
  expect(record.view.imapAccount("first")?.login).toMatchObject({ refreshToken: "two" });
  expect(heard).toBe(0);
});
