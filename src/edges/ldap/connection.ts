import { isIP, type Socket } from "node:net";
import { checkServerIdentity, getCACertificates, type PeerCertificate } from "node:tls";
import ldapjs, { type Client, type SearchEntry } from "ldapjs";
import { fault } from "../../base/fault.ts";
import type { Directory, DirectoryServer, Filter } from "../../domain/directory/index.ts";
import { createDiagnostics } from "./diagnostics.ts";
import { keepDnsAsWritten } from "./dn.ts";
import { asLdapjs } from "./filter.ts";
import { fromConnectionError, resultCode, Unable, unable } from "./reasons.ts";

/** Milliseconds. */
export interface LdapTimes {
  /** For TCP and TLS, each. */
  readonly connect: number;
  /** For a command and all its responses. */
  readonly command: number;
}

/** A connection to one server, encrypted if required. Every command ends within its time. */
export interface Connection {
  readonly encrypted: boolean;
  readonly certificateUntil: number | null;
  /** Logs in (RFC 4513 section 5.1). @throws the server's error; see reasons.ts */
  bind(name: string, password: string): Promise<void>;
  /**
   * Searches entries; referrals are not followed.
   * @returns at most `most` of them, and whether there are more
   * @throws the server's error; see reasons.ts
   */
  search(of: {
    readonly base: string;
    readonly scope: "base" | "sub";
    readonly filter: Filter;
    readonly attributes: readonly string[];
    readonly most: number;
  }): Promise<{ readonly entries: readonly SearchEntry[]; readonly more: boolean }>;
  close(): void;
}

keepDnsAsWritten();

/** The most bytes that a server may send on one connection. */
const MOST_BYTES = 1024 * 1024;
/** Milliseconds between checks of how much it has sent. */
const LOOK = 20;
/** Bytes in which the length of a response is found: its tag, one that says how many follow, and four of these. */
const MOST_HEADER = 6;
/** sizeLimitExceeded */
const TOO_MANY = 4;

/**
 * Connects to a server and encrypts the connection as set; one that must be encrypted is, or there is none.
 * @throws Unable
 */
export async function connect(
  directory: Directory,
  server: DirectoryServer,
  times: LdapTimes,
): Promise<Connection> {
  const { host, port } = server;
  let certificateUntil: number | null = null;
  const tls = {
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ca: directory.authorities === "" ? trusted() : [directory.authorities],
    minVersion: "TLSv1.2",
    rejectUnauthorized: true,
    checkServerIdentity(_: string, certificate: PeerCertificate) {
      const until = Date.parse(certificate.valid_to);
      certificateUntil = Number.isNaN(until) ? null : until;
      return checkServerIdentity(host, certificate);
    },
  } as const;
  const { log, explained } = createDiagnostics();
  const client = ldapjs.createClient({
    log,
    url: `${server.tls ? "ldaps" : "ldap"}://${host}:${port}`,
    tlsOptions: tls,
    connectTimeout: times.connect,
    reconnect: false,
  });
  const broken = Promise.withResolvers<never>();
  // The connection may break while nothing is waiting for it; the next wait gets the error.
  broken.promise.catch(() => {});
  const fail = (cause: unknown) => {
    broken.reject(cause);
    client.destroy();
  };
  client.on("error", (cause: unknown) => fail(fromConnectionError(cause)));
  client.on("close", () => fail(new Unable("silent", fault("server.closed"))));

  const within = async <T>(time: number, work: Promise<T>): Promise<T> => {
    const seconds = Math.ceil(time / 1000);
    const late = setTimeout(() => {
      fail(new Unable("silent", fault("server.late", { params: { seconds } })));
    }, time);
    try {
      return await Promise.race([work, broken.promise]);
    } finally {
      clearTimeout(late);
    }
  };
  const failed = (cause: unknown): never => {
    throw resultCode(cause) === null ? cause : explained(cause);
  };
  let watch: NodeJS.Timeout | undefined;
  const close = () => {
    clearInterval(watch);
    client.destroy();
  };

  try {
    // TCP, and for ldaps:// TLS after it.
    const socket = await within(times.connect * (server.tls ? 2 : 1), connected(client));
    const tooMuch = () => {
      if (socket.bytesRead > MOST_BYTES) fail(new Unable("odd", fault("server.too-much")));
    };
    watch = setInterval(tooMuch, LOOK);
    const command = async <T>(work: Promise<T>): Promise<T> => {
      const value = await within(times.command, work.catch(failed));
      tooMuch();
      // If that was too much, the connection is closed, and this rejects.
      return Promise.race([broken.promise, Promise.resolve(value)]);
    };
    const starts = !server.tls && directory.encryption === "starttls";
    if (starts) await within(times.connect * 2, startTls(client, socket, tls, fail).catch(failed));
    return {
      encrypted: server.tls || starts,
      certificateUntil,
      close,
      bind: (name, password) => command(bind(client, name, password)),
      search: (of) => command(search(client, of)),
    };
  } catch (cause) {
    close();
    throw unable("encrypt", cause);
  }
}

/** The CAs that this machine trusts. */
const trusted = (): string[] => [...getCACertificates("default"), ...getCACertificates("system")];

function connected(client: Client): Promise<Socket> {
  return new Promise((resolve, reject) => {
    client.once("connect", resolve);
    for (const event of ["connectError", "connectTimeout", "connectRefused"]) {
      client.once(event, (cause: unknown) => reject(fromConnectionError(cause)));
    }
  });
}

/**
 * StartTLS (RFC 4511 section 4.14). Clear text after the response could come from anyone: ldapjs would read it as
 * the beginning of the encrypted data, so it closes the connection.
 */
function startTls(
  client: Client,
  socket: Socket,
  tls: object,
  fail: (cause: unknown) => void,
): Promise<void> {
  // As much of the response as its length needs, and how many bytes there are of it.
  let begun = Buffer.alloc(0);
  let heard = 0;
  socket.prependListener("data", (data: Buffer) => {
    heard += data.length;
    if (begun.length < MOST_HEADER) begun = Buffer.concat([begun, data.subarray(0, MOST_HEADER)]);
    const length = lengthOf(begun);
    if (length !== null && heard > length) fail(new Unable("odd", fault("ldap.clear-text")));
  });
  return new Promise((resolve, reject) => {
    client.starttls(tls, [], (cause: unknown) => {
      if (cause) reject(cause);
      else resolve();
    });
  });
}

/** Bytes of the BER element (X.690 section 8.1.3) that begins there; null if not known yet. */
function lengthOf(bytes: Buffer): number | null {
  const first = bytes[1];
  if (first === undefined) return null;
  if (first < 0x80) return 2 + first;
  const more = first & 0x7f;
  if (more === 0 || more > 4 || bytes.length < 2 + more) return null;
  return 2 + more + bytes.readUIntBE(2, more);
}

function bind(client: Client, name: string, password: string): Promise<void> {
  return new Promise((resolve, reject) => {
    client.bind(name, password, (cause: unknown) => {
      if (cause) reject(cause);
      else resolve();
    });
  });
}

function search(
  client: Client,
  of: Parameters<Connection["search"]>[0],
): Promise<{ entries: readonly SearchEntry[]; more: boolean }> {
  const { base, scope, filter, attributes, most } = of;
  const entries: SearchEntry[] = [];
  const found = Promise.withResolvers<{ entries: readonly SearchEntry[]; more: boolean }>();
  const enough = () => found.resolve({ entries: entries.slice(0, most), more: true });
  const options = {
    scope,
    filter: asLdapjs(filter),
    attributes: [...attributes],
    sizeLimit: most + 1,
    timeLimit: 10,
  };
  try {
    client.search(base, options, (cause, answers) => {
      if (cause) return found.reject(cause);
      answers.on("searchEntry", (entry) => {
        entries.push(entry);
        if (entries.length > most) enough();
      });
      answers.on("error", (problem) => {
        if (problem.code === TOO_MANY && entries.length > 0) enough();
        else found.reject(problem);
      });
      answers.on("end", () => found.resolve({ entries, more: false }));
    });
  } catch (cause) {
    // ldapjs checks some of what it is given before it sends anything.
    found.reject(cause);
  }
  return found.promise;
}
