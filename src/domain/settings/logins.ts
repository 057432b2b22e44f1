import type { Outgoing } from "./events.ts";
import type { ShownImapAccount } from "./shown.ts";

/** How mail leaves; the password does not matter. */
type Method =
  | Exclude<Outgoing, { kind: "smtp" }>
  | Pick<Extract<Outgoing, { kind: "smtp" }>, "kind" | "host" | "oauth">;

/** What logs in with an account, and to which server. */
export function loginsWith(
  name: string,
  outgoing: Method | null,
  accounts: readonly Pick<ShownImapAccount, "name" | "host" | "login">[],
): readonly { readonly by: string; readonly host: string }[] {
  const { host } = outgoing?.kind === "smtp" && outgoing.oauth === name ? outgoing : { host: null };
  return [
    ...(host === null ? [] : [{ by: host, host: host.toLowerCase() }]),
    ...accounts
      .filter(({ login }) => login.kind === "oauth2" && login.account === name)
      .map((account) => ({ by: account.name, host: account.host.toLowerCase() })),
  ];
}
