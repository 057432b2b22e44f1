/** Kills the executable while it calls an endpoint: everything is told, in order, and nothing under two names. */
import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import { apiAt } from "../support/api.ts";
import { type Installation, mailbox, newInstallation, serve } from "../support/program.ts";
import { dataFolder } from "../support/record.ts";

let folder: ReturnType<typeof dataFolder>;
let desk: Installation;
let endpoint: Server;
/** The requests that arrived: their names, and the tickets that they were about. */
let told: { readonly id: string; readonly ticket: number; readonly signed: boolean }[];
let secret: string;
/** Called with the number of requests so far; the answer waits for it. */
let arrived: (n: number) => Promise<void>;

const Told = z.object({ type: z.literal("ticket.opened"), data: z.object({ number: z.int() }) });

beforeEach(async () => {
  folder = dataFolder();
  desk = await newInstallation(join(folder.path, "data"));
  told = [];
  arrived = async () => {};
  endpoint = createServer(async (request, response) => {
    const parts: Uint8Array[] = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts).toString("utf8");
    const { data } = Told.parse(JSON.parse(body));
    const id = String(request.headers["webhook-id"]);
    const content = `${id}.${request.headers["webhook-timestamp"]}.${body}`;
    const key = Buffer.from(secret.slice("whsec_".length), "base64");
    const signature = `v1,${createHmac("sha256", key).update(content).digest("base64")}`;
    told.push({ id, ticket: data.number, signed: request.headers["webhook-signature"] === signature });
    await arrived(told.length);
    response.end("thanks");
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  endpoint.closeAllConnections();
  await new Promise((resolve) => endpoint.close(resolve));
  folder.remove();
});

test("killed between, before and during calls", async () => {
  const tickets = 12;
  let program = serve(desk.data);
  let api = apiAt((await program.serving).http ?? "", desk.token);
  const { port } = endpoint.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/hook`;
  const added = await api.post("/api/v1/webhooks", {
    ...{ name: "Shop", url, allowPrivate: true, events: ["ticket.opened"] },
  });
  expect(added.status).toBe(201);
  secret = z.object({ secret: z.string() }).parse(JSON.parse(added.bytes.toString())).secret;

  // The third call hangs; the tickets after it are opened, and then the program is killed.
  const hanging = new Promise<void>((resolve) => {
    arrived = (n) => {
      if (n < 3) return Promise.resolve();
      resolve();
      return new Promise(() => {});
    };
  });
  const open = async (n: number) => {
    const wanted = { mailbox, subject: `No ${n}`, requester: `ann${n}@customer.example`, text: "Hello" };
    expect((await api.post("/api/v1/tickets", wanted)).status).toBe(201);
  };
  for (let n = 1; n <= 3; n++) await open(n);
  await hanging;
  for (let n = 4; n <= 8; n++) await open(n);
  await kill();
  expect(told.map(({ ticket }) => ticket)).toEqual([1, 2, 3]);

  // Killed again in the middle, at a request that was answered, whether that was recorded or not.
  const middle = new Promise<void>((resolve) => {
    arrived = async (n) => {
      if (n === 6) resolve();
    };
  });
  program = serve(desk.data);
  await middle;
  await program.kill();

  arrived = async () => {};
  program = serve(desk.data);
  api = apiAt((await program.serving).http ?? "", desk.token);
  for (let n = 9; n <= tickets; n++) await open(n);
  await expect.poll(() => new Set(told.map(({ ticket }) => ticket)).size).toBe(tickets);
  expect((await program.stop()).status).toBe(0);
  api.close();

  expect(told.every(({ signed }) => signed)).toBe(true);
  // A repeated one has its name, and no two have the same.
  expect(new Set(told.map(({ id, ticket }) => `${id} ${ticket}`)).size).toBe(tickets);
  expect(new Set(told.map(({ id }) => id)).size).toBe(tickets);
  const first = told.filter(({ id }, at) => told.findIndex((one) => one.id === id) === at);
  expect(first.map(({ ticket }) => ticket)).toEqual(Array.from({ length: tickets }, (_, n) => n + 1));
  // At most one is repeated for each kill.
  expect(told.length).toBeLessThanOrEqual(tickets + 2);

  async function kill(): Promise<void> {
    api.close();
    await program.kill();
  }
});
