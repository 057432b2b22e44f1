import { findingsOf } from "../../../domain/finding.ts";
import type { DirectoryView } from "../settings/directory/view.ts";
import { frame } from "./samples.ts";

const { ok, problem, warning } = findingsOf("directory");

/** A tested one: one server works, another does not, and the password is wrong. */
export const directory: DirectoryView = {
  frame: frame({ section: "settings" }),
  form: {
    values: {
      enabled: true,
      servers: "ldaps://dc1.harbour.example\nldaps://dc2.harbour.example",
      encryption: "starttls",
      authorities: "",
      bindDn: "mailmanager@harbour.example",
      bindPassword: "",
      baseDn: "ou=staff,dc=harbour,dc=example",
      filter: "(&(objectClass=user)(sAMAccountName={user}))",
      nameAttribute: "displayName",
      mailAttribute: "mail",
      newcomers: "create",
    },
    kept: ["bindPassword"],
    fault: null,
  },
  test: {
    user: "marta",
    findings: [
      ok("directory.valid", { server: "ldaps://dc1.harbour.example", day: "2027-03-01" }),
      warning("directory.silent", "directory.silent", {
        server: "ldaps://dc2.harbour.example",
        problem: "connect ETIMEDOUT 192.0.2.7:636",
      }),
      ok("directory.person", {
        account: "marta",
        dn: "CN=Marta Okafor,OU=Staff,DC=harbour,DC=example",
        ...{ nameAttribute: "displayName", names: "Marta Okafor" },
        ...{ mailAttribute: "mail", mails: "marta@harbour.example" },
      }),
      problem("directory.password-wrong", "directory.again"),
    ],
  },
};

/** One that is being set up. */
export const newDirectory: DirectoryView = {
  ...directory,
  form: {
    values: {
      ...directory.form.values,
      ...{ servers: "dc1.harbour.example", bindDn: "", baseDn: "", newcomers: "refuse" },
    },
    fault: {
      text: '"dc1.harbour.example" is not a server: it begins with ldap:// or ldaps://, and a host name follows',
      ...{ field: "servers", hint: null },
    },
  },
  test: null,
};
