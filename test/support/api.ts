/** A client of the HTTP API. */
import { Agent, request } from "node:http";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly bytes: Buffer;
}

export interface Api {
  /** @throws if the connection breaks, as when the server is killed */
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  patch(path: string, body: unknown): Promise<Answer>;
  /** The JSON of a GET's response. @throws unless its status is 200 */
  json(path: string): Promise<unknown>;
  close(): void;
}

/** @param place ADDR:PORT, from run.json */
export function apiAt(place: string, token: string): Api {
  const agent = new Agent({ keepAlive: true });
  const [hostname, port] = [place.replace(/:\d+$/, ""), Number(/\d+$/.exec(place)?.[0])];

  function send(
    method: string,
    path: string,
    headers: Record<string, string>,
    body: string,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request(
        { agent, hostname, port, method, path, headers: { authorization: `Bearer ${token}`, ...headers } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              bytes: Buffer.concat(chunks),
            }),
          );
        },
      );
      sent.on("error", reject);
      sent.end(body);
    });
  }

  const get = (path: string) => send("GET", path, {}, "");
  return {
    get,
    post: (path, body, headers = {}) =>
      send("POST", path, { "content-type": "application/json", ...headers }, JSON.stringify(body)),
    patch: (path, body) => send("PATCH", path, { "content-type": "application/json" }, JSON.stringify(body)),
    async json(path) {
      let answer = await get(path);
      // Too many requests: wait as told, and retry.
      for (let tries = 0; answer.status === 429 && tries < 5; tries++) {
        const seconds = Number(answer.headers["retry-after"] ?? 1);
        await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
        answer = await get(path);
      }
      const { status, bytes } = answer;
      if (status !== 200) throw new Error(`GET ${path}: ${status} ${bytes.toString("utf8").slice(0, 500)}`);
      return JSON.parse(bytes.toString("utf8"));
    },
    close: () => agent.destroy(),
  };
}
