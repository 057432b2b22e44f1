import type { Outgoing } from "./events.ts";
import type { ImapAccount } from "./imap.ts";

/** What logs in with an account, and to which server. */
export function loginsWith(
  name: string,
  outgoing: Outgoing | null,
  accounts: readonly Pick<ImapAccount, "name" | "host" | "login">[],
): readonly { readonly by: string; readonly host: string }[] {
  const { host } = outgoing?.kind === "smtp" && outgoing.oauth === name ? outgoing : { host: null };
  return [
    ...(host === null ? [] : [{ by: host, host: host.toLowerCase() }]),
    ...accounts
      .filter(({ login }) => login.kind === "oauth2" && login.account === name)
      .map((account) => ({ by: account.name, host: account.host.toLowerCase() })),
  ];
}
