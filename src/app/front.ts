import { createSecureContext, type SecureContext } from "node:tls";
import { createSmtpServer, type SmtpServer } from "../edges/smtp/server.ts";
import type { KeyAndCertificate } from "../engine/operate/certificates/store.ts";
import type { Log, Reception } from "../engine/ports.ts";
import type { Configuration } from "./configuration.ts";
import { listenAt } from "./listen.ts";
import { listenLmtp } from "./lmtp.ts";
import type { Fetch } from "./to-https.ts";
import { listenWeb } from "./web.ts";

/** Who answers at the ways in: the first start, and from then on the desk. */
export interface Inside {
  readonly hostname: string;
  readonly fetch: Fetch;
  readonly reception: Reception;
  readonly certificate: KeyAndCertificate;
}

/** Where it listens, as ADDR:PORT; null where it does not. */
export interface Places {
  readonly http: string | null;
  readonly https: string | null;
  readonly smtp: string | null;
  readonly smtps: string | null;
  readonly submission: string | null;
  readonly lmtp: string | null;
}

/** The ways in: the listeners stay while who answers changes. */
export interface Front {
  readonly places: Places;
  /** From now on they answer; what is under way is finished as it began. */
  become(inside: Inside): void;
  /** Takes nothing new, lets what is under way finish for a while, then cuts the rest. */
  close(): Promise<void>;
}

/** Milliseconds that mails and requests under way get to finish at a stop. */
const GRACE = 10_000;

/**
 * Opens all ways in that the configuration names.
 * @param readOnly whether nothing may be changed for now: a new release is on trial, and could go with all of it
 * @throws Failure when an address is in use; nothing is left open then
 */
export async function openFront(
  first: Inside,
  configuration: Configuration,
  log: Log,
  readOnly: () => boolean,
): Promise<Front> {
  let inside = first;
  let context: SecureContext = createSecureContext({ ...first.certificate });
  const closes: (() => Promise<void>)[] = [];
  const mailServers: SmtpServer[] = [];
  const close = async () => {
    for (const one of closes.splice(0).reverse()) await one();
  };
  try {
    const web = await listenWeb({
      fetch: (request, env) => (readOnly() && changes(request) ? notNow() : inside.fetch(request, env)),
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
        inside = next;
        context = createSecureContext({ ...next.certificate });
        web.renew(next.certificate);
        for (const server of mailServers) server.become(next);
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
      limits: { messageBytes: configuration.messageSize },
      tls: () => context,
    });
    closes.push(() => server.close(GRACE));
    mailServers.push(server);
    return server;
  }
}

const changes = ({ method }: Request): boolean => method !== "GET" && method !== "HEAD";

const notNow = (): Response =>
  new Response(
    "A new release is being checked; this takes a few minutes at most. Go back and try again then.\n",
    {
      status: 503,
      headers: {
        "Retry-After": "30",
        "Content-Type": "text/plain; charset=utf-8",
        "Cache-Control": "no-store",
      },
    },
  );
