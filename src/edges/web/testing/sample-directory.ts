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
      ok("ldaps://dc1.harbour.example answers; its certificate is valid until 2027-03-01"),
      warning(
        "ldaps://dc2.harbour.example does not answer: connect ETIMEDOUT 192.0.2.7:636",
        "check that the server is running and no firewall blocks it, or enter another under Settings, Directory",
      ),
      ok(
        "CN=Marta Okafor,OU=Staff,DC=harbour,DC=example: displayName Marta Okafor; mail marta@harbour.example",
      ),
      problem("the directory refuses the password", "enter it again; check that the account is not locked"),
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
