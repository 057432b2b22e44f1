import { readFileSync } from "node:fs";
import { isIPv4, isIPv6 } from "node:net";
import { parse, TomlError } from "smol-toml";
import { distance } from "../base/distance.ts";
import type { Subject } from "../base/failure.ts";
import { type Fault, fault } from "../base/fault.ts";
import { decimalNumber, wholeNumber } from "../base/numbers.ts";
import { ok, type Result, refuse } from "../base/result.ts";
import { systemFault } from "../base/system-fault.ts";
import {
  type ConfiguredService,
  coversEverything,
  isNetwork,
  isRelayName,
  isSpamThreshold,
  type Kind,
  placeFrom,
  scannerKinds,
} from "../domain/settings/index.ts";
import type { Text } from "../text/command-line.ts";
import { failure } from "../text/index.ts";

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
  /** The URL of the journal in PostgreSQL; null: it is in the data folder. */
  readonly journal: string | null;
  /** As given; parsed by the delivery edge. Null: the setting made in the web pages applies. */
  readonly outgoing: string | null;
  /** The largest mail accepted, in bytes. Null, as in the other settings of ServiceSettings: what is set in the pages. */
  readonly messageSize: number | null;
  /** Bytes of disk kept free; null for a share of the disk. */
  readonly diskReserve: number | null;
  readonly workers: number | null;
  /** Resolvers trusted to validate DNSSEC; null: those of resolv.conf, if it has `trust-ad`. */
  readonly validatingResolvers: readonly Listen[] | null;
  /** Addresses and networks of the proxies before the pages; null: what is set in the pages. */
  readonly trustedProxies: readonly string[] | null;
  /** Addresses and networks from which /metrics is read without a token. */
  readonly metricsFrom: readonly string[];
  /** Addresses and networks whose mail is accepted without checking its sender; null: not given. A first value only. */
  readonly trustedRelays: readonly string[] | null;
  /** The name that trusted relays use in Authentication-Results; null: not given. A first value only. */
  readonly relayResults: string | null;
  /** New tickets that one sender may create within ten minutes, 0: unlimited; null: not given. A first value only. */
  readonly floodLimit: number | null;
  /** The addresses of the scanners that check every mail; null: what is set in the pages. */
  readonly spamScanner: string | null;
  readonly virusScanner: string | null;
  /** The score from which a mail is spam; null: not given. A first value only. */
  readonly spamThreshold: number | null;
  /** How many nightly backups are kept, 0: none are made; null: what is set in the pages. */
  readonly nightlyBackups: number | null;
}

interface Setting<T> {
  readonly example: string;
  readonly initial: T;
  readonly read: (text: string) => Result<T, Unfit>;
}

/** Why a value is not valid: gives the fault about it. */
type Unfit = (found: { readonly value: string; readonly example: string }) => Fault;

const settings: { readonly [K in keyof Configuration]: Setting<Configuration[K]> } = {
  http: setting("127.0.0.1:8025", null, listen),
  https: setting("0.0.0.0:443", null, listen),
  smtp: setting("0.0.0.0:25", null, listen),
  smtps: setting("0.0.0.0:465", null, listen),
  submission: setting("0.0.0.0:587", null, listen),
  lmtp: setting<Configuration["lmtp"]>("127.0.0.1:24", null, (text) =>
    text.trim().startsWith("/") ? socketPath(text.trim()) : listen(text),
  ),
  journal: setting<string | null>("postgres://mailmanager:PASSWORD@127.0.0.1/mailmanager", null, journalUrl),
  outgoing: setting("smtp://relay.example:587", null, (text) => ok(text)),
  messageSize: setting<number | null>("50 MB", null, bytes),
  diskReserve: setting("256 MB", null, bytes),
  workers: setting("1", null, (text) => whole(text, 1, 64)),
  validatingResolvers: setting("127.0.0.1:53", null, resolvers),
  trustedProxies: setting<Configuration["trustedProxies"]>("127.0.0.1, ::1", null, trusted),
  metricsFrom: setting("192.0.2.10, 10.1.0.0/16", [], networks),
  trustedRelays: setting<Configuration["trustedRelays"]>("192.0.2.1, 10.0.0.0/8", null, trusted),
  relayResults: setting("mx.example.com", null, (text) => {
    const unfit: Unfit = (found) => fault("configuration.host", { params: found });
    return isRelayName(text.trim()) ? ok(text.trim().toLowerCase()) : refuse(unfit);
  }),
  floodLimit: setting<number | null>("400", null, (text) => whole(text, 0, 1000)),
  spamScanner: setting("rspamd://127.0.0.1:11333", null, (text) => scannerPlace(text, scannerKinds.spam)),
  spamThreshold: setting("8", null, (text) => {
    const points = decimalNumber(text);
    const unfit: Unfit = (found) => fault("configuration.above", { params: { ...found, least: 0 } });
    return points !== null && isSpamThreshold(points) ? ok(points) : refuse(unfit);
  }),
  virusScanner: setting("clamd:/run/clamav/clamd.ctl", null, (text) =>
    scannerPlace(text, scannerKinds.virus),
  ),
  nightlyBackups: setting<number | null>("3", null, (text) => {
    const n = text.trim() === "off" ? 0 : wholeNumber(text);
    const unfit: Unfit = (found) =>
      fault("configuration.whole-or-off", { params: { ...found, least: 1, most: 100 } });
    return n !== null && n <= 100 ? ok(n) : refuse(unfit);
  }),
};

type Key = keyof Configuration;
const keys = Object.keys(settings).filter((key): key is Key => key in settings);
/** A setting's name in the file, such as message_size. */
export const fileName = (key: Key): string => key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

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
    const found: Found | undefined =
      flag !== undefined
        ? { text: flag, where: `--${fileName(key).replaceAll("_", "-")}` }
        : set !== undefined
          ? { text: set, where: variable }
          : inFile.get(key);
    if (found === undefined) return settings[key].initial;
    const read = settings[key].read(found.text);
    if (read.ok) return read.value;
    const { example } = settings[key];
    throw failure(read.error({ value: found.text, example }), { subject: found.where });
  };
  return {
    http: value("http"),
    https: value("https"),
    smtp: value("smtp"),
    smtps: value("smtps"),
    submission: value("submission"),
    lmtp: value("lmtp"),
    journal: value("journal"),
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

/** What a configuration says of the settings in the pages: a port that it opens is on. */
export const configuredService = ({ smtps, submission, ...same }: Configuration): ConfiguredService => ({
  ...same,
  smtps: smtps && true,
  submission: submission && true,
});

/** A configuration file with all settings explained and commented out. */
export function sampleConfiguration(t: Text): string {
  return keys
    .map((key) => `# ${t(`setting.${key}`)}\n# ${fileName(key)} = "${settings[key].example}"\n`)
    .join("\n");
}

interface Found {
  readonly text: string;
  /** The option, the variable, or the line of the file. */
  readonly where: Subject;
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
    const where = lineOf(file, line);
    if (key === undefined) throw failure(unknownSetting(name), { subject: where });
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "bigint") {
      const { example } = settings[key];
      throw failure(fault("configuration.type", { params: { name, example } }), { subject: where });
    }
    found.set(key, { text: String(value), where });
  }
  return found;
}

function contents(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const problem = systemFault(cause, file);
    if (problem === null) throw cause;
    throw failure(problem, { subject: fault("configuration.unreadable", { params: { file } }) });
  }
}

function parsed(file: string, text: string): object {
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const problem = cause.message.split("\n")[0] ?? "";
    throw failure(fault("configuration.form", { params: { problem } }), {
      subject: lineOf(file, cause.line),
    });
  }
}

const lineOf = (file: string, line: number): Subject =>
  fault("configuration.line", { params: { file, line } });

/** The fault about an unknown setting suggests another, or names all. */
function unknownSetting(name: string): Fault {
  const names = keys.map(fileName);
  const close = names.find((one) => distance(one, name) <= 2);
  return close
    ? fault("configuration.misspelt", { params: { name, known: close } })
    : fault("configuration.unknown", { params: { name, known: names.join(", ") } });
}

function setting<T>(example: string, initial: T, read: Setting<T>["read"]): Setting<T> {
  return { example, initial, read };
}

function whole(text: string, least: number, most: number): Result<number, Unfit> {
  const n = wholeNumber(text);
  return n !== null && n >= least && n <= most
    ? ok(n)
    : refuse((found) => fault("configuration.whole", { params: { ...found, least, most } }));
}

/** The fault does not repeat the value, which may have a password. */
function journalUrl(text: string): Result<string, Unfit> {
  const url = URL.parse(text.trim());
  const good = url !== null && ["postgres:", "postgresql:"].includes(url.protocol) && url.hostname !== "";
  return good
    ? ok(text.trim())
    : refuse(({ example }) => fault("configuration.journal", { params: { example } }));
}

const notListen: Unfit = (found) => fault("configuration.listen", { params: found });

function listen(text: string): Result<Listen, Unfit> {
  const [, v6, name, port] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text.trim()) ?? [];
  const host = v6 ?? name ?? "";
  const good = v6 ? isIPv6(v6) : isIPv4(host) || host === "localhost";
  return good && Number(port) <= 65_535 ? ok({ host, port: Number(port) }) : refuse(notListen);
}

function resolvers(text: string): Result<readonly Listen[], Unfit> {
  const found: Listen[] = [];
  for (const one of text.split(",").map(resolverAt)) {
    if (!one.ok) return one;
    found.push(one.value);
  }
  return ok(found);
}

function networks(text: string): Result<readonly string[], Unfit> {
  const list = text.split(/[\s,]+/).filter((one) => one !== "");
  return list.every(isNetwork)
    ? ok(list)
    : refuse((found) => fault("configuration.relays", { params: found }));
}

/** Networks that do not cover everything: else everyone could say which address they come from. */
function trusted(text: string): Result<readonly string[], Unfit> {
  const list = networks(text);
  return list.ok && list.value.some(coversEverything)
    ? refuse((found) => fault("configuration.everything", { params: found }))
    : list;
}

/** The port is optional. */
function resolverAt(text: string): Result<Listen, Unfit> {
  const address = text.trim();
  if (isIPv4(address) || isIPv6(address)) return ok({ host: address, port: 53 });
  return listen(address);
}

function scannerPlace(text: string, kinds: readonly Kind[]): Result<string, Unfit> {
  if (placeFrom(text, kinds).ok) return ok(text.trim());
  const forms = kinds.flatMap((kind) => [`${kind}://HOST:PORT`, `${kind}:/PATH`]).join(", ");
  return refuse((found) => fault("configuration.scanner", { params: { ...found, forms } }));
}

/** The length of a socket's path is limited (unix(7)). */
function socketPath(path: string): Result<SocketFile, Unfit> {
  const most = 100;
  return Buffer.byteLength(path) <= most
    ? ok({ path })
    : refuse((found) => fault("configuration.socket", { params: { ...found, most } }));
}

function bytes(text: string): Result<number, Unfit> {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)\s*(k|m|g)?i?b?$/i.exec(text.trim()) ?? [];
  const factor = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[unit.toLowerCase()];
  if (number === undefined || factor === undefined)
    return refuse((found) => fault("configuration.size", { params: found }));
  return ok(Math.round(Number(number) * factor));
}
