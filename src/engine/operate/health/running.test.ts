/** The checks of the running program that connect to it: its listeners, and the certificate that they serve. */

import { X509Certificate } from "node:crypto";
import { createServer, type Server } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { machine } from "../../../../test/support/world.ts";
import { problemOf } from "../../../base/failure.ts";
import type { Finding } from "../../../domain/finding.ts";
import { findingText } from "../../../text/findings.ts";
import type { CertificateState } from "../certificates/certificates.ts";
import { selfSigned } from "../certificates/self-signed.ts";
import { checkListeners, checkServedCertificate } from "./served.ts";

const DAY = 24 * 3_600_000;
const now = Date.UTC(2026, 10, 23);
const told = (findings: readonly Finding[]) =>
  findings.map((one) => `${one.level}: ${findingText("en", one)}`);

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
