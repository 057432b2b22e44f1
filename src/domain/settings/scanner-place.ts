import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";

/** The kinds of scanners, by the scheme of their address. */
export type Kind = "spamd" | "rspamd" | "clamd";

/** Where a scanner listens: a host and port, or a Unix socket. */
export interface Place {
  readonly kind: Kind;
  readonly at: { readonly host: string; readonly port: number } | { readonly path: string };
}

const ports: Readonly<Record<Kind, number>> = { spamd: 783, rspamd: 11333, clamd: 3310 };

/**
 * A scanner's address: "clamd://HOST:PORT" or "clamd:/run/clamav/clamd.ctl"; without a port the default
 * one.
 * @param kinds which scanners are accepted
 */
export function placeFrom(text: string, kinds: readonly Kind[]): Result<Place, Fault> {
  const [, name, rest = ""] = /^([a-z]+):(.+)$/.exec(text.trim()) ?? [];
  const kind = kinds.find((one) => one === name);
  const [, v6, host = v6, port] = /^\/\/(?:\[([\da-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?\/?$/i.exec(rest) ?? [];
  if (kind !== undefined && /^\/[^/]/.test(rest)) return ok({ kind, at: { path: rest } });
  const number = Number(port ?? (kind && ports[kind]));
  if (
    kind === undefined ||
    host === undefined ||
    (v6 && !URL.canParse(`http://[${v6}]/`)) ||
    !(number >= 1 && number <= 65_535)
  ) {
    return refuse(fault("scanner.place", { params: { place: text } }));
  }
  return ok({ kind, at: { host, port: number } });
}
