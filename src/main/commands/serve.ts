import { handedOver, socketNames, withSockets } from "../../app/activation.ts";
import { configure } from "../../app/configuration.ts";
import { createLog } from "../../app/log.ts";
import { keepFromChildren, managerOf } from "../../app/manager.ts";
import { serve as serveData } from "../../app/serve.ts";
import { reportHealth } from "../../app/watchdog.ts";
import { listens } from "../../engine/operate/data-folder/lock.ts";
import { type Command, readArgs, required, WrongUsage } from "./command.ts";

export const serve: Command = {
  name: "serve",
  summary: "runs MailManager: receives mail, serves the pages and the API, sends replies",
  usage: `serve --data DIR [--config FILE] [--http ADDR:PORT] [--https ADDR:PORT] [--smtp ADDR:PORT]
                       [--smtps ADDR:PORT] [--submission ADDR:PORT] [--lmtp ADDR:PORT | PATH]
                       [--trusted-proxies ADDR,...]
                       [--outgoing smtp://[USER:PASSWORD@]HOST:PORT | smtps://... | direct | catch]`,
  help: `Runs on DIR until it is stopped (SIGTERM or Ctrl-C). Then it accepts nothing new, finishes what it is doing, and leaves
the rest in its durable queues. Port 0 uses a free port; the actual addresses are logged and written to DIR/run.json.

If DIR does not exist or is empty, it is set up in the browser first: every page leads to /setup, which asks for the
code in DIR/setup-code (also shown on a terminal). Mail that arrives meanwhile is deferred with 450.

  --config FILE    a configuration file; "mailmanager help configuration" prints a sample. Options and MAILMANAGER_*
                   variables take precedence over it
  --http, --https  where the pages and the API listen
  --smtp           where mail is received
  --smtps          the same with TLS from the start
  --submission     the same, usually on port 587, for devices that cannot use another port; without log-in
  --lmtp           where a mail server at this site delivers mail by LMTP: an address, or the path of a socket
  --trusted-proxies
                   proxies before the pages, as addresses or networks: what these say in X-Forwarded-For, -Proto and -Host
                   about who asks is believed
  --outgoing       how replies are delivered: through a mail server, or "direct" to the recipients' servers (MX);
                   "catch" keeps them here and shows them on the page /caught. Without this option, the setting
                   made in the pages applies

Under systemd it uses the sockets that are passed to it (LISTEN_FDS), by their names: ${socketNames.join(", ")}.
These take precedence over the addresses given here. If both http and https are passed, http redirects to https.
It tells systemd when it is ready, its progress during a long start, and that it is alive (NOTIFY_SOCKET, WATCHDOG_USEC).`,

  async run(args, io) {
    const { values } = readArgs(args, {
      data: { type: "string" },
      config: { type: "string" },
      http: { type: "string" },
      https: { type: "string" },
      smtp: { type: "string" },
      smtps: { type: "string" },
      submission: { type: "string" },
      lmtp: { type: "string" },
      "trusted-proxies": { type: "string" },
      outgoing: { type: "string" },
    });
    const data = required(values.data, "data");
    const { http, https, smtp, smtps, submission, lmtp, outgoing } = values;
    const log = createLog(io.err);
    const manager = managerOf(io.env, process.pid, log);
    const sockets = handedOver(io.env, process.pid);
    keepFromChildren(process.env);
    const trustedProxies = values["trusted-proxies"];
    const flags = { http, https, smtp, smtps, submission, lmtp, trustedProxies, outgoing };
    const configuration = withSockets(configure({ file: values.config, env: io.env, flags }), sockets, log);
    if (socketNames.every((name) => configuration[name] === null)) {
      throw new WrongUsage(
        "nothing to listen on; use --http, --https, --smtp or --lmtp (under systemd: start the sockets)",
      );
    }
    const stopAsked = new Promise<string>((resolve) => {
      for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve(signal));
    });
    const serving = await serveData(data, configuration, log, manager).catch((cause: unknown) => {
      manager.status(cause instanceof Error ? cause.message : String(cause));
      throw cause;
    });
    const { running, code } = serving;
    manager.ready();
    const endReports = reportHealth(manager, serving.write, `serving: ${listens(running)}`, log);
    if (io.terminal) {
      const page = running.http ? `http://${running.http}` : `https://${running.https}`;
      const asked = code === null ? "" : ` It asks for the setup code: ${code}`;
      io.err(`\nOpen ${page} in a browser.${asked}\n\n`);
    }
    let signal: string;
    try {
      signal = await Promise.race([stopAsked, serving.broken]);
    } catch (cause) {
      endReports();
      await serving.stop();
      throw cause;
    }
    log.info("stopping", { signal });
    endReports();
    manager.stopping();
    manager.status("stopping: finishing current work");
    await serving.stop();
    log.info("stopped");
    return 0;
  },
};
