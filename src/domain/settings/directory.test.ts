import { expect, test } from "vitest";
import { fault } from "../../base/fault.ts";
import { refuse } from "../../base/result.ts";
import type { Directory } from "../directory/settings.ts";
import { decideDirectory } from "./directory.ts";
import { told } from "./testing.ts";

const ldap: Directory = {
  ...{ enabled: true, servers: ["ldaps://ldap.desk.example"], encryption: "starttls", authorities: "" },
  ...{ bindDn: "cn=search", bindPassword: "stored", baseDn: "dc=desk", filter: "(uid={user})" },
  ...{ nameAttribute: "cn", mailAttribute: "mail", newcomers: "refuse" },
};
const { bindPassword: _, ...typed } = ldap;

test("the directory is changed, and keeps its password for the same servers", () => {
  expect(told(decideDirectory(null, ldap))).toEqual([{ type: "DirectoryChanged", directory: ldap }]);
  expect(told(decideDirectory(ldap, typed))).toEqual([{ type: "DirectoryChanged", directory: ldap }]);
  const elsewhere = decideDirectory(ldap, { ...typed, servers: ["ldaps://else.example"] });
  expect(told(elsewhere)).not.toMatchObject([{ directory: { bindPassword: "stored" } }]);
});

test("it is refused for what is not valid, and for what a change refuses", () => {
  expect(told(decideDirectory(null, { ...ldap, servers: ["ftp://x"] }))).toEqual(["ldap.server", "servers"]);
  expect(told(decideDirectory(ldap, () => refuse(fault("directory.none"))))).toEqual([
    "directory.none",
    undefined,
  ]);
});
