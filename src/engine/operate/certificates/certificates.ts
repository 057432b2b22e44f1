import { X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Now } from "../../../base/clock.ts";
import { problemOf } from "../../../base/failure.ts";
import { type Fault, fault, type StoredFault, storedFault } from "../../../base/fault.ts";
import type { Log } from "../../../base/log.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import { type Caller, type SystemCaller, system } from "../../../domain/policy/index.ts";
import {
  type CertificateFacts,
  type CertificatePolicy,
  decideRenewal,
  isStillWanted,
  policyInEffect,
} from "../../../domain/settings/index.ts";
import { writeDurably } from "../../../record/durable.ts";
import type { RecordStore } from "../../../record/record.ts";
import { inEnglish } from "../../../text/index.ts";
import { forbidden } from "../../people/caller.ts";
import type { Settings } from "../../settings/settings.ts";
import { type KeyAndCertificate, unusable } from "./check.ts";
import { pem } from "./der.ts";
import type { LeftName, OrderCertificate } from "./order.ts";
import { certificateRequest, newKey } from "./request.ts";
import { asciiHost, selfSigned } from "./self-signed.ts";
import { certificateIn, isOurKind, storeCertificate } from "./store.ts";

/** The server's certificate: where it comes from, and its renewal in time. */

/** The certificate in use, and where it comes from. */
export interface CertificateState {
  readonly policy: CertificatePolicy;
  readonly shown: CertificateFacts;
  /** The result of the last order; `problem` is what went wrong, even if only with some names of a successful one. */
  readonly attempt:
    | { readonly at: number; readonly ok: true; readonly problem: StoredFault | null }
    | { readonly at: number; readonly ok: false; readonly problem: StoredFault }
    | null;
  readonly ordering: boolean;
  /** Whether there is a key from a request, for which a certificate can be installed. */
  readonly requested: boolean;
}

/** What people do with the certificate. */
export interface Certificates {
  state(caller: Caller): Result<CertificateState, Fault>;
  /** Whether the certificate in use is self-signed. Open to everyone: all who connect see it. */
  isOwnMade(): boolean;
  /** The response to a CA that asks for this token over HTTP; null if none is expected. */
  answerTo(token: string): string | null;
  useSelf(caller: Caller): Promise<Result<void, Fault>>;
  /** @param given the certificate and its intermediates, PEM; its key, or null to use that of the request created here */
  useOwn(
    caller: Caller,
    given: { readonly cert: string; readonly key: string | null },
  ): Promise<Result<void, Fault>>;
  /** Resolves when the order has ended; the state has the result. */
  useAcme(caller: Caller, policy: Extract<CertificatePolicy, { kind: "acme" }>): Promise<Result<void, Fault>>;
  /** A request for another CA (PKCS #10, PEM), with a key that stays here. */
  request(caller: Caller, names: readonly string[]): Result<string, Fault>;
}

interface Parts {
  readonly data: string;
  readonly hostname: string;
  readonly record: RecordStore;
  readonly settings: Pick<Settings, "setCertificatePolicy" | "noteCertificate">;
  readonly order: OrderCertificate;
  readonly now: Now;
  readonly log: Log;
  /** Milliseconds between two checks of an order. */
  readonly interval?: number;
}

export interface CertificateKeeper extends Certificates {
  readonly current: () => KeyAndCertificate;
  /** The state, for the program itself. */
  inUse(by: SystemCaller): CertificateState;
  /** Calls back whenever another certificate is to be used. */
  onChange(show: (certificate: KeyAndCertificate) => void): void;
  /** Orders or creates a new one if it is time; called every hour. */
  renew(by: SystemCaller): Promise<void>;
}

export function createCertificates(parts: Parts): CertificateKeeper {
  const { data, hostname, record, settings, now, log, interval } = parts;
  const answers = new Map<string, string>();
  let shown: KeyAndCertificate = certificateIn(data, hostname, now());
  let show: (certificate: KeyAndCertificate) => void = () => {};
  let attempt: CertificateState["attempt"] = null;
  let ordering: Promise<void> | null = null;
  const policy = (): CertificatePolicy =>
    policyInEffect(record.view.certificatePolicy(), factsOf(shown.cert));
  const requestKey = join(data, "tls", "request-key.pem");

  return {
    current: () => shown,
    onChange(to) {
      show = to;
    },
    state: (caller) => forbidden(caller, "settings.write") ?? ok(state()),
    inUse: () => state(),
    isOwnMade: () => factsOf(shown.cert).ownMade,
    answerTo: (token) => answers.get(token) ?? null,

    async useSelf(caller) {
      const set = await settings.setCertificatePolicy(caller, { kind: "self" });
      return set.ok ? install(caller, selfSigned({ hostname, now: now() })) : set;
    },

    async useOwn(caller, given) {
      const denied = forbidden(caller, "settings.write");
      if (denied) return denied;
      const key = given.key ?? keptKey();
      if (key === null) return refuse(fault("certificate.key-missing", { field: "key" }));
      const pair = checked(key, given.cert);
      if (!pair.ok) return pair;
      const set = await settings.setCertificatePolicy(caller, { kind: "own" });
      if (!set.ok) return set;
      const installed = await install(caller, pair.value);
      if (installed.ok) rmSync(requestKey, { force: true });
      return installed;
    },

    async useAcme(caller, wanted) {
      const set = await settings.setCertificatePolicy(caller, wanted);
      if (!set.ok) return set;
      await order();
      return ok(undefined);
    },

    request(caller, names) {
      // Only people who may set the certificate get a key created.
      const denied = forbidden(caller, "settings.write");
      if (denied) return denied;
      const key = keptKey() ?? newKey();
      mkdirSync(join(data, "tls"), { recursive: true, mode: 0o700 });
      writeDurably(requestKey, key, 0o600);
      try {
        return ok(pem("CERTIFICATE REQUEST", certificateRequest(key, [hostname, ...names].map(asciiHost))));
      } catch (cause) {
        const problem = cause instanceof Error ? cause.message : String(cause);
        return refuse(fault("certificate.request", { field: "names", params: { problem } }));
      }
    },

    async renew(by) {
      const certificate = factsOf(shown.cert);
      switch (decideRenewal({ policy: policy(), certificate, attempt, now: now() })) {
        case "create": {
          // The same key, for those who know its fingerprint.
          const key = certificate.ownMade && isOurKind(shown.key) ? { key: shown.key } : {};
          await install(by, selfSigned({ hostname, now: now(), ...key }));
          return;
        }
        case "order":
          await order();
      }
    },
  };

  function order(): Promise<void> {
    ordering ??= ordered().finally(() => {
      ordering = null;
    });
    return ordering;
  }

  /** Orders by the policy, and again if that has changed by the time the certificate comes. */
  async function ordered(): Promise<void> {
    const wanted = policy();
    if (wanted.kind !== "acme") return;
    const { pair, problem } = await orderBy(wanted);
    if (!isStillWanted(wanted, policy())) {
      log.info("an ordered certificate is not used: the settings have changed since", {
        directory: wanted.directory,
      });
      return ordered();
    }
    if (pair === null) return failed(problem, wanted.directory);
    try {
      await install(system("certificates"), pair);
      attempt = { at: now(), ok: true, problem };
    } catch (cause) {
      failed(problemOf(cause), wanted.directory);
    }
  }

  /** The certificate with its key, and the names that it could not be issued for; or why there is none. */
  async function orderBy(
    wanted: Extract<CertificatePolicy, { kind: "acme" }>,
  ): Promise<
    | { readonly pair: KeyAndCertificate; readonly problem: StoredFault | null }
    | { readonly pair: null; readonly problem: StoredFault }
  > {
    const key = newKey();
    try {
      const { cert, left } = await parts.order({
        directory: wanted.directory,
        ca: wanted.ca,
        email: wanted.email,
        accountKey: accountKey(),
        names: [...new Set([asciiHost(hostname), ...wanted.names])],
        request: (names) => certificateRequest(key, names),
        answer: (token, text) => (text === null ? answers.delete(token) : answers.set(token, text)),
        ...(interval === undefined ? {} : { interval }),
      });
      const problem = together(left);
      if (cert === null) return { pair: null, problem: problem ?? fault("acme.order") };
      const pair = checked(key, cert);
      if (pair.ok) return { pair: pair.value, problem };
      const params = { problem: storedFault(pair.error) };
      return { pair: null, problem: fault("acme.certificate", { params }) };
    } catch (cause) {
      return { pair: null, problem: problemOf(cause) };
    }
  }

  function state(): CertificateState {
    return {
      ...{ policy: policy(), shown: factsOf(shown.cert), attempt },
      ...{ ordering: ordering !== null, requested: existsSync(requestKey) },
    };
  }

  function failed(problem: StoredFault, directory: string): void {
    const facts = { directory, problem: inEnglish(problem) };
    log.warn("no certificate could be obtained; the current one stays in use", facts);
    attempt = { at: now(), ok: false, problem };
  }

  async function install(caller: Caller, pair: KeyAndCertificate): Promise<Result<void, Fault>> {
    storeCertificate(data, pair);
    shown = pair;
    show(pair);
    return settings.noteCertificate(caller, factsOf(pair.cert));
  }

  function checked(key: string, cert: string): Result<KeyAndCertificate, Fault> {
    const problem = unusable({ key, cert }, hostname, now());
    return problem === null ? ok({ key, cert }) : refuse(problem);
  }

  function keptKey(): string | null {
    return existsSync(requestKey) ? readFileSync(requestKey, "utf8") : null;
  }

  /** The account at the CAs; created with the first order. */
  function accountKey(): string {
    const file = join(data, "tls", "acme-account.pem");
    if (existsSync(file)) return readFileSync(file, "utf8");
    const key = newKey();
    mkdirSync(join(data, "tls"), { recursive: true, mode: 0o700 });
    writeDurably(file, key, 0o600);
    return key;
  }
}

/** Which names failed, and why, as one fault; null if none did. */
const together = (left: readonly LeftName[]): StoredFault | null =>
  left
    .map(({ name, problem }): StoredFault => fault("acme.name-failed", { params: { name, problem } }))
    .reduceRight<StoredFault | null>(
      (other, one) => (other === null ? one : fault("server.both", { params: { one, other } })),
      null,
    );

/** The parts of a certificate that people look at. */
function factsOf(cert: string): CertificateFacts {
  const x509 = new X509Certificate(cert);
  return {
    fingerprint: x509.fingerprint256,
    issuer: x509.issuer.replaceAll("\n", ", "),
    names: (x509.subjectAltName ?? "").split(", ").map((name) => name.replace(/^(?:DNS|IP Address):/, "")),
    from: x509.validFromDate.getTime(),
    until: x509.validToDate.getTime(),
    ownMade: x509.issuer === x509.subject,
  };
}
