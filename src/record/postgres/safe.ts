import type { ClientBase } from "pg";

/** The server would not keep what a 250 promises, or is of another release. */
export class UnfitServer extends Error {
  override readonly name = "UnfitServer";
}

/** What the server, database or user may not have set otherwise: it can only be changed there. */
const needed = { fsync: "on", full_page_writes: "on", server_encoding: "UTF8", client_encoding: "UTF8" };

/**
 * Prepares a new connection: its commits wait for the disk, whatever its user, database or URL have set. The stronger values
 * of synchronous_commit, which also wait for a replica, stay as they are.
 * @throws UnfitServer if the server may lose or damage what it has confirmed
 */
export async function makeSafe(client: Pick<ClientBase, "query">): Promise<void> {
  const names = Object.keys(needed).map((name) => `current_setting('${name}') AS ${name}`);
  const { rows } = await client.query<Record<keyof typeof needed | "commits", string>>(
    `SELECT ${names.join(", ")}, set_config('synchronous_commit', CASE current_setting('synchronous_commit')
       WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false) AS commits`,
  );
  for (const [name, value] of Object.entries(needed)) {
    const actual = Object.entries(rows[0] ?? {}).find(([found]) => found === name)?.[1];
    if (actual !== value) throw new UnfitServer(`${name} is ${actual}, not ${value}`);
  }
}
