import { afterEach, beforeEach, expect, it } from "vitest";
import { engineOver, mailbox, setUp } from "../../../test/support/engine.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { system } from "../../domain/policy/index.ts";
import type { ImapAccount, OAuthAccount } from "../../domain/settings/index.ts";
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
  login: { kind: "password", password: "letters" },
  ...{ folders: ["INBOX"], take: "unseen", after: { kind: "seen" }, enabled: true },
};

const oauth: OAuthAccount = {
  ...{ name: "office", provider: "other", authorizeUrl: "", deviceUrl: "", tokenUrl: "https://id.example/" },
  ...{ clientId: "c", clientSecret: "s", scope: "", servers: ["imap.example"], refreshToken: "" },
};

it.each<[Setting, () => Promise<unknown>]>([
  ["mailboxes", () => engine.settings.saveMailbox(caller, { address: "sales@desk.example" })],
  ["groups", () => engine.settings.saveGroup(caller, "Sales", [])],
  ["outgoing", () => engine.settings.setOutgoing(caller, { kind: "direct" })],
  ["certificate", () => engine.settings.setCertificatePolicy(caller, { kind: "self" })],
  ["imap accounts", () => engine.settings.saveImapAccount(caller, account)],
  ["oauth accounts", () => engine.oauth.save(caller, oauth)],
])("%s: only its listeners are called", async (setting, change) => {
  const heard: Setting[] = [];
  const all: readonly Setting[] = [
    "system",
    "mailboxes",
    "groups",
    "outgoing",
    "certificate",
    "imap accounts",
    "oauth accounts",
  ];
  const stops = all.map((one) => engine.settingsChanged(one, () => heard.push(one)));
  expect(await change()).toMatchObject({ ok: true });
  expect(heard).toEqual([setting]);
  for (const stop of stops) stop();
  await change();
  expect(heard).toEqual([setting]);
});

it("a renewed token is not a change of its account", async () => {
  const heard: string[] = [];
  engine.settingsChanged("oauth accounts", () => heard.push("oauth"));
  await engine.oauth.save(caller, oauth);
  await engine.oauth.signedIn(caller, oauth, "one");
  expect(heard.length).toBe(2);
  await engine.oauth.renew(caller, "office", "one", "two");
  expect(record.view.oauthAccount("office")?.refreshToken).toBe("two");
  expect(heard.length).toBe(2);
});
