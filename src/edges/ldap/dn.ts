import ldapjs from "ldapjs";

/**
 * Lets ldapjs send and return DNs as they are written (RFC 4514). It parses them otherwise, and writes them again with every
 * letter beyond ASCII and every special character as a hexadecimal escape, which Active Directory does not find, and
 * without spaces at the ends of names. Whether a DN is valid is the server's to say.
 */
export function keepDnsAsWritten(): void {
  Object.defineProperty(ldapjs.DN, "fromString", { value: (text: string) => new WrittenDn(text) });
}

class WrittenDn extends ldapjs.DN {
  readonly #text: string;

  constructor(text: string) {
    super();
    this.#text = text;
  }

  override toString(): string {
    return this.#text;
  }
}
