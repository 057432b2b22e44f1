import { type Fault, fault, type PlainReason } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { isFilter } from "./filter.ts";

/** How to look people up in the company's directory and verify their passwords. */
export interface Directory {
  readonly enabled: boolean;
  /** ldap://HOST[:PORT] or ldaps://HOST[:PORT]: the first that answers is used. */
  readonly servers: readonly string[];
  /** How a connection to ldap:// is encrypted; one to ldaps:// always is. */
  readonly encryption: "starttls" | "none";
  /** The CAs (PEM) that issued the servers' certificates; "" for those that the machine trusts. */
  readonly authorities: string;
  /** The search account; "" for an anonymous bind (RFC 4513 section 5.1.1). */
  readonly bindDn: string;
  readonly bindPassword: string;
  /** People are searched below it. */
  readonly baseDn: string;
  /** Finds a person by their user name, which replaces {user}. */
  readonly filter: string;
  readonly nameAttribute: string;
  readonly mailAttribute: string;
  /** People who are in it but have no account here; "create": they become agents when they first log in. */
  readonly newcomers: "refuse" | "create";
}

export interface DirectoryServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the start. */
  readonly tls: boolean;
}

const MOST_SERVERS = 5;

/** The server in an address such as ldaps://ldap.example.org; null if it is not valid. */
export function directoryServer(address: string): DirectoryServer | null {
  const found = /^(ldaps?):\/\/([a-z0-9_](?:[a-z0-9_.-]{0,252}[a-z0-9_])?)(?::(\d{1,5}))?\/?$/i.exec(
    address.trim(),
  );
  if (!found) return null;
  const [, scheme = "", host = "", given] = found;
  const tls = scheme.toLowerCase() === "ldaps";
  const port = given === undefined ? (tls ? 636 : 389) : Number(given);
  return port < 1 || port > 65_535 ? null : { host: host.toLowerCase(), port, tls };
}

/** The settings as they are stored, or the faults by field. */
export function checkedDirectory(directory: Directory): Result<Directory, Fault> {
  const wrong = (field: string, reason: PlainReason) => refuse(fault(reason, { field }));
  const servers = [...new Set(directory.servers.map((one) => one.trim()).filter((one) => one !== ""))];
  const bad = servers.find((one) => directoryServer(one) === null);
  if (bad !== undefined) {
    return refuse(fault("ldap.server", { field: "servers", params: { server: bad.slice(0, 100) } }));
  }
  if (servers.length === 0 || servers.length > MOST_SERVERS)
    return refuse(fault("ldap.servers", { field: "servers", params: { most: MOST_SERVERS } }));
  const authorities = directory.authorities.trim();
  if (
    authorities !== "" &&
    !/^-----BEGIN CERTIFICATE-----[\s\S]{1,100000}-----END CERTIFICATE-----$/.test(authorities)
  )
    return wrong("authorities", "pem.certificate");
  const bindDn = directory.bindDn.trim();
  if (/\p{Cc}/u.test(bindDn) || bindDn.length > 1000) return wrong("bindDn", "ldap.bind-dn");
  if (bindDn !== "" && directory.bindPassword === "") return wrong("bindPassword", "ldap.bind-password");
  const baseDn = directory.baseDn.trim();
  if (baseDn.length > 1000 || !/^[a-zA-Z0-9][a-zA-Z0-9.-]*\s*=\P{Cc}+$/u.test(baseDn))
    return wrong("baseDn", "ldap.base-dn");
  const filter = directory.filter.trim();
  if (filter.length > 2000 || !isFilter(filter)) return wrong("filter", "ldap.filter");
  for (const field of ["nameAttribute", "mailAttribute"] as const) {
    if (!/^[a-zA-Z][a-zA-Z0-9-]{0,99}$/.test(directory[field].trim())) return wrong(field, "ldap.attribute");
  }
  return ok({
    ...directory,
    ...{ servers, authorities, bindDn, baseDn, filter },
    bindPassword: bindDn === "" ? "" : directory.bindPassword,
    nameAttribute: directory.nameAttribute.trim(),
    mailAttribute: directory.mailAttribute.trim(),
  });
}
