import { readFileSync } from "node:fs";
import { isIPv4, isIPv6 } from "node:net";
import { parse, TomlError } from "smol-toml";
import { distance } from "../base/distance.ts";
import { Failure } from "../base/failure.ts";
import { trustedFrom } from "../edges/authentication/trusted.ts";
import { type Place, placeFrom } from "../edges/scanners/place.ts";

interface Opened {
  /** The numbers of sockets that were opened there for us; without them we open our own. */
  readonly fds?: readonly number[];
}

/** An address to listen on. Port 0 takes a free one. */
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
  /** As given; read by the delivery edge. Null: what is set in the web pages holds. */
  readonly outgoing: string | null;
  /** Bytes of the largest mail taken. */
  readonly messageSize: number;
  /** Bytes of disk kept free; null for a share of the disk. */
  readonly diskReserve: number | null;
  readonly workers: number | null;
  /** Resolvers whose word on DNSSEC is taken; null: those of resolv.conf where it says that they are trusted. */
  readonly validatingResolvers: readonly Listen[] | null;
  /** Whose mail is taken without checking its sender; this machine's own always is. */
  readonly trustedRelays: readonly string[];
  /** The name by which the trusted relays sign their Authentication-Results; null: these are not looked at. */
  readonly relayResults: string | null;
  /** New tickets that one sender may open within ten minutes; 0 for any number. */
  readonly floodLimit: number;
  /** The scanners that look at every mail; null for none. */
  readonly spamScanner: Place | null;
  readonly virusScanner: Place | null;
  /** Points from which on a mail is spam; null: what the scanner says. */
  readonly spamThreshold: number | null;
  /** Backups of nights that are kept; 0: none is made by itself. */
  readonly nightlyBackups: number;
}

interface Setting<T> {
  readonly about: string;
  readonly example: string;
  readonly initial: T;
  /** @throws a message that says what the value must look like */
  readonly read: (text: string) => T;
}

const settings: { readonly [K in keyof Configuration]: Setting<Configuration[K]> } = {
  http: setting("Where the web pages and the API listen.", "127.0.0.1:8025", null, listen),
  https: setting(
    "The same over TLS, with a self-made certificate until there is a real one.",
    "0.0.0.0:443",
    null,
    listen,
  ),
  smtp: setting("Where mail is received.", "0.0.0.0:25", null, listen),
  smtps: setting("The same with TLS from the first byte on.", "0.0.0.0:465", null, listen),
  submission: setting(
    "The same once more, for devices that know no other port; without log-in, and only to mailboxes of ours.",
    "0.0.0.0:587",
    null,
    listen,
  ),
  lmtp: setting(
    "Where a mail server of this site hands mail over by LMTP; also the path of a socket, such as /run/desk/lmtp.",
    "127.0.0.1:24",
    null,
    (text) => (text.trim().startsWith("/") ? { path: socketPath(text.trim()) } : listen(text)),
  ),
  outgoing: setting(
    "Where answers leave by: smtp://[USER:PASSWORD@]HOST:PORT, smtps://..., direct, or catch; else what the settings say.",
    "smtp://relay.example:587",
    null,
    (text) => text,
  ),
  messageSize: setting("The largest mail that is taken.", "50 MB", 50 * 1024 * 1024, bytes),
  diskReserve: setting(
    "Disk space kept free: below it mail is put off with 4xx. Without it a twentieth of the disk, at most 256 MB.",
    "256 MB",
    null,
    bytes,
  ),
  workers: setting(
    "Threads that read mail; one less than there are processors without it.",
    "1",
    null,
    (text) => {
      const n = Number(text);
      if (!Number.isInteger(n) || n < 1 || n > 64) throw new Error("a whole number from 1 to 64");
      return n;
    },
  ),
  validatingResolvers: setting(
    "DNS resolvers that check DNSSEC and that strangers cannot come between, for DANE. Else those of resolv.conf with trust-ad.",
    "127.0.0.1:53",
    null,
    (text) => text.split(",").map(resolverAt),
  ),
  trustedRelays: setting(
    "Mail servers of your own that hand mail on: senders are not checked (SPF, DKIM, DMARC) for mail by them.",
    "192.0.2.1, 10.0.0.0/8",
    [],
    (text) => {
      const relays = text.split(/[\s,]+/).filter((one) => one !== "");
      if (!trustedFrom(relays).ok) throw new Error("addresses and networks");
      return relays;
    },
  ),
  relayResults: setting(
    "The name in the Authentication-Results that your own mail servers write: then theirs are shown and used.",
    "mx.example.com",
    null,
    (text) => {
      if (!/^[\w.-]{1,253}$/.test(text.trim())) throw new Error("a host name");
      return text.trim().toLowerCase();
    },
  ),
  floodLimit: setting(
    "New tickets that one sender may open by mail within ten minutes: further mails are held together. 0: no limit.",
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
    "A spam scanner that looks at every mail: spamd:// (SpamAssassin) or rspamd://, HOST:PORT; or spamd:/PATH of a socket.",
    "rspamd://127.0.0.1:11333",
    null,
    (text) => scannerPlace(text, ["spamd", "rspamd"]),
  ),
  spamThreshold: setting(
    "Points from which on a mail is held as spam; without it what the scanner itself says.",
    "8",
    null,
    (text) => {
      const points = Number(text);
      if (text.trim() === "" || !Number.isFinite(points) || points <= 0) throw new Error("a number above 0");
      return points;
    },
  ),
  virusScanner: setting(
    "A virus scanner that looks at every mail: clamd://HOST:PORT, or clamd:/PATH of its socket.",
    "clamd:/run/clamav/clamd.ctl",
    null,
    (text) => scannerPlace(text, ["clamd"]),
  ),
  nightlyBackups: setting(
    "A backup is made each night into DIR/backups: so many of them are kept. off: none is made by itself.",
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
/** As the name stands in the file: message_size. */
const fileName = (key: Key): string => key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

/**
 * The configuration: built-in values, overridden by the file, then by MAILMANAGER_* variables, then by flags.
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
        `${found.where}: "${found.text}" will not do; it takes ${wanted}, such as ${settings[key].example}`,
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
    trustedRelays: value("trustedRelays"),
    relayResults: value("relayResults"),
    floodLimit: value("floodLimit"),
    spamScanner: value("spamScanner"),
    spamThreshold: value("spamThreshold"),
    nightlyBackups: value("nightlyBackups"),
    virusScanner: value("virusScanner"),
  };
}

/** An annotated file with every setting, all of them commented out. */
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
      throw new Failure(`${file}, line ${line}: there is no setting "${name}"; ${nearest(name)}`);
    }
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "bigint") {
      throw new Failure(
        `${file}, line ${line}: ${name} takes a text in quotes, such as "${settings[key].example}"`,
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

/** A suggestion for a word that is not known. */
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

/** The port may be left out. */
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

/** Paths of sockets are short (unix(7)). */
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
