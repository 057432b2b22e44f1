import { inheritedSockets, socketNames, withSockets } from "../../app/activation.ts";
import { configure } from "../../app/configuration.ts";
import { createLog, logWarnings } from "../../app/log.ts";
import { keepFromChildren, managerOf } from "../../app/manager.ts";
import { type Serving, serve as serveData } from "../../app/serve.ts";
import { reportHealth } from "../../app/watchdog.ts";
import { listens } from "../../engine/operate/data-folder/lock.ts";
import { type Command, type CommandIo, messageOf, readArgs, required, WrongUsage } from "./command.ts";

export const serve: Command = {
  name: "serve",
  summary: (t) => t("serve.summary"),
  usage: `serve --data DIR [--config FILE] [--http ADDR:PORT] [--https ADDR:PORT] [--smtp ADDR:PORT]
                       [--smtps ADDR:PORT] [--submission ADDR:PORT] [--lmtp ADDR:PORT | PATH]
                       [--trusted-proxies ADDR,...] [--journal postgres://...]
                       [--outgoing smtp://[USER:PASSWORD@]HOST:PORT | smtps://... | direct | catch]`,
  help: (t) => t("serve.help", { sockets: socketNames.join(", ") }),

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
      journal: { type: "string" },
    });
    const data = required(values.data, "data");
    const { http, https, smtp, smtps, submission, lmtp, outgoing, journal } = values;
    const log = createLog(io.err);
    logWarnings(log);
    const manager = managerOf(io.env, process.pid, log);
    const sockets = inheritedSockets(io.env, process.pid);
    keepFromChildren(process.env);
    const trustedProxies = values["trusted-proxies"];
    const flags = { http, https, smtp, smtps, submission, lmtp, trustedProxies, outgoing, journal };
    const configuration = withSockets(configure({ file: values.config, env: io.env, flags }), sockets, log);
    if (socketNames.every((name) => configuration[name] === null)) {
      throw new WrongUsage((t) => t("serve.nowhere"));
    }
    const stopAsked = new Promise<string>((resolve) => {
      for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve(signal));
    });
    const serving = await serveData(data, configuration, log, manager).catch((cause: unknown) => {
      manager.status(messageOf(io, cause));
      throw cause;
    });
    const { running, code } = serving;
    manager.ready();
    const endReports = reportHealth(manager, serving.write, () => statusText(io.t, serving), log);
    if (io.terminal) {
      const page = running.http ? `http://${running.http}` : `https://${running.https}`;
      const open = code === null ? io.t("serve.open", { page }) : io.t("serve.open-code", { page, code });
      io.err(`\n${open}\n\n`);
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
    manager.status(io.t("status.stopping"));
    await serving.stop();
    log.info("stopped");
    return 0;
  },
};

/** The line for "systemctl status". */
function statusText(t: CommandIo["t"], { running, rebuilding }: Serving): string {
  const state = rebuilding();
  const places = listens(running);
  if (state === null) return t("status.serving", { places });
  if (state.failed) return t("status.rebuild-failed", { places });
  return t("status.rebuilding", { percent: state.percent, places });
}
