/** `user` and `token`. */
import { expect, it } from "vitest";
import { oneLine, run, setUpFolder } from "../../../test/support/commands.ts";
import { openData } from "../../../test/support/data.ts";
import { createLog } from "../../app/log.ts";
import { pooledRandomBytes } from "../../app/random.ts";
import { tokenActor } from "../../domain/actor.ts";
import { createPeople } from "../../engine/people/people.ts";

async function withPeople<T>(
  data: string,
  work: (people: ReturnType<typeof createPeople>) => T,
): Promise<Awaited<T>> {
  const record = openData(data);
  try {
    const parts = { record, now: Date.now, randomBytes: pooledRandomBytes(), log: createLog(() => {}) };
    return await work(createPeople(parts));
  } finally {
    record.close();
  }
}

const passwordIn = (out: string): string => /^password: (\S+)$/m.exec(out)?.[1] ?? "";

it("people are added, listed, given new passwords and disabled", async () => {
  const data = await setUpFolder();
  const logsIn = (password: string) =>
    withPeople(data, async (people) => (await people.logIn("ann", password, "127.0.0.1")).ok);

  const words = ["--user", "Ann", "--name", "Ann Ámos", "--email", "ann@desk.example"];
  const created = await run(["user", "create", "--data", data, ...words]);
  expect(created.status).toBe(0);
  expect(created.out).toMatch(/^user: ann\npassword: \S{20,}\n$/);
  const first = passwordIn(created.out);
  expect(await logsIn(first)).toBe(true);

  const list = await run(["user", "list", "--data", data]);
  expect(list.out).toBe(
    "admin\tadmin\tactive\tAdministrator\t\nann\tagent\tactive\tAnn Ámos\tann@desk.example\n",
  );
  const json = await run(["user", "list", "--data", data, "--json"]);
  expect(
    json.out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { user: "admin", name: "Administrator", email: null, role: "admin", disabled: false },
    { user: "ann", name: "Ann Ámos", email: "ann@desk.example", role: "agent", disabled: false },
  ]);

  const reset = await run(["user", "reset-password", "--data", data, "--user", "ann"]);
  expect(reset.status).toBe(0);
  expect(await logsIn(first)).toBe(false);
  expect(await logsIn(passwordIn(reset.out))).toBe(true);

  const token = ["token", "create", "--data", data, "--user", "ann", "--name"];
  for (const name of ["export", "phone"]) await run([...token, name]);
  const told = await run(["user", "reset-password", "--data", data, "--user", "ann"]);
  expect(oneLine(told.err)).toBe(
    "these API tokens stay valid: export, phone; to revoke them as well, use --revoke-tokens",
  );
  const revoking = ["user", "reset-password", "--data", data, "--user", "ann", "--revoke-tokens"];
  expect(oneLine((await run(revoking)).err)).toBe("these API tokens were revoked: export, phone");
  expect((await run(revoking)).err).toBe("");

  const disabled = await run(["user", "disable", "--data", data, "--user", "ann"]);
  expect(disabled).toEqual({ status: 0, out: "ann is disabled\n", err: "" });
  expect(await logsIn(passwordIn(reset.out))).toBe(false);
  expect((await run(["user", "list", "--data", data])).out).toContain("ann\tagent\tdisabled\t");
});

it.each([
  ["create --user admin", 1, "A user admin already exists"],
  ["create --user Ann!", 2, '"Ann!" is not a valid user name'],
  ["create --user ann --email ann", 2, '--email: "ann" is not a valid email address'],
  ["reset-password --user nobody", 1, "User nobody not found"],
  ["disable --user nobody", 1, "User nobody not found"],
  ["disable --user admin", 1, "At least one administrator must remain"],
])("user %s: %i, %s", async (line, wanted, problem) => {
  const data = await setUpFolder();
  const { status, out, err } = await run(["user", ...line.split(" "), "--data", data]);
  expect({ status, out }).toEqual({ status: wanted, out: "" });
  expect(err.split("\n")[0]).toContain(problem);
});

it("a token stands alone on standard output, and speaks for its user as far as its scope goes", async () => {
  const data = await setUpFolder();
  const whole = await run(["token", "create", "--data", data, "--name", "script"]);
  expect(whole.err).toBe("");
  expect(whole.out).toMatch(/^mm_[\w-]{43}\n$/);
  await run(["user", "create", "--data", data, "--user", "ann"]);
  const narrow = await run([
    "token",
    "create",
    "--data",
    data,
    "--name",
    "reader",
    "--user",
    "Ann",
    "--scope",
    "read",
  ]);
  const [admin, ann] = await withPeople(data, (people) => [
    people.bearer(whole.out.trim()),
    people.bearer(narrow.out.trim()),
  ]);
  expect(admin).toMatchObject({
    user: "admin",
    role: "admin",
    tokenScope: "admin",
    actor: tokenActor("script"),
  });
  expect(ann?.user).toBe("ann");
  expect(ann).toMatchObject({ role: "agent", tokenScope: "read" });
});

it("a token for nobody is refused", async () => {
  const data = await setUpFolder();
  const { status, out, err } = await run([
    "token",
    "create",
    "--data",
    data,
    "--name",
    "n",
    "--user",
    "nobody",
  ]);
  expect({ status, out }).toEqual({ status: 1, out: "" });
  expect(oneLine(err)).toContain("User nobody not found");
});
