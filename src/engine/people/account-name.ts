import { createHash } from "node:crypto";
import { type UserName, userName } from "../../base/ids.ts";
import { validUserName } from "../../domain/people/index.ts";

/** Characters of a name that are kept where it has to be made. */
const KEPT = 30;
/** Hexadecimal digits that keep made names apart. */
const DIGITS = 10;

/**
 * The user name here of an account in the directory: the same in lower case, or, if that cannot be a user name, one made
 * from it: its letters without accents, and a suffix that differs for each account, such as "jorg-9c2e01f3aa".
 * @param account as the directory has it; case does not matter
 */
export function userNameOf(account: string): UserName {
  const valid = validUserName(account);
  if (valid !== null) return valid;
  const folded = account.normalize("NFKC").trim().toLowerCase();
  const suffix = createHash("sha256").update(folded).digest("hex").slice(0, DIGITS);
  const [local = ""] = folded.split("@");
  const letters = local
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, " ")
    .trim()
    .replaceAll(" ", ".")
    .slice(0, KEPT);
  return userName(`${letters === "" ? "user" : letters}-${suffix}`);
}
