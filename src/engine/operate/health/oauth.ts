import { type Finding, findingsOf } from "../../../domain/finding.ts";
import { loginsWith } from "../../../domain/settings/index.ts";
import type { View } from "../../../record/view.ts";
import type { OAuthProblem } from "../../settings/access-tokens.ts";

/** Whether mail servers can be logged in to with the OAuth accounts in use. */
export function* checkOAuth(
  view: Pick<View, "oauthAccounts" | "outgoing" | "imapAccounts">,
  problems: readonly OAuthProblem[],
  now: number,
): Generator<Finding> {
  const { ok, problem } = findingsOf("oauth");
  for (const { name, refreshToken } of view.oauthAccounts()) {
    if (loginsWith(name, view.outgoing(), view.imapAccounts()).length === 0) continue;
    const params = { account: name };
    const found = problems.filter(({ account }) => account === name);
    if (refreshToken === "") yield problem("oauth.signed-out", "sign-in", params);
    else if (found.length === 0) yield ok("oauth.ok", params);
    for (const { since, fault, signIn } of refreshToken === "" ? [] : found)
      yield problem("oauth.failing", signIn ? "sign-in" : "provider-again", {
        ...{ ...params, for: now - since, problem: fault },
      });
  }
}
