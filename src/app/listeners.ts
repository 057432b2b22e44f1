import { createSecureContext, type SecureContext } from "node:tls";
import type { Log } from "../base/log.ts";
import { createSmtpServer, type SmtpServer } from "../edges/smtp/server.ts";
import type { Reception } from "../engine/intake/receive.ts";
import type { KeyAndCertificate } from "../engine/operate/certificates/store.ts";
import type { Places } from "../engine/operate/health/surroundings.ts";
import { acceptedLanguage } from "../text/index.ts";
import { textIn } from "../text/web.ts";
import type { Configuration } from "./configuration.ts";
import { listenAt } from "./listen.ts";
import { listenLmtp } from "./lmtp.ts";
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
}

/** The listeners, which stay open when the handlers change. */
export interface Listeners {
  readonly places: Places;
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
  const mailServers: SmtpServer[] = [];
  const close = async () => {
    for (const one of closes.splice(0).reverse()) await one();
  };
  try {
    const web = await listenWeb({
      fetch: (request, env) =>
        readOnly() && changes(request) ? notNow(request) : handlers.fetch(request, env),
      configuration,
      certificate: first.certificate,
      log,
    });
    closes.push(() => web.close(GRACE));
    const mail = {
      smtp: await listenForMail("smtp"),
      smtps: await listenForMail("smtps"),
      submission: await listenForMail("submission"),
      lmtp: configuration.lmtp && (await listenLmtp(() => mailServer("lmtp"), configuration.lmtp)),
    };
    return {
      places: { http: web.http, https: web.https, ...mail },
      become(next) {
        handlers = next;
        context = createSecureContext({ ...next.certificate });
        web.renew(next.certificate);
        for (const server of mailServers) {
          server.become(next);
          server.accept(next.messageSize);
        }
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
    const server = createSmtpServer({
      hostname: first.hostname,
      protocol: name === "lmtp" ? "lmtp" : "smtp",
      implicitTls: name === "smtps",
      reception: first.reception,
      log,
      limits: { messageBytes: first.messageSize },
      tls: () => context,
    });
    closes.push(() => server.close(GRACE));
    mailServers.push(server);
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
