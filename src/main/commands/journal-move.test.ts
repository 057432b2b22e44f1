/** `journal export` to a file, and `journal import`. */
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { oneLine, run, setUpFolder, testFolder } from "../../../test/support/commands.ts";
import { type Postgres, startPostgres } from "../../../test/support/postgres.ts";

const exportedFile = async (): Promise<{ readonly data: string; readonly file: string }> => {
  const data = await setUpFolder();
  const file = join(testFolder(), "journal");
  expect(await run(["journal", "export", "--data", data, file])).toMatchObject({ status: 0, err: "" });
  return { data, file };
};
const chainOf = async (data: string) => (await run(["journal", "verify", "--data", data])).out;

describe("a journal as a file", () => {
  it("is for its owner alone, and is imported into a new folder", async () => {
    const { data, file } = await exportedFile();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const copy = join(testFolder(), "copy");
    const { status, out } = await run(["journal", "import", "--data", copy, file]);
    expect({ status, out }).toEqual({
      ...{ status: 0, out: expect.stringMatching(/^imported and intact: 3 events, chain [0-9a-f]{64}\n$/) },
    });
    expect(await chainOf(copy)).toBe(await chainOf(data));
    expect(await run(["journal", "import", "--data", copy, file])).toMatchObject({ status: 0 });
    expect((await run(["user", "list", "--data", copy])).out).toContain("admin");
  });

  it("is the same on standard output", async () => {
    const { data, file } = await exportedFile();
    expect((await run(["journal", "export", "--data", data, "-"])).out).toBe(readFileSync(file, "utf8"));
  });

  it("is not written over another file, and not read if it is damaged", async () => {
    const { data, file } = await exportedFile();
    const again = await run(["journal", "export", "--data", data, file]);
    expect(again.status).toBe(1);
    writeFileSync(file, readFileSync(file, "utf8").replace("SystemSetUp", "SystemSetDn"));
    const read = await run(["journal", "import", "--data", join(testFolder(), "copy"), file]);
    expect(read.status).toBe(1);
    expect(oneLine(read.err)).toContain("the exported journal is damaged at position 1");
  });

  it("comes from one place and goes to one", async () => {
    const { data, file } = await exportedFile();
    const both = ["--data", data, "--journal", "postgres://127.0.0.1/x"];
    for (const args of [
      ["journal", "export", ...both, "-"],
      ["journal", "import", file],
      ["journal", "import"],
    ])
      expect(await run(args)).toMatchObject({ status: 2, out: "" });
    const { err } = await run(["journal", "import", "--journal", "mysql://user:secret@127.0.0.1/x", file]);
    expect(err).toContain("the URL is not valid");
    expect(err).not.toContain("secret");
  });
});

describe("a journal in PostgreSQL", () => {
  let server: Postgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.remove());

  it("is imported and exported by its URL", async () => {
    const { data, file } = await exportedFile();
    const url = await server.newDatabase();
    expect(await run(["journal", "import", "--journal", url, file])).toMatchObject({ status: 0 });
    expect((await run(["journal", "export", "--journal", url, "-"])).out).toBe(readFileSync(file, "utf8"));
    expect(await chainOf(data)).toContain("the journal is intact");
  });

  it("that cannot be used is refused with the reason, without the password", async () => {
    const { file } = await exportedFile();
    const url = `postgres://nobody:secret@127.0.0.1:${server.port}/postgres`;
    const refused = await run(["journal", "import", "--journal", url, file]);
    expect(refused.status).toBe(1);
    expect(oneLine(refused.err)).toContain("the database refuses the connection");
    expect(refused.err).not.toContain("secret");
    await server.stop();
    const away = await run(["journal", "export", "--journal", url, "-"]);
    expect(away).toMatchObject({ status: 1, out: "" });
    expect(oneLine(away.err)).toContain("cannot be reached");
  });
});
