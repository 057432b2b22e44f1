/** An appliance in a virtual machine, controlled over the console's socket and its API. */
import { request } from "node:https";
import { type AnswerTo, type Arguments, answer, type VerbName, verbTable } from "../../appliance/protocol.ts";
import { talk } from "../../appliance/testing/box.ts";
import { inEnglish } from "../../src/text/index.ts";
import type { Guest } from "./guest.ts";
import { mailbox } from "./program.ts";

/** The most seconds that any wait may take on a busy machine. */
export const patience = 600;

/** Credentials that connect port 80 to the console's socket, so that requests there count as from the console. */
export const consoleAtPort80: Readonly<Record<string, string>> = {
  "systemd.unit-dropin.mailmanager-http.socket": "[Socket]\nListenStream=\nListenStream=8080\n",
  "systemd.extra-unit.probe.socket": "[Socket]\nListenStream=80\n",
  "systemd.extra-unit.probe.service":
    "[Service]\nExecStart=/usr/lib/systemd/systemd-socket-proxyd /run/mailmanager-box/console.sock\n",
};

/** A unit that runs the setup before the program's first start, and prints a token on the serial line. */
export const prepareServer = `[Unit]
Before=mailmanager.service
RequiresMountsFor=/var/lib/mailmanager
ConditionPathExists=!/var/lib/mailmanager/mailmanager.db
[Service]
Type=oneshot
User=mailmanager
StateDirectory=mailmanager
StandardOutput=journal+console
ExecCondition=/usr/bin/mailmanager setup --data /var/lib/mailmanager --hostname desk.example --mailbox ${mailbox}
ExecStart=/usr/bin/mailmanager token create --data /var/lib/mailmanager --name test
`;

/** Waits for the token that `prepareServer` prints. */
export async function tokenOf(guest: Guest): Promise<string> {
  const [, token = ""] = await guest.waitForSerial(/\b(mm_[A-Za-z0-9_-]{43})/, 60);
  return token;
}

/** Credentials that start units at boot. */
export const wanted = (...units: readonly string[]): Readonly<Record<string, string>> => ({
  "systemd.unit-dropin.multi-user.target": `[Unit]\nWants=${units.join(" ")}\n`,
});

/** Sends a request over the console's socket. @throws if it is refused, or if there is no answer */
export async function askConsole<V extends VerbName>(
  guest: Guest,
  verb: V,
  args: Arguments<V>,
): Promise<AnswerTo<V>> {
  const one = talk(guest.ports.http);
  const late = setTimeout(() => one.close(), 180_000);
  try {
    if ((await one.next()) === "closed") throw new Error(`${verb}: the box does not answer`);
    one.send(`${JSON.stringify({ id: 1, verb, by: null, arguments: args })}\n`);
    for (;;) {
      const line = await one.next();
      const said = answer.safeParse(line);
      if (line === "closed") throw new Error(`${verb}: the box hung up`);
      if (!said.success) continue;
      if (!said.data.ok) throw new Error(`${verb}: ${inEnglish(said.data.fault)}`);
      return verbTable[verb].answer.parse(said.data.value);
    }
  } finally {
    clearTimeout(late);
    one.close();
  }
}

/** A response of the API: its status, and its body as bytes. */
export interface ApiAnswer {
  readonly status: number;
  readonly bytes: Buffer;
}

/** Sends a request to the API. The certificate is self-signed, made at the first start. */
export function callApi(
  guest: Guest,
  token: string,
  method: "GET" | "POST" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
): Promise<ApiAnswer> {
  return new Promise((done, failed) => {
    const asked = request(
      {
        ...{ host: "127.0.0.1", port: guest.ports.https, method, path: `/api/v1${path}`, timeout: 120_000 },
        rejectUnauthorized: false,
        headers: {
          authorization: `Bearer ${token}`,
          host: "desk.example",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", failed);
        response.on("end", () => done({ status: response.statusCode ?? 0, bytes: Buffer.concat(chunks) }));
      },
    );
    asked.on("timeout", () => asked.destroy(new Error("no answer in time")));
    asked.on("error", failed);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Gets JSON from the API. @throws on an error response */
export async function askApi(
  guest: Guest,
  token: string,
  method: "GET" | "POST" | "PATCH",
  path: string,
  body?: unknown,
): Promise<unknown> {
  const { status, bytes } = await callApi(guest, token, method, path, body);
  if (status >= 300) throw new Error(`${path}: ${status} ${bytes.toString("utf8")}`);
  return JSON.parse(bytes.toString("utf8"));
}
