/** Kills the executable between writing, composing and delivering a reply: it is sent once. */
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import { type Api, apiAt } from "../support/api.ts";
import { type NextHop, startNextHop } from "../support/next-hop.ts";
import {
  type Installation,
  mailbox,
  newInstallation,
  type Program,
  serve,
  serveConfigured,
} from "../support/program.ts";
import { dataFolder } from "../support/record.ts";

let folder: ReturnType<typeof dataFolder>;
let hop: NextHop;
let desk: Installation;

beforeEach(async () => {
  folder = dataFolder();
  hop = await startNextHop(() => 0);
  desk = await newInstallation(join(folder.path, "data"));
});
afterEach(async () => {
  await hop.close();
  folder.remove();
});

test("killed after a reply was written and before it was composed", async () => {
  const program = serve(desk.data, "--outgoing", `smtp://127.0.0.1:${hop.port}`);
  const api = await apiOf(program);
  const sendAt = new Date(Date.now() + 4000).toISOString();
  const reply = await replied(api, { text: "Promised", sendAt });
  expect(await typesOf(api, reply.id)).toEqual(["ReplyWritten"]);
  api.close();
  await program.kill();
  expect(hop.taken).toEqual([]);
  await arrivesOnce(reply);
});

test("killed after a reply was composed and before it was delivered", async () => {
  // There is no next hop yet: the composed reply waits.
  const program = serveConfigured(desk.data);
  const api = await apiOf(program);
  const reply = await replied(api, { text: "Promised" });
  await expect.poll(() => typesOf(api, reply.id)).toEqual(["ReplyWritten", "ReplyComposed"]);
  api.close();
  await program.kill();
  await arrivesOnce(reply);
});

interface Sent {
  readonly id: string;
  readonly messageId: string;
}

/** Starts again with a next hop, waits until nothing is left to do, and checks what the next hop accepted. */
async function arrivesOnce(reply: Sent): Promise<void> {
  const program = serve(desk.data, "--outgoing", `smtp://127.0.0.1:${hop.port}`);
  const api = await apiOf(program);
  await expect.poll(async () => (await typesOf(api, reply.id)).at(-1)).toBe("DeliveryAttempted");
  expect((await typesOf(api, reply.id)).sort()).toEqual([
    "DeliveryAttempted",
    "ReplyComposed",
    "ReplyWritten",
  ]);
  api.close();
  expect((await program.stop()).status).toBe(0);
  expect(hop.taken.map(({ messageId }) => messageId)).toEqual([reply.messageId]);
}

async function apiOf(program: Program): Promise<Api> {
  const { http } = await program.serving;
  return apiAt(http ?? "", desk.token);
}

const Message = z.object({ id: z.string(), messageId: z.string() });

async function replied(api: Api, reply: object): Promise<Sent> {
  const requester = { address: "ann@customer.example" };
  const opened = await api.post("/api/v1/tickets", { mailbox, subject: "Broken", requester, text: "Called" });
  expect(opened.status).toBe(201);
  const answer = await api.post("/api/v1/tickets/1/replies", reply);
  expect(answer.status).toBe(201);
  return Message.parse(JSON.parse(answer.bytes.toString("utf8")));
}

const Journal = z.object({
  items: z.array(z.object({ type: z.string(), data: z.object({ message: z.string().optional() }) })),
});

/** A message's events, in order. */
async function typesOf(api: Api, message: string): Promise<string[]> {
  const { items } = Journal.parse(await api.json("/api/v1/journal?after=0&limit=1000"));
  return items.flatMap(({ type, data }) => (data.message === message ? [type] : []));
}
