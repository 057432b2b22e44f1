/** Postfix for comparison: with its own configuration, queue and port; it queues mail and delivers none. */
import { execFile } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../support/ports.ts";

const call = promisify(execFile);

export interface Postfix {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Starts it in its own folder, independent of any other instance.
 * @param domain whose mail is accepted
 * @returns why it cannot be measured here, if it cannot
 */
export async function startPostfix(domain: string): Promise<Postfix | string> {
  if (process.getuid?.() !== 0) return "Postfix starts as root only";
  const ids = await call("id", ["-u", "postfix"]).catch(() => null);
  if (!existsSync("/usr/sbin/postfix") || ids === null)
    return "Postfix is not installed (Debian package postfix)";
  const uid = Number(ids.stdout);
  const folder = mkdtempSync(join(tmpdir(), "postfix-"));
  const [configuration, queue, data] = ["etc", "queue", "data"].map((name) => join(folder, name));
  if (!configuration || !queue || !data) throw new Error("three folders");
  for (const path of [configuration, queue, data]) mkdirSync(path, { recursive: true });
  // Its daemons run as another user.
  chmodSync(folder, 0o755);
  chownSync(data, uid, 0);
  const port = await freePort();
  const main = {
    compatibility_level: "3.6",
    queue_directory: queue,
    data_directory: data,
    myhostname: `mail.${domain}`,
    mydestination: domain,
    local_recipient_maps: "",
    alias_maps: "",
    alias_database: "",
    mynetworks: "127.0.0.0/8",
    inet_protocols: "ipv4",
    smtpd_tls_security_level: "none",
    message_size_limit: "52428800",
    // Without limits per client: all load comes from one address.
    smtpd_client_connection_count_limit: "0",
    smtpd_client_connection_rate_limit: "0",
    smtpd_peername_lookup: "no",
    // Queue only, no delivery.
    smtpd_end_of_data_restrictions: "check_client_access static:HOLD",
  };
  writeFileSync(
    join(configuration, "main.cf"),
    `${Object.entries(main)
      .map(([name, value]) => `${name} = ${value}`)
      .join("\n")}\n`,
  );
  writeFileSync(
    join(configuration, "master.cf"),
    `127.0.0.1:${port} inet n - n - 100 smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
local unix - n n - - local
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
`,
  );
  try {
    await call("postfix", ["-c", configuration, "start"]);
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true });
    return `Postfix did not start: ${cause instanceof Error && "stderr" in cause ? cause.stderr : cause}`;
  }
  return {
    port,
    async stop() {
      await call("postfix", ["-c", configuration, "stop"]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
