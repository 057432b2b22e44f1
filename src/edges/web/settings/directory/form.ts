import * as z from "zod";
import { filters, newcomers } from "../../../../domain/directory/index.ts";
import type { ShownDirectory, WantedDirectory } from "../../../../domain/settings/index.ts";
import { box, choice, fields, line, text, type Values } from "../../parts/fields.tsx";

/** The form of the directory that people log in with. */
export const directoryForm = fields(
  z.object({
    enabled: box,
    servers: text,
    encryption: choice(["starttls", "none"]),
    authorities: text,
    bindDn: line,
    bindPassword: text,
    baseDn: line,
    filter: line,
    nameAttribute: line,
    mailAttribute: line,
    newcomers: choice(newcomers),
  }),
  {
    enabled: { label: "directory.enabled", hint: "directory.enabled.hint" },
    servers: { label: "directory.servers", hint: "directory.servers.hint", rows: 2, required: true },
    encryption: {
      label: "directory.encryption",
      options: { starttls: "directory.encryption.starttls", none: "directory.encryption.none" },
    },
    authorities: { label: "directory.authorities", hint: "directory.authorities.hint", rows: 2 },
    bindDn: { label: "directory.bindDn", hint: "directory.bindDn.hint" },
    bindPassword: { label: "directory.bindPassword", secret: "directory.bindPassword.kept" },
    baseDn: { label: "directory.baseDn", hint: "directory.baseDn.hint", required: true },
    filter: { label: "directory.filter", hint: "directory.filter.hint", required: true, maxlength: 2000 },
    nameAttribute: {
      label: "directory.nameAttribute",
      hint: "directory.nameAttribute.hint",
      required: true,
    },
    mailAttribute: { label: "directory.mailAttribute", required: true },
    newcomers: {
      label: "directory.newcomers",
      options: { create: "directory.newcomers.create", refuse: "directory.newcomers.refuse" },
      buttons: { create: "directory.newcomers.create.hint", refuse: "directory.newcomers.refuse.hint" },
    },
  },
);

/** The directory as form values; null if none is set. */
export const directoryValues = (directory: ShownDirectory | null): Values<typeof directoryForm> => ({
  enabled: directory?.enabled ?? false,
  servers: directory?.servers.join("\n") ?? "",
  encryption: directory?.encryption ?? "starttls",
  authorities: directory?.authorities ?? "",
  bindDn: directory?.bindDn ?? "",
  bindPassword: "",
  baseDn: directory?.baseDn ?? "",
  filter: directory?.filter ?? filters.openldap,
  nameAttribute: directory?.nameAttribute ?? "cn",
  mailAttribute: directory?.mailAttribute ?? "mail",
  newcomers: directory?.newcomers ?? "refuse",
});

/** The directory in the form; the stored password stays if none was typed. */
export const directoryOf = ({
  servers,
  bindPassword,
  ...rest
}: Values<typeof directoryForm>): WantedDirectory => ({
  ...rest,
  servers: servers.split("\n"),
  ...(bindPassword === "" ? {} : { bindPassword }),
});
