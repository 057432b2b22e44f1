import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { engineOver, setUp } from "../../../test/support/engine.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { type ZoneName, zone } from "../../../test/support/zone.ts";
import { nobody, system } from "../../domain/policy/index.ts";
import { KEY_AGES, RETIRED_STAYS } from "../../domain/settings/index.ts";
import type { RecordStore as Data } from "../../record/record.ts";
import { inEnglish } from "../../text/index.ts";
import type { Engine } from "../engine.ts";

const admin = system("test");
const domain = "desk.example";
let folder: ReturnType<typeof dataFolder>;
let record: Data;
let engine: Engine;
let names: { [name: string]: ZoneName };
let clock = 0;

beforeEach(async () => {
  clock = Date.UTC(2026, 10, 23, 12);
  names = {};
  folder = dataFolder();
  record = recordIn(folder.path, () => clock);
  engine = engineOver(record, { now: () => clock, resolve: zone(names) });
  await setUp(engine);
});
afterEach(async () => {
  await engine.stop();
  record.close();
  folder.remove();
});

const make = async (algorithm: "rsa" | "ed25519" = "rsa") => {
  const made = await engine.domains.makeKey(admin, domain, algorithm);
  if (!made.ok) throw new Error(inEnglish(made.error));
  return made.value;
};
const keys = () => engine.domains.list(admin).flatMap((one) => one.keys);
const states = () => keys().map(({ selector, state, published }) => [selector, state, published]);
const publish = (index: number) => {
  const { name, text } = keys()[index]?.record ?? { name: "", text: "" };
  names[name] = { txt: [text] };
};

describe("DKIM keys", () => {
  test("are named after their day, and the record matches the private key", async () => {
    await make("rsa");
    await make("ed25519");
    expect(keys().map(({ record }) => record.name)).toEqual([
      `mm20261123._domainkey.${domain}`,
      `mm20261123b._domainkey.${domain}`,
    ]);
    const [rsa, ed] = record.view.dkimKeys(domain);
    const spki = createPublicKey(createPrivateKey(rsa?.privateKey ?? "")).export({
      type: "spki",
      format: "der",
    });
    expect(keys()[0]?.record.text).toBe(`v=DKIM1; k=rsa; p=${spki.toString("base64")}`);
    expect(Buffer.from(ed?.publicKey ?? "", "base64")).toHaveLength(32);
    expect(JSON.stringify(engine.domains.list(admin))).not.toContain("PRIVATE");
  });

  test("sign once their record is found, and replace the previous one", async () => {
    await make();
    expect(states()).toEqual([["mm20261123", "waiting", "unknown"]]);
    await engine.domains.check(admin);
    expect(states()).toEqual([["mm20261123", "waiting", "no"]]);
    publish(0);
    await engine.domains.check(admin);
    expect(states()).toEqual([["mm20261123", "active", "yes"]]);
    expect(engine.domains.list(admin)).toMatchObject([{ signed: true, checkedAt: clock }]);
    clock += KEY_AGES + 1;
    expect(keys()).toMatchObject([{ old: true }]);
    await make();
    publish(1);
    await engine.domains.check(admin);
    expect(keys()).toMatchObject([
      { state: "retired", published: "yes", removable: false, retiredAt: clock },
      { state: "active", published: "yes", old: false },
    ]);
    clock += RETIRED_STAYS + 1;
    expect(keys()).toMatchObject([{ removable: true }, { removable: false }]);
    await engine.domains.removeKey(admin, domain, "mm20261123");
    expect(keys()).toMatchObject([{ state: "active" }]);
  });

  test("do not sign because the record of another one was found, whose name they have now", async () => {
    await make();
    publish(0);
    const { txt, ...others } = zone(names);
    const asked: string[] = [];
    await engine.stop();
    engine = engineOver(record, {
      now: () => clock,
      resolve: {
        ...others,
        async txt(name) {
          const answer = await txt(name);
          if (asked.push(name) > 1) return answer;
          // While DNS is queried, someone removes the key and creates another one.
          await engine.domains.removeKey(admin, domain, "mm20261123");
          await make();
          return answer;
        },
      },
    });
    await engine.domains.check(admin);
    expect(keys()).toMatchObject([{ selector: "mm20261123", state: "waiting" }]);
    expect(asked[0]).toBe(`mm20261123._domainkey.${domain}`);
  });

  test("of different kinds sign together", async () => {
    await make("rsa");
    await make("ed25519");
    publish(0);
    publish(1);
    await engine.domains.check(admin);
    expect(keys().map(({ state }) => state)).toEqual(["active", "active"]);
  });

  test("do not sign while DNS has another key or does not answer", async () => {
    await make();
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey;
    const p = other.export({ type: "spki", format: "der" }).toString("base64");
    const name = `mm20261123._domainkey.${domain}`;
    names[name] = { txt: [`v=DKIM1; k=rsa; p=${p}`] };
    await engine.domains.check(admin);
    expect(keys()).toMatchObject([{ state: "waiting", published: "other", found: `v=DKIM1; k=rsa; p=${p}` }]);
    names[name] = { broken: true };
    await engine.domains.check(admin);
    expect(keys()).toMatchObject([{ state: "waiting", published: "unknown" }]);
    expect(keys()[0]?.found).toMatchObject({ reason: "server.error" });
  });

  test("are shown with SPF and DMARC", async () => {
    const policies = () => engine.domains.list(admin).flatMap((one) => one.policies);
    expect(policies()).toEqual([]);
    await engine.domains.check(admin);
    expect(policies()).toMatchObject([
      { kind: "spf", name: domain, published: "no", suggestion: `v=spf1 mx a:${domain} ~all` },
      { kind: "dmarc", name: `_dmarc.${domain}`, published: "no", found: null },
    ]);
    names[domain] = { txt: ["v=spf1 mx -all", "v=spf10 no", "other"] };
    names["_dmarc.example"] = { txt: ["v=DMARC1; p=none"] };
    await engine.domains.check(admin);
    expect(policies()).toMatchObject([{ published: "yes", found: "v=spf1 mx -all" }, { published: "no" }]);
    names[domain] = { txt: ["v=spf1 mx -all", "v=spf1"] };
    names[`_dmarc.${domain}`] = { broken: true };
    await engine.domains.check(admin);
    expect(policies().map(({ published }) => published)).toEqual(["many", "unknown"]);
  });

  test("can be activated manually, and only by administrators", async () => {
    await make();
    expect(await engine.domains.activateKey(nobody, domain, "mm20261123")).toMatchObject({ ok: false });
    expect(await engine.domains.activateKey(admin, domain, "mm20261123")).toMatchObject({ ok: true });
    expect(states()).toEqual([["mm20261123", "active", "unknown"]]);
    expect(await engine.domains.makeKey(nobody, domain, "ed25519")).toMatchObject({
      error: { code: "permission.denied" },
    });
    expect(await engine.domains.makeKey(admin, "elsewhere.example", "ed25519")).toMatchObject({
      error: { code: "request.invalid" },
    });
    expect(await engine.domains.removeKey(admin, domain, "other")).toMatchObject({
      error: { code: "thing.not-found" },
    });
  });
});
