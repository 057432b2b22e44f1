/** The properties of an OVF package (DSP0243), as a hypervisor hands them over. */
import { join } from "node:path";
import { Parser } from "htmlparser2";
import type { Box } from "../box.ts";
import { textIfAny } from "../files.ts";
import { type Fields, fieldsOf, merged, readDocument } from "./document.ts";

/** The most properties read of an environment. */
const MOST = 200;

/**
 * The seed in an OVF environment (section 11), by the names of a seed's fields: the properties that our OVF file declares
 * (image/convert.ts), and any others under their own names. The property "seed" holds a whole document, which the other
 * properties override. Properties that are empty or "null" are left out.
 * @param note called with the cause if that document cannot be read; the other properties count all the same
 */
export function ovfFields(xml: string, note: (problem: string) => void): Fields {
  const properties = new Map(ovfProperties(xml));
  const document = properties.get("seed");
  properties.delete("seed");
  const fields = new Map([...properties].map(([key, value]) => [declared[key] ?? key, value]));
  if (document === undefined) return fields;
  try {
    return merged(fields, fieldsOf(readDocument(document, "seed")));
  } catch (cause) {
    note(`the property "seed": ${cause instanceof Error ? cause.message : String(cause)}`);
    return fields;
  }
}

/** The properties of our OVF file that are named differently from the field. */
const declared: Readonly<Record<string, string>> = {
  mailbox: "mailbox.address",
  "admin-email": "admin.email",
};

/**
 * The OVF environment that VMware passes without a disc (the transport "com.vmware.guestInfo"); "" if there is none.
 * Only on VMware: elsewhere the I/O port that the tool uses does not exist, and it crashes.
 */
export async function guestInfoEnvironment(box: Box): Promise<string> {
  const vendor = textIfAny(join(box.places.sys, "class/dmi/id/sys_vendor")) ?? "";
  if (!vendor.startsWith("VMware")) return "";
  const { status, out, err } = await box.run("vmware-rpctool", ["info-get guestinfo.ovfEnv"]);
  if (status === 0) return out;
  // What is said if the machine was not deployed from an OVF file.
  if (/no value found/i.test(`${out}${err}`)) return "";
  throw new Error(`vmware-rpctool: ${(err || out).trim() || `ended with ${status ?? "a signal"}`}`);
}

/** The properties of an OVF environment by key. */
function ovfProperties(xml: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (local(name) !== "Property" || found.size >= MOST) return;
        const by = new Map(Object.entries(attributes).map(([key, value]) => [local(key), value]));
        const [key, value] = [by.get("key"), by.get("value")?.trim()];
        // Hypervisors may add a class to the key ("mailmanager.1.hostname"); ours have none.
        if (key !== undefined && value !== undefined && value !== "" && value !== "null")
          found.set(key, value);
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(xml);
  return found;
}

const local = (name: string): string => name.slice(name.indexOf(":") + 1);
