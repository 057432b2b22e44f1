import { createSecureContext, type SecureContext } from "node:tls";
import type { Log } from "../base/log.ts";
import type { ServiceSettings } from "../domain/settings/index.ts";
import { createSmtpServer, type SmtpServer } from "../edges/smtp/server.ts";
import type { Reception } from "../engine/intake/receive.ts";
import type { KeyAndCertificate } from "../engine/operate/certificates/check.ts";
import type { Places } from "../engine/operate/health/surroundings.ts";
import type { ClosedPort } from "../engine/operate/running-state.ts";
import { acceptedLanguage } from "../text/index.ts";
import { textIn } from "../text/web.ts";
import type { Configuration } from "./configuration.ts";
import { listenAt } from "./listen.ts";
import { listenLmtp } from "./lmtp.ts";
import { createMailPorts, type WantedPorts } from "./mail-ports.ts";
import type { Fetch } from "./to-https.ts";
import { listenWeb } from "./web.ts";

/** The handlers behind the listeners: the setup's at first, then those of the program with its data. */
export interface Handlers {
  readonly hostname: string;
  readonly fetch: Fetch;
  readonly reception: Reception;
  readonly certificate: KeyAndCertificate;
  /** The largest mail accepted, in bytes. */
  readonly messageSize: number;
  /** The optional ports for mail that are switched on. */
  readonly ports: WantedPorts;
  /** Addresses and networks of the proxies before the pages. */
  readonly trustedProxies: readonly string[];
}

/** What of the handlers follows from how the program runs. */
export const ofService = (
  service: ServiceSettings,
): Pick<Handlers, "messageSize" | "ports" | "trustedProxies"> => ({
  messageSize: service.messageSize,
  ports: { smtps: service.smtps, submission: service.submission },
  trustedProxies: service.trustedProxies,
});

/** The listeners, which stay open when the handlers change. */
export interface Listeners {
  places(): Places;
  /** The optional ports for mail that are switched on and could not be opened. */
  closedPorts(): Promise<readonly ClosedPort[]>;
  /** Switches to these handlers; requests in progress finish with the old ones. */
  become(handlers: Handlers): void;
  /** Accepts nothing new, lets work in progress finish for a while, then aborts the rest. */
  close(): Promise<void>;
}

/** Milliseconds that mails and requests in progress get to finish at a stop. */
const GRACE = 10_000;

/**
 * Listens on all configured addresses.
 * @param readOnly whether nothing may be changed for now: a new release is on trial, and may be rolled back
 * @throws Failure if an address is in use; then nothing stays open
 */
export async function openListeners(
  first: Handlers,
  configuration: Configuration,
  log: Log,
  readOnly: () => boolean,
): Promise<Listeners> {
  let handlers = first;
  let context: SecureContext = createSecureContext({ ...first.certificate });
  const closes: (() => Promise<void>)[] = [];
  const mailServers = new Set<SmtpServer>();
  const close = async () => {
    for (const one of closes.splice(0).reverse()) await one();
  };
  const optional = createMailPorts({
    // Beside the usual port; on all addresses if that is not open.
    host: configuration.smtp?.host ?? "::",
    leave: (name) => configuration[name] !== null,
    make: newMailServer,
    gone: (server) => mailServers.delete(server),
    log,
  });
  try {
    const web = await listenWeb({
      fetch: (request, env) =>
        readOnly() && changes(request) ? notNow(request) : handlers.fetch(request, env),
      configuration,
      certificate: first.certificate,
      proxies: () => handlers.trustedProxies,
      log,
    });
    closes.push(() => web.close(GRACE));
    const mail = {
      smtp: await listenForMail("smtp"),
      smtps: await listenForMail("smtps"),
      submission: await listenForMail("submission"),
      lmtp: configuration.lmtp && (await listenLmtp(() => mailServer("lmtp"), configuration.lmtp)),
    };
    closes.push(() => optional.close(GRACE));
    await optional.become(first.ports);
    return {
      places() {
        const { smtps, submission } = optional.places();
        return {
          ...{ http: web.http, https: web.https, ...mail },
          ...{ smtps: mail.smtps ?? smtps, submission: mail.submission ?? submission },
        };
      },
      closedPorts: optional.closed,
      become(next) {
        handlers = next;
        context = createSecureContext({ ...next.certificate });
        web.renew(next.certificate);
        for (const server of mailServers) {
          server.become(next);
          server.accept(next.messageSize);
        }
        void optional.become(next.ports);
      },
      close,
    };
  } catch (cause) {
    await close();
    throw cause;
  }

  async function listenForMail(name: "smtp" | "smtps" | "submission"): Promise<string | null> {
    const listen = configuration[name];
    return listen && listenAt(name, listen, (where) => mailServer(name).listen(where));
  }

  function mailServer(name: "smtp" | "smtps" | "submission" | "lmtp"): SmtpServer {
    const server = newMailServer(name);
    closes.push(() => server.close(GRACE));
    return server;
  }

  function newMailServer(name: "smtp" | "smtps" | "submission" | "lmtp"): SmtpServer {
    const server = createSmtpServer({
      hostname: handlers.hostname,
      protocol: name === "lmtp" ? "lmtp" : "smtp",
      implicitTls: name === "smtps",
      reception: handlers.reception,
      log,
      limits: { messageBytes: handlers.messageSize },
      tls: () => context,
    });
    mailServers.add(server);
    return server;
  }
}

const changes = ({ method }: Request): boolean => method !== "GET" && method !== "HEAD";

const notNow = ({ headers }: Request): Response =>
  new Response(`${textIn(acceptedLanguage(headers.get("accept-language")))("trial.not-now")}\n`, {
    status: 503,
    headers: {
      "Retry-After": "30",
      "Content-Type": "text/plain; charset=utf-8",
      "Cache-Control": "no-store",
    },
  });
