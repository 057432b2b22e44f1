/** An order takes minutes: what administrators set in the meantime counts. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { testFolder } from "../../../../test/support/commands.ts";
import { openData } from "../../../../test/support/data.ts";
import { captureLog, engineOver } from "../../../../test/support/engine.ts";
import { system } from "../../../domain/policy/index.ts";
import { type CertificateKeeper, createCertificates } from "./certificates.ts";
import type { CertificateOrder } from "./order.ts";

const admin = system("test");
const acme = { kind: "acme", directory: "https://ca.example/dir", ca: null, email: null } as const;
let record: ReturnType<typeof openData>;
let keeper: CertificateKeeper;
/** The orders that the CA has, each with what makes it issue the certificate. */
let orders: { readonly names: readonly string[]; readonly issue: () => void }[];

beforeEach(() => {
  const data = testFolder();
  record = openData(data);
  orders = [];
  keeper = createCertificates({
    ...{ data, hostname: "desk.example", record, settings: engineOver(record).settings },
    ...{ log: captureLog(), now: Date.now },
    order: (order) =>
      new Promise((resolve) => {
        orders.push({ names: order.names, issue: () => resolve({ cert: issuedFor(order), left: [] }) });
      }),
  });
});
afterEach(() => record.close());

/** A CA's certificate for the names of an order. */
function issuedFor({ request, names }: CertificateOrder): string {
  const folder = testFolder();
  const file = (name: string) => join(folder, name);
  writeFileSync(file("csr"), request(names));
  const openssl = (...args: string[]) => execFileSync("openssl", args, { encoding: "utf8", stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=ca"];
  openssl("req", "-x509", ...key, "-keyout", file("ca.key"), "-out", file("ca.pem"));
  const by = ["-CA", file("ca.pem"), "-CAkey", file("ca.key"), "-CAcreateserial", "-copy_extensions", "copy"];
  return openssl("x509", "-req", "-inform", "DER", "-in", file("csr"), ...by, "-days", "90");
}

const installed = async () =>
  (await record.journal.read(0, 50)).filter(({ event }) => event.type === "CertificateInstalled").length;

test("a certificate that comes is used", async () => {
  const ordered = keeper.useAcme(admin, { ...acme, names: ["mail.desk.example"] });
  await expect.poll(() => orders.length).toBe(1);
  orders[0]?.issue();
  await ordered;
  expect(keeper.inUse(admin)).toMatchObject({ shown: { ownMade: false }, attempt: { ok: true } });
  expect(await installed()).toBe(1);
});

test("one that comes after someone has set a self-signed one is not used", async () => {
  const ordered = keeper.useAcme(admin, { ...acme, names: [] });
  await expect.poll(() => orders.length).toBe(1);
  await keeper.useSelf(admin);
  const { fingerprint } = keeper.inUse(admin).shown;
  orders[0]?.issue();
  await ordered;
  expect(keeper.inUse(admin)).toMatchObject({
    policy: { kind: "self" },
    shown: { fingerprint },
    attempt: null,
  });
  expect(await installed()).toBe(1);
});

test("one that comes after someone has named more hosts is ordered again for these", async () => {
  const first = keeper.useAcme(admin, { ...acme, names: [] });
  await expect.poll(() => orders.length).toBe(1);
  const second = keeper.useAcme(admin, { ...acme, names: ["mail.desk.example"] });
  await expect.poll(() => keeper.inUse(admin).policy).toMatchObject({ names: ["mail.desk.example"] });
  orders[0]?.issue();
  await expect.poll(() => orders.length).toBe(2);
  orders[1]?.issue();
  await Promise.all([first, second]);
  expect(orders.map(({ names }) => names)).toEqual([["desk.example"], ["desk.example", "mail.desk.example"]]);
  expect([...keeper.inUse(admin).shown.names].sort()).toEqual(["desk.example", "mail.desk.example"]);
  expect(await installed()).toBe(1);
});
