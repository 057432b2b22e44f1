import { settingFields } from "./kinds.ts";

/** The most characters of a name, a filter or an address of the directory. */
const LINE = 2000;

/** The company's directory, which people log in with. */
export const directoryFields = settingFields({
  enabled: {
    ...({ is: "flag", label: "directory.enabled", hint: "directory.enabled.hint" } as const),
    description: "Whether people can log in with the directory",
  },
  servers: {
    ...{ is: "list", each: LINE, most: 20, between: "lines", rows: 2, required: true },
    ...({ label: "directory.servers", hint: "directory.servers.hint" } as const),
    description: "ldap://HOST[:PORT] or ldaps://HOST[:PORT]; the first that answers is used",
  },
  encryption: {
    ...({ is: "choice", label: "directory.encryption" } as const),
    options: { starttls: "directory.encryption.starttls", none: "directory.encryption.none" },
    description: "Encryption of ldap:// connections",
  },
  authorities: {
    ...{ is: "text", most: 120_000, rows: 2 },
    ...({ label: "directory.authorities", hint: "directory.authorities.hint" } as const),
    description: "CA certificates in PEM; empty: the CAs that the machine trusts",
  },
  bindDn: {
    ...({ is: "text", most: LINE, label: "directory.bindDn", hint: "directory.bindDn.hint" } as const),
    description: "DN of the search account; empty: anonymous",
  },
  bindPassword: {
    ...({
      is: "secret",
      most: LINE,
      label: "directory.bindPassword",
      kept: "directory.bindPassword.kept",
    } as const),
    description:
      "Write-only: never returned; unchanged if not given, unless a server, the account or the encryption changes",
  },
  baseDn: {
    ...{ is: "text", most: LINE, required: true },
    ...({ label: "directory.baseDn", hint: "directory.baseDn.hint" } as const),
    description: "DN below which people are searched",
  },
  filter: {
    ...{ is: "text", most: LINE, required: true },
    ...({ label: "directory.filter", hint: "directory.filter.hint" } as const),
    description: "Finds a person; {user} is replaced by the user name entered",
  },
  nameAttribute: {
    ...{ is: "text", most: LINE, required: true },
    ...({ label: "directory.nameAttribute", hint: "directory.nameAttribute.hint" } as const),
  },
  mailAttribute: { is: "text", most: LINE, required: true, label: "directory.mailAttribute" },
  newcomers: {
    ...({ is: "choice", label: "directory.newcomers" } as const),
    options: { refuse: "directory.newcomers.refuse", create: "directory.newcomers.create" },
    buttons: { refuse: "directory.newcomers.refuse.hint", create: "directory.newcomers.create.hint" },
    description: "People who have no account here: refuse them, or create an agent at their first log-in",
  },
});
