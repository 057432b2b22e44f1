import { Parser } from "htmlparser2";

/** The most properties read of an environment. */
const MOST = 200;

/**
 * The properties of an OVF environment (ovf-env.xml, DSP0243 section 11) by key; empty ones and "null" are left out.
 */
export function ovfProperties(xml: string): ReadonlyMap<string, string> {
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
