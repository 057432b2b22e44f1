import { readFileSync } from "node:fs";
import { isIPv4, isIPv6 } from "node:net";
import { parse, TomlError } from "smol-toml";
import { distance } from "../base/distance.ts";
import { Failure } from "../base/failure.ts";
import { networksFrom } from "../edges/authentication/trusted.ts";
import { type Place, placeFrom } from "../edges/scanners/place.ts";

interface Opened {
  /** File descriptors of sockets that are already open there; without them we open our own. */
  readonly fds?: readonly number[];
}

/** An address to listen on. Port 0 uses a free one. */
export interface Listen extends Opened {
  readonly host: string;
  readonly port: number;
}

/** A socket in the file system to listen on. */
export interface SocketFile extends Opened {
  readonly path: string;
}

export interface Configuration {
  readonly http: Listen | null;
  readonly https: Listen | null;
  readonly smtp: Listen | null;
  readonly smtps: Listen | null;
  readonly submission: Listen | null;
  readonly lmtp: Listen | SocketFile | null;
  /** As given; parsed by the delivery edge. Null: the setting made in the web pages applies. */
  readonly outgoing: string | null;
  /** The largest mail accepted, in bytes. */
  readonly messageSize: number;
  /** Bytes of disk kept free; null for a share of the disk. */
  readonly diskReserve: number | null;
  readonly workers: number | null;
  /** Resolvers trusted to validate DNSSEC; null: those of resolv.conf, if it has `trust-ad`. */
  readonly validatingResolvers: readonly Listen[] | null;
  /** Addresses and networks whose mail is accepted without checking its sender, in addition to this machine. */
  readonly trustedRelays: readonly string[];
  /** Addresses and networks of the proxies before the pages: X-Forwarded-For, -Proto and -Host are believed from these. */
  readonly trustedProxies: readonly string[];
  /** Addresses and networks from which /metrics is read without a token, in addition to this machine. */
  readonly metricsFrom: readonly string[];
  /** The name that trusted relays use in Authentication-Results; null: those headers are ignored. */
  readonly relayResults: string | null;
  /** New tickets that one sender may create within ten minutes; 0: unlimited. */
  readonly floodLimit: number;
  /** The scanners that check every mail; null for none. */
  readonly spamScanner: Place | null;
  readonly virusScanner: Place | null;
  /** The score from which a mail is spam; null: the scanner's own verdict. */
  readonly spamThreshold: number | null;
  /** How many nightly backups are kept; 0: none are made. */
  readonly nightlyBackups: number;
}

interface Setting<T> {
  readonly about: string;
  readonly example: string;
  readonly initial: T;
  /** @throws Error whose message completes "it must be" */
  readonly read: (text: string) => T;
}

const settings: { readonly [K in keyof Configuration]: Setting<Configuration[K]> } = {
  http: setting("Where the web pages and the API listen.", "127.0.0.1:8025", null, listen),
  https: setting(
    "The same over TLS, with a self-signed certificate until another one is installed.",
    "0.0.0.0:443",
    null,
    listen,
  ),
  smtp: setting("Where mail is received.", "0.0.0.0:25", null, listen),
  smtps: setting("The same with TLS from the start.", "0.0.0.0:465", null, listen),
  submission: setting(
    "The same for devices that cannot use another port; without log-in, and only to our own mailboxes.",
    "0.0.0.0:587",
    null,
    listen,
  ),
  lmtp: setting(
    "Where a mail server at this site delivers mail by LMTP; or the path of a socket, such as /run/desk/lmtp.",
    "127.0.0.1:24",
    null,
    (text) => (text.trim().startsWith("/") ? { path: socketPath(text.trim()) } : listen(text)),
  ),
  outgoing: setting(
    "How replies are delivered: smtp://[USER:PASSWORD@]HOST:PORT, smtps://..., direct or catch. Default: as set in the pages.",
    "smtp://relay.example:587",
    null,
    (text) => text,
  ),
  messageSize: setting("The largest mail that is accepted.", "50 MB", 50 * 1024 * 1024, bytes),
  diskReserve: setting(
    "Disk space kept free: with less, mail is deferred (4xx). Default: 5 % of the disk, at most 256 MB.",
    "256 MB",
    null,
    bytes,
  ),
  workers: setting(
    "Threads that read mail. Default: one less than the number of processors.",
    "1",
    null,
    (text) => {
      const n = Number(text);
      if (!Number.isInteger(n) || n < 1 || n > 64) throw new Error("a whole number from 1 to 64");
      return n;
    },
  ),
  validatingResolvers: setting(
    "DNS resolvers that validate DNSSEC, over a safe connection, for DANE. Default: those of resolv.conf with trust-ad.",
    "127.0.0.1:53",
    null,
    (text) => text.split(",").map(resolverAt),
  ),
  trustedProxies: setting(
    "Proxies before the web pages: X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host are believed from these only.",
    "127.0.0.1, ::1",
    [],
    networks,
  ),
  metricsFrom: setting(
    "Addresses and networks from which /api/v1/metrics is read without a token; this machine may always.",
    "192.0.2.10, 10.1.0.0/16",
    [],
    networks,
  ),
  trustedRelays: setting(
    "Your own mail servers that forward mail here: mail from them is not checked (SPF, DKIM, DMARC).",
    "192.0.2.1, 10.0.0.0/8",
    [],
    networks,
  ),
  relayResults: setting(
    "The name that your own mail servers use in Authentication-Results: their results are then shown and used.",
    "mx.example.com",
    null,
    (text) => {
      if (!/^[\w.-]{1,253}$/.test(text.trim())) throw new Error("a host name");
      return text.trim().toLowerCase();
    },
  ),
  floodLimit: setting(
    "New tickets that one sender may create by mail within ten minutes; further mail is held as one group. 0: no limit.",
    "400",
    400,
    (text) => {
      const n = Number(text);
      if (text.trim() === "" || !Number.isInteger(n) || n < 0 || n > 1000) {
        throw new Error("a whole number from 0 to 1000");
      }
      return n;
    },
  ),
  spamScanner: setting(
    "A spam scanner that checks every mail: spamd:// (SpamAssassin) or rspamd://, HOST:PORT; or spamd:/PATH of a socket.",
    "rspamd://127.0.0.1:11333",
    null,
    (text) => scannerPlace(text, ["spamd", "rspamd"]),
  ),
  spamThreshold: setting(
    "The score from which mail is held as spam. Default: the scanner's own verdict.",
    "8",
    null,
    (text) => {
      const points = Number(text);
      if (text.trim() === "" || !Number.isFinite(points) || points <= 0) throw new Error("a number above 0");
      return points;
    },
  ),
  virusScanner: setting(
    "A virus scanner that checks every mail: clamd://HOST:PORT, or clamd:/PATH of its socket.",
    "clamd:/run/clamav/clamd.ctl",
    null,
    (text) => scannerPlace(text, ["clamd"]),
  ),
  nightlyBackups: setting(
    "How many nightly backups are kept in DIR/backups. off: none are made.",
    "3",
    3,
    (text) => {
      const n = text.trim() === "off" ? 0 : Number(text);
      if (text.trim() === "" || !Number.isInteger(n) || n < 0 || n > 100) {
        throw new Error("a whole number from 1 to 100, or off");
      }
      return n;
    },
  ),
};

type Key = keyof Configuration;
const keys = Object.keys(settings).filter((key): key is Key => key in settings);
/** The key's name in the file, such as message_size. */
const fileName = (key: Key): string => key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

/**
 * The configuration: defaults, overridden by the file, then by MAILMANAGER_* variables, then by options.
 * @throws Failure for an unknown key or a bad value, with its line and a suggestion
 */
export function configure(from: {
  readonly file?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags: Readonly<Partial<Record<Key, string | undefined>>>;
}): Configuration {
  const inFile = from.file === undefined ? new Map<Key, Found>() : readFile(from.file);
  const value = <K extends Key>(key: K): Configuration[K] => {
    const variable = `MAILMANAGER_${fileName(key).toUpperCase()}`;
    const flag = from.flags[key];
    const set = from.env[variable];
    const found =
      flag !== undefined
        ? { text: flag, where: `--${fileName(key).replaceAll("_", "-")}` }
        : set !== undefined
          ? { text: set, where: variable }
          : inFile.get(key);
    if (found === undefined) return settings[key].initial;
    try {
      return settings[key].read(found.text);
    } catch (cause) {
      const wanted = cause instanceof Error ? cause.message : String(cause);
      throw new Failure(
        `${found.where}: "${found.text}" is not valid; it must be ${wanted}, such as ${settings[key].example}`,
      );
    }
  };
  return {
    http: value("http"),
    https: value("https"),
    smtp: value("smtp"),
    smtps: value("smtps"),
    submission: value("submission"),
    lmtp: value("lmtp"),
    outgoing: value("outgoing"),
    messageSize: value("messageSize"),
    diskReserve: value("diskReserve"),
    workers: value("workers"),
    validatingResolvers: value("validatingResolvers"),
    trustedProxies: value("trustedProxies"),
    metricsFrom: value("metricsFrom"),
    trustedRelays: value("trustedRelays"),
    relayResults: value("relayResults"),
    floodLimit: value("floodLimit"),
    spamScanner: value("spamScanner"),
    spamThreshold: value("spamThreshold"),
    nightlyBackups: value("nightlyBackups"),
    virusScanner: value("virusScanner"),
  };
}

/** A configuration file with all settings explained and commented out. */
export function sampleConfiguration(): string {
  return keys
    .map((key) => `# ${settings[key].about}\n# ${fileName(key)} = "${settings[key].example}"\n`)
    .join("\n");
}

interface Found {
  readonly text: string;
  readonly where: string;
}

function readFile(file: string): ReadonlyMap<Key, Found> {
  const text = contents(file);
  const found = new Map<Key, Found>();
  for (const [name, value] of Object.entries(parsed(file, text))) {
    const key = keys.find((one) => fileName(one) === name);
    const line =
      text
        .split("\n")
        .findIndex((one) =>
          new RegExp(`^"?${name.replace(/\W/g, "\\$&")}"?\\s*[=.\\]]`).test(one.replace(/^[\s[]+/, "")),
        ) + 1;
    if (key === undefined) {
      throw new Failure(`${file}, line ${line}: unknown setting "${name}"; ${nearest(name)}`);
    }
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "bigint") {
      throw new Failure(
        `${file}, line ${line}: ${name} must be a string in quotes, such as "${settings[key].example}"`,
      );
    }
    found.set(key, { text: String(value), where: `${file}, line ${line}` });
  }
  return found;
}

function contents(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new Failure(
      `the configuration ${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`,
    );
  }
}

function parsed(file: string, text: string): object {
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    throw new Failure(`${file}, line ${cause.line}: ${cause.message.split("\n")[0]}`);
  }
}

/** A suggestion for an unknown setting. */
function nearest(word: string): string {
  const names = keys.map(fileName);
  const close = names.find((name) => distance(name, word) <= 2);
  return close ? `did you mean "${close}"?` : `settings are ${names.join(", ")}`;
}

function setting<T>(about: string, example: string, initial: T, read: (text: string) => T): Setting<T> {
  return { about, example, initial, read };
}

function listen(text: string): Listen {
  const [, v6, name, port] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text.trim()) ?? [];
  const host = v6 ?? name ?? "";
  const good = v6 ? isIPv6(v6) : isIPv4(host) || host === "localhost";
  if (!good || Number(port) > 65_535) throw new Error("ADDRESS:PORT with an IP address");
  return { host, port: Number(port) };
}

function networks(text: string): readonly string[] {
  const list = text.split(/[\s,]+/).filter((one) => one !== "");
  if (!networksFrom(list).ok) throw new Error("a list of addresses and networks");
  return list;
}

/** The port is optional. */
function resolverAt(text: string): Listen {
  const address = text.trim();
  if (isIPv4(address) || isIPv6(address)) return { host: address, port: 53 };
  return listen(address);
}

function scannerPlace(text: string, kinds: Parameters<typeof placeFrom>[1]): Place {
  const place = placeFrom(text, kinds);
  if (!place.ok) throw new Error(`${kinds.map((kind) => `${kind}://HOST:PORT or ${kind}:/PATH`).join(", ")}`);
  return place.value;
}

/** The length of a socket's path is limited (unix(7)). */
function socketPath(text: string): string {
  if (Buffer.byteLength(text) > 100) throw new Error("ADDRESS:PORT, or a path of at most 100 bytes");
  return text;
}

function bytes(text: string): number {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)\s*(k|m|g)?i?b?$/i.exec(text.trim()) ?? [];
  const factor = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[unit.toLowerCase()];
  if (number === undefined || factor === undefined) throw new Error("a size");
  return Math.round(Number(number) * factor);
}
