/** Measures how long pages and API take to answer, one request after another. */
import type { Api } from "../support/api.ts";

/** Requests of each kind. */
const REQUESTS = 200;
/** Milliseconds between API requests; the limit is 100 per second and token. */
const BREATH = 10;

export interface Latency {
  readonly what: string;
  readonly milliseconds: readonly number[];
}

/** @param tickets the number of tickets; their numbers go up to it */
export async function latencies(
  http: string,
  api: Api,
  password: string,
  tickets: number,
): Promise<readonly Latency[]> {
  const cookie = await logIn(http, password);
  const page = async (path: string) => {
    const response = await fetch(`http://${http}${path}`, { headers: { cookie }, redirect: "manual" });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
  };
  const call = async (path: string) => {
    await api.json(path);
  };
  const ticket = (n: number) => 1 + ((n * 7919) % tickets);
  const words = ["invoice", "printer password", "Friday", "budget license", "nothingatall"];
  const word = (n: number) => encodeURIComponent(words[n % words.length] ?? "");
  return [
    await measure("list page", () => page("/tickets")),
    await measure("ticket page", (n) => page(`/tickets/${ticket(n)}`)),
    await measure("search page", (n) => page(`/search?q=${word(n)}`)),
    await measure("list by the API", () => call("/api/v1/tickets?limit=50")),
    await measure("ticket by the API", (n) => call(`/api/v1/tickets/${ticket(n)}`)),
    await measure("search by the API", (n) => call(`/api/v1/tickets?q=${word(n)}&limit=50`)),
  ];
}

async function measure(what: string, request: (n: number) => Promise<void>): Promise<Latency> {
  // Warm up: the first requests compile code and fill caches.
  for (let n = 0; n < 10; n++) await request(n);
  const milliseconds: number[] = [];
  for (let n = 0; n < REQUESTS; n++) {
    const began = performance.now();
    await request(n);
    milliseconds.push(performance.now() - began);
    await new Promise((wait) => setTimeout(wait, BREATH));
  }
  return { what, milliseconds };
}

/** Logs the administrator in. @returns the cookie */
export async function logIn(http: string, password: string): Promise<string> {
  const response = await fetch(`http://${http}/login`, {
    method: "POST",
    body: new URLSearchParams({ user: "admin", password }),
    redirect: "manual",
  });
  const cookie = response.headers.get("set-cookie")?.split(";")[0];
  if (response.status !== 303 || cookie === undefined) throw new Error(`log-in: ${response.status}`);
  return cookie;
}
