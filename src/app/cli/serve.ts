import { configure } from "../configuration.ts";
import { WrongUsage } from "../failure.ts";
import { createLog } from "../log.ts";
import { serve as serveData } from "../serve.ts";
import { type Command, readArgs, required } from "./command.ts";

export const serve: Command = {
  name: "serve",
  summary: "receives mail, serves the pages and the API, sends answers",
  usage: `serve --data DIR [--config FILE] [--http ADDR:PORT] [--https ADDR:PORT] [--smtp ADDR:PORT]
                       [--lmtp ADDR:PORT | PATH]
                       [--outgoing smtp://[USER:PASSWORD@]HOST:PORT | smtps://... | direct | catch]`,
  help: `Serves DIR until it is told to stop (SIGTERM or Ctrl-C): then it takes nothing new, finishes what is under way,
and leaves the rest in its durable queues. Port 0 takes a free port; the addresses really used are logged and
written to DIR/run.json.

A DIR that does not exist or is empty is set up in the browser first: every page leads to /setup, which asks for the
code in DIR/setup-code (a terminal shows it, too). Mail that arrives meanwhile is put off with 450.

  --config FILE    a configuration file; "mailmanager help configuration" prints one. Flags and MAILMANAGER_*
                   variables come before it
  --http, --https  where the pages and the API listen
  --smtp           where mail is received
  --lmtp           where a mail server of this site hands over what it took: an address, or the path of a socket
  --outgoing       where answers leave by: a server, or "direct" for those of the recipients' domains (MX);
                   "catch" keeps them here and shows them on the page /caught. Without it,
                   what is set in the pages holds`,

  async run(args, io) {
    const { values } = readArgs(args, {
      data: { type: "string" },
      config: { type: "string" },
      http: { type: "string" },
      https: { type: "string" },
      smtp: { type: "string" },
      lmtp: { type: "string" },
      outgoing: { type: "string" },
    });
    const data = required(values.data, "data");
    const { http, https, smtp, lmtp, outgoing } = values;
    const configuration = configure({
      file: values.config,
      env: io.env,
      flags: { http, https, smtp, lmtp, outgoing },
    });
    if (!(configuration.http || configuration.https || configuration.smtp || configuration.lmtp)) {
      throw new WrongUsage("nothing to listen on; give --http, --https, --smtp or --lmtp");
    }
    const log = createLog(io.err);
    const stopAsked = new Promise<string>((resolve) => {
      for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve(signal));
    });
    const serving = await serveData(data, configuration, log);
    const { running, code } = serving;
    if (io.terminal) {
      const page = running.http ? `http://${running.http}` : `https://${running.https}`;
      const asked = code === null ? "" : ` It asks for the setup code: ${code}`;
      io.err(`\nOpen ${page} in a browser.${asked}\n\n`);
    }
    let signal: string;
    try {
      signal = await Promise.race([stopAsked, serving.broken]);
    } catch (cause) {
      await serving.stop();
      throw cause;
    }
    log.info("stopping", { signal });
    await serving.stop();
    log.info("stopped");
    return 0;
  },
};
