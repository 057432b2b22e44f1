/** The checks of the running program that need no record: growth, served certificates, surroundings. */

import { X509Certificate } from "node:crypto";
import { createServer, type Server } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { machine } from "../../../../test/support/world.ts";
import { problemOf } from "../../../base/failure.ts";
import type { Finding } from "../../../domain/finding.ts";
import { findingText } from "../../../text/findings.ts";
import type { FetchStatus } from "../../intake/fetched.ts";
import type { CertificateState } from "../certificates/certificates.ts";
import { selfSigned } from "../certificates/self-signed.ts";
import { checkFetching, checkScanners } from "./around.ts";
import { checkGrowth } from "./growth.ts";
import { checkListeners, checkMailPort, checkServedCertificate } from "./served.ts";

const DAY = 24 * 3_600_000;
const GB = 1e9;
const now = Date.UTC(2026, 10, 23);
const told = (findings: readonly Finding[]) =>
  findings.map((one) => `${one.level}: ${findingText("en", one)}`);

describe("growth", () => {
  const series = (...free: readonly number[]) =>
    free.map((bytes, i) => ({
      day: new Date(now + i * DAY).toISOString().slice(0, 10),
      free: bytes * GB,
    }));
  it.each<[free: readonly number[], found: string]>([
    [[], "ok: the trend is known after some days"],
    [[9, 8, 7], "ok: the trend is known after some days"],
    [[50, 50, 50, 50], "ok: the disk has hardly changed in the last 3 days"],
    [[50, 60, 70, 80], "ok: the disk has hardly changed in the last 3 days"],
    [[103, 102, 101, 100], "ok: full in 99 days, if the trend of the last 3 continues: 1.0 GB a day"],
    [[34, 33, 32, 31], "warning: full in 30 days, if the trend of the last 3 continues: 1.0 GB a day"],
    [[11, 10, 9, 8], "problem: full in 7 days, if the trend of the last 3 continues: 1.0 GB a day"],
    [[5, 4, 3, 2], "problem: full in 1 day, if the trend of the last 3 continues: 1.0 GB a day"],
    [[4, 3, 2, 0.5], "problem: full in 0 days, if the trend of the last 3 continues: 1.2 GB a day"],
  ])("%j GB", (free, found) => {
    expect(told([checkGrowth(series(...free), GB)])).toEqual([found]);
  });
});

describe("the certificate that HTTPS shows", () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  async function serving(pair: { key: string; cert: string }): Promise<string> {
    const server = createServer(pair);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    return `127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  }
  const stateOf = (cert: string, more: Partial<CertificateState> = {}) => {
    const x509 = new X509Certificate(cert);
    const facts = {
      fingerprint: x509.fingerprint256,
      issuer: x509.issuer,
      names: [],
      ownMade: true,
      from: 0,
    };
    return {
      policy: { kind: "self" } as const,
      shown: { ...facts, until: x509.validToDate.getTime() },
      ...{ attempt: null, ordering: false, requested: false, ...more },
    };
  };
  const pair = selfSigned({ hostname: "desk.site.net", now, days: 90 });

  it.each<[days: number, found: RegExp]>([
    [0, /^ok: self-signed: browsers warn; valid until 2027-02-21$/],
    [61, /^ok: the certificate expires in 29 days, on 2027-02-21$/],
    [77, /^warning: the certificate expires in 13 days/],
    [84, /^problem: the certificate expires in 6 days/],
    [91, /^problem: the certificate expired on 2027-02-21$/],
    [-1, /^problem: the certificate is not valid yet$/],
  ])("after %i of its 90 days", async (days, found) => {
    const at = now + days * DAY;
    const https = await serving(pair);
    const state = stateOf(pair.cert);
    expect(told(await checkServedCertificate(https, state, "desk.site.net", at, machine))).toEqual([
      expect.stringMatching(found),
    ]);
  });

  it("is for another name, is not the one that is set, or is not there", async () => {
    const https = await serving(pair);
    const state = stateOf(pair.cert);
    const [names, ...others] = told(
      await checkServedCertificate(https, state, "mail.site.net", now, machine),
    );
    expect(names).toMatch(/^ok: the certificate is for /);
    expect(names).toContain("desk.site.net");
    expect(names).toContain(", not for mail.site.net: it is self");
    expect(others).toEqual([expect.stringMatching(/^ok: self-signed/)]);
    const other = stateOf(selfSigned({ hostname: "desk.site.net", now }).cert);
    expect(told(await checkServedCertificate(https, other, "desk.site.net", now, machine))).toEqual([
      "problem: HTTPS uses a different certificate than the configured one",
      expect.stringMatching(/^ok/),
    ]);
    expect(told(await checkServedCertificate("127.0.0.1:1", state, "desk.site.net", now, machine))).toEqual([
      expect.stringMatching(/^problem: HTTPS at 127\.0\.0\.1:1 has none/),
    ]);
    expect(told(await checkServedCertificate(null, state, "desk.site.net", now + 80 * DAY, machine))).toEqual(
      [expect.stringMatching(/^warning: the certificate expires in 10 days/)],
    );
  });

  it("could not be renewed, or not for all names", async () => {
    const policy = {
      kind: "acme",
      directory: "https://ca.site.net/",
      email: null,
      names: [],
      ca: null,
    } as const;
    const renewal = async (good: boolean, text: string | null) => {
      const at = now - 3_600_000;
      const attempt = good
        ? ({ at, ok: true, problem: text === null ? null : problemOf(text) } as const)
        : ({ at, ok: false, problem: problemOf(text) } as const);
      const state = stateOf(pair.cert, { policy, attempt });
      return told(await checkServedCertificate(null, state, "desk.site.net", now, machine))[1];
    };
    expect(await renewal(false, "nobody answers")).toBe(
      "warning: the order 60 minutes ago failed: nobody answers",
    );
    expect(await renewal(true, "b.site.net: no such name")).toMatch(/^warning: not all names/);
    expect(await renewal(true, null)).toBe("ok: the last order was 60 minutes ago");
  });

  it("listeners that answer", async () => {
    const https = await serving(pair);
    const none = { http: null, smtp: null, smtps: null, submission: null, lmtp: null };
    expect(told(await checkListeners({ ...none, https }, machine))).toEqual([
      `ok: all answer: https ${https}`,
    ]);
  });
});

describe("mail in", () => {
  const none = { http: null, https: null, smtp: null, smtps: null, submission: null, lmtp: null };
  it.each<[places: object, fetched: boolean, found: RegExp]>([
    [{ smtp: "0.0.0.0:25" }, false, /^ok: mail is received on port 25$/],
    [{ smtp: "[::1]:2525" }, false, /^ok: mail is received on port 2525; other servers send to port 25/],
    [{ lmtp: "/run/lmtp" }, false, /^ok: mail is received by LMTP$/],
    [{}, true, /^ok: mail is fetched by IMAP$/],
    [{}, false, /^warning: mail is neither received nor fetched$/],
  ])("%j, fetched: %s", (places, fetched, found) => {
    expect(told(checkMailPort({ ...none, ...places }, fetched))).toEqual([expect.stringMatching(found)]);
  });
});

describe("what stands around", () => {
  const since = now - 3 * 3_600_000;
  const folder = { folder: "INBOX", onServer: 3, taken: 2, leftRead: 0, tooLarge: 0, failed: 0 };
  const status = (account: string, more: Partial<FetchStatus>): FetchStatus => ({
    ...{ account, state: "ok", since, roundAt: now, problem: null, pushed: true, folders: [folder] },
    ...more,
  });

  it("an account that mail cannot be fetched from, and mails that cannot be", () => {
    expect(checkFetching([], now)).toEqual([]);
    expect(checkFetching([status("off", { state: "off" })], now)).toEqual([]);
    expect(told(checkFetching([status("info", {})], now))).toEqual(["ok: mail is fetched from info"]);
    const statuses = [
      status("info", { state: "failing", problem: problemOf("log-in refused") }),
      status("sales", { folders: [{ ...folder, failed: 2 }] }),
    ];
    expect(told(checkFetching(statuses, now))).toEqual([
      "problem: mail has not been fetched from info for 3 hours: log-in refused",
      "warning: 2 mails in sales repeatedly cannot be fetched",
    ]);
  });

  it("a scanner that does not answer", () => {
    const problem = { since, why: problemOf("connect ECONNREFUSED") };
    expect(
      told(
        checkScanners(
          [
            { scanner: "clamav", problem },
            { scanner: "rspamd", problem: null },
          ],
          now,
        ),
      ),
    ).toEqual(["problem: clamav has not answered for 3 hours: connect ECONNREFUSED", "ok: rspamd answers"]);
  });
});
