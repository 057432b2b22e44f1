import { afterEach, beforeEach, expect, test } from "vitest";
import { engineOver, mailbox, setUp } from "../../../../test/support/engine.ts";
import { dataFolder, recordIn } from "../../../../test/support/record.ts";
import { type ZoneName, zone } from "../../../../test/support/zone.ts";
import { system } from "../../../domain/policy/index.ts";
import type { RecordStore } from "../../../record/record.ts";
import { findingText } from "../../../text/findings.ts";
import type { Engine } from "../../engine.ts";
import { checkDomains } from "./domains.ts";

const domain = mailbox.slice(mailbox.indexOf("@") + 1);
let folder: ReturnType<typeof dataFolder>;
let record: RecordStore;
let engine: Engine;
let names: { [name: string]: ZoneName };
beforeEach(async () => {
  names = {};
  folder = dataFolder();
  record = recordIn(folder.path);
  engine = engineOver(record, { resolve: zone(names) });
  await setUp(engine);
});
afterEach(async () => {
  await engine.stop();
  record.close();
  folder.remove();
});

async function findings(way: "smtp" | "direct" | "catch" | null): Promise<string[]> {
  const found: string[] = [];
  for await (const one of checkDomains(record.view, way, zone(names)))
    found.push(`${one.level}: ${findingText("en", one)}`);
  return found;
}
async function key(): Promise<{ name: string; text: string; selector: string }> {
  const made = await engine.domains.makeKey(system("test"), domain, "ed25519");
  const record = engine.domains.list(system("test"))[0]?.keys.at(-1)?.record;
  if (!made.ok || !record) throw new Error("no key");
  return { ...record, selector: made.value.selector };
}

test("unsigned mail is told of where it leaves, and matters most where it goes directly", async () => {
  expect(await findings(null)).toEqual([]);
  expect(await findings("catch")).toEqual([]);
  expect(await findings("smtp")).toEqual([expect.stringMatching(/^ok: .* is not signed here/)]);
  expect(await findings("direct")).toEqual([`warning: mail from ${domain} is not signed`]);
});

test("a key is to be in DNS before it signs, and has to be while it does", async () => {
  const { name, text, selector } = await key();
  expect(await findings("smtp")).toEqual([expect.any(String), `warning: ${name} is not in DNS`]);
  await engine.domains.activateKey(system("test"), domain, selector);
  expect(await findings("smtp")).toEqual([
    `problem: ${name} is not in DNS, and mail is signed with this key`,
  ]);
  names[name] = { txt: ["v=DKIM1; k=ed25519; p=AAAA"] };
  expect(await findings("smtp")).toEqual([expect.stringMatching(/^problem: .* has a different key/)]);
  names[name] = { broken: true };
  expect(await findings("smtp")).toEqual([expect.stringMatching(/^warning: DNS could not be queried for/)]);
  names[name] = { txt: [text] };
  expect(await findings("smtp")).toEqual([`ok: ${name} is published`]);
});
