import { hostname } from "node:os";
import { ok } from "../../src/base/result.ts";
import type { Box } from "../box.ts";
import type { Handler } from "../handler.ts";
import { bad, codeOf, connectionFailed, good, resolver, talkTo } from "../network/probe.ts";
import type { Arguments, Check } from "../protocol.ts";

/** Runs one check. */
export const diagnose: Handler<"diagnose"> = {
  run: async (box, asked) => ok([...(await tried(box, asked))]),
};

async function tried(box: Box, asked: Arguments<"diagnose">): Promise<readonly Check[]> {
  switch (asked.kind) {
    case "ping":
      return [await ping(box, asked.target)];
    case "dns":
      return Promise.all([lookUp(asked.target, "A"), lookUp(asked.target, "AAAA")]);
    case "mx":
      return mailServers(asked.target);
    case "smtp":
      return [await smtp(asked.target, asked.port)];
    case "ldap":
      return [await ldap(asked.target, asked.port)];
  }
}

async function ping(box: Box, target: string): Promise<Check> {
  const { status, out, err } = await box.run("ping", ["-n", "-c", "3", "-W", "2", target], { limit: 15_000 });
  const [, loss = ""] = /, ([\d.]+)% packet loss/.exec(out) ?? [];
  const [, rtt = ""] = /= [\d.]+\/([\d.]+)\//.exec(out) ?? [];
  if (status === 0) return good("ping", `${target} answers in ${rtt} ms, ${loss} % lost`);
  if (status === 1)
    return bad("ping", `${target} does not answer`, "It may be off, or not answer pings at all");
  return bad(
    "ping",
    err.trim().split("\n").at(-1) || `${target} could not be tested`,
    "Check the name, DNS and gateway",
  );
}

async function lookUp(target: string, type: "A" | "AAAA"): Promise<Check> {
  const check = `DNS ${type}`;
  try {
    const found = type === "A" ? await resolver().resolve4(target) : await resolver().resolve6(target);
    return good(check, found.join(", "));
  } catch (cause) {
    const code = codeOf(cause);
    if (code === "ENODATA") return good(check, `${target} has none`);
    if (code === "ENOTFOUND") return bad(check, `${target} does not exist`, "Check the name");
    return bad(check, `DNS did not answer (${code})`, "Check the DNS servers");
  }
}

async function mailServers(target: string): Promise<readonly Check[]> {
  try {
    const found = await resolver().resolveMx(target);
    const sorted = found.sort((a, b) => a.priority - b.priority).slice(0, 5);
    if (sorted.some(({ exchange }) => exchange === ""))
      return [bad("MX", `${target} accepts no mail (RFC 7505)`, "Mail to it cannot be delivered")];
    const listed = good("MX", sorted.map(({ priority, exchange }) => `${priority} ${exchange}`).join(", "));
    return [listed, ...(await Promise.all(sorted.map(({ exchange }) => smtp(exchange, 25))))];
  } catch (cause) {
    const code = codeOf(cause);
    if (code === "ENODATA" || code === "ENOTFOUND")
      return [bad("MX", `${target} names no mail server`, "Check the domain")];
    return [bad("MX", `DNS did not answer (${code})`, "Check the DNS servers")];
  }
}

async function smtp(target: string, port: number): Promise<Check> {
  const check = `SMTP ${target}:${port}`;
  try {
    const heard = await talkTo(target, port, [`EHLO ${hostname()}`, "QUIT"]);
    const banner =
      heard
        .split(/\r?\n/)[0]
        ?.replace(/[^\x20-\x7e]/g, "?")
        .slice(0, 200) ?? "";
    if (!banner.startsWith("220"))
      return bad(
        check,
        `It says "${banner}"`,
        "It does not accept mail from this appliance, or requires TLS from the start",
      );
    return good(
      check,
      `${banner}${/^250[ -]STARTTLS\r?$/im.test(heard) ? ", with STARTTLS" : ", without encryption"}`,
    );
  } catch (cause) {
    return connectionFailed(check, `${target}:${port}`, cause);
  }
}

async function ldap(target: string, port: number): Promise<Check> {
  const check = `LDAP ${target}:${port}`;
  try {
    await talkTo(target, port, null);
    return good(check, "It can be reached");
  } catch (cause) {
    return connectionFailed(check, `${target}:${port}`, cause);
  }
}
