import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { captureIo, oneLine, run, testFolder } from "../../../test/support/commands.ts";
import { fault } from "../../base/fault.ts";
import { textIn } from "../../text/command-line.ts";
import { failure } from "../../text/index.ts";
import type { Command } from "./command.ts";
import { commands } from "./index.ts";
import { runCommand } from "./run.ts";

const t = textIn("en");

describe("help", () => {
  it.each([[[]], [["help"]], [["--help"]], [["-h"]]])("of the program: %j", async (words) => {
    const { status, out, err } = await run(words);
    expect({ status, err }).toEqual({ status: 0, err: "" });
    for (const { name, summary } of commands) {
      expect(out.split("\n").map((line) => line.split(/ {2,}/).join("|"))).toContain(
        `|${name}|${summary(t)}`,
      );
    }
  });

  it.each(commands.map(({ name }) => name))("of %s, in each way to ask for it", async (name) => {
    const words = name.split(" ");
    const asked = await Promise.all([
      run(["help", ...words]),
      run([...words, "--help"]),
      run(["-h", ...words]),
      run([...words, "--data", "nowhere", "-h"]),
    ]);
    const command = commands.find((one) => one.name === name);
    for (const { status, out, err } of asked) {
      expect({ status, err }).toEqual({ status: 0, err: "" });
      expect(out).toContain(`mailmanager ${command?.usage}`);
      expect(out).toContain(command?.help(t));
    }
  });

  it("of a family names all its commands", async () => {
    const { out } = await run(["help", "user"]);
    expect(await run(["user", "--help"])).toMatchObject({ status: 0, out });
    for (const name of ["list", "create", "reset-password", "disable"]) expect(out).toContain(`user ${name}`);
  });

  it("of the configuration is a file that configures nothing", async () => {
    const { status, out } = await run(["help", "configuration"]);
    expect(status).toBe(0);
    for (const line of out.split("\n")) expect(line === "" || line.startsWith("# ")).toBe(true);
    expect(out).toContain("message_size");
  });

  it("on what there is not says so", async () => {
    const { status, out, err } = await run(["help", "weather"]);
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(oneLine(err)).toContain('no help on "weather"');
  });
});

it.each([["--version"], ["-V"], ["version"]])("%s prints the version", async (word) => {
  const { status, out, err } = await run([word]);
  expect({ status, err }).toEqual({ status: 0, err: "" });
  expect(out).toMatch(/^mailmanager \d+\.\d+/);
  expect(JSON.parse((await run([word, "--json"])).out)).toMatchObject({ node: process.versions.node });
});

describe("a command that there is not", () => {
  it.each([
    ["usr", 'did you mean "user"?'],
    ["usr lst", 'did you mean "user list"?'],
    ["user lst", 'did you mean "user list"?'],
    ["jurnal", 'did you mean "journal"?'],
    ["--data d serve", "--data comes before the command"],
    ["-v", "-v comes before the command"],
    ["serv", 'did you mean "serve"?'],
    ["setpu", 'did you mean "setup"?'],
    ["docter", 'did you mean "doctor"?'],
    ["jurnal verify", 'did you mean "journal verify"?'],
    ["token make", "token takes create"],
    ["user", "user takes list, create, reset-password, disable"],
    ["journal", "journal takes verify, tail, export"],
    ["fly me to the moon", 'see "mailmanager help"'],
  ])("%s", async (words, suggestion) => {
    const { status, out, err } = await run(words.split(" "));
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(oneLine(err)).toContain(suggestion);
  });
});

describe("wrong usage is status 2, with the usage below", () => {
  const needData = commands
    .filter(({ name }) => !/^(?:version|console|appliance |backup verify|rules )/.test(name))
    .map(({ name }) => name);
  const cases: readonly (readonly [string, string])[] = [
    ...commands.map(({ name }) => [`${name} --nonsense`, "unknown option --nonsense"] as const),
    ...commands
      .filter(
        ({ name }) =>
          !/^(?:import|journal (?:export|import)|backup (?:verify|restore|list)|rules (?:check|print|test|diff|compare|replay|explain))$/.test(
            name,
          ),
      )
      .map(({ name }) => [`${name} superfluous`, 'unexpected argument "superfluous"'] as const),
    ...["check", "print", "test", "diff", "compare"].map(
      (word) => [`rules ${word}`, "specify the file with the ruleset"] as const,
    ),
    ["backup verify", "FILE is missing"],
    ["journal import", "FILE is missing"],
    ["journal import file", "give one of --data and --journal"],
    ["journal export file", "give one of --data and --journal"],
    ["journal export --data d --journal postgres://h/d file", "give one of --data and --journal"],
    ["journal export a b", 'unexpected argument "b"'],
    ["journal import a b", 'unexpected argument "b"'],
    ["rules check a b", 'unexpected argument "b"'],
    ["backup verify a.backup b.backup", 'unexpected argument "b.backup"'],
    ["backup restore", "FILE is missing"],
    ["journal import --data d", "FILE is missing"],
    ["journal import a b", 'unexpected argument "b"'],
    ["journal export a b", 'unexpected argument "b"'],
    ["backup restore a.backup", "--data is missing"],
    ["backup create --data d --reserve much", "--reserve must be a whole number from 0"],
    ["import --data d", "specify the files or folders to import"],
    ...needData
      .filter((name) => !/^(user (create|reset|dis)|token|backup restore|journal import)/.test(name))
      .map((name) => [name, "--data is missing"] as const),
    ...needData.map((name) => [`${name} --data`, "--data needs a value"] as const),
    ["version --json=yes", "--json takes no value"],
    ["setup --data --hostname", "--data needs a value"],
    ["setup --data d", "--hostname is missing"],
    ["setup --data d --hostname h", "--mailbox is missing"],
    ["setup --data= --hostname h --mailbox m", "--data is missing"],
    ["token create --data d", "--name is missing"],
    ["token create --name n --scope all --data d", "--scope must be one of read, write, admin"],
    ["token create --name n --user Ann! --data d", '"Ann!" is not a valid user name'],
    ["user create --data d", "--user is missing"],
    ["user create --data d --user ann --role boss", "--role must be one of agent, admin"],
    ["user disable --data d --user A/B", '"A/B" is not a valid user name'],
    ["user reset-password --data d", "--user is missing"],
    ["journal tail --data d --lines many", "--lines must be a whole number from 1 to 999999"],
    ["journal tail --data d --lines 0", "--lines must be a whole number from 1 to 999999"],
    ["journal tail --data d -n -5", "--lines must be a whole number from 1 to 999999"],
    ["journal tail --data d --lnes 5", "unknown option --lnes; did you mean --lines?"],
    ["journal export --data d --after -1", "--after must be a whole number from 0"],
    ["journal export --data d --after x", "--after must be a whole number from 0"],
    ["demo --data d --tickets 0", "--tickets must be a whole number from 1 to 9999999"],
    ["demo --data d --tickets -5", "--tickets must be a whole number from 1 to 9999999"],
    ["demo --data d --tickets 1e3", "--tickets must be a whole number from 1 to 9999999"],
    ["serve --data d", "nothing to listen on"],
  ];
  it.each(cases)("%s: %s", async (line, problem) => {
    const { status, out, err } = await run(line.split(" "));
    expect({ status, out }).toEqual({ status: 2, out: "" });
    const [first = "", second = "", ...rest] = err.split("\n");
    expect(first).toContain(problem);
    expect(second).toMatch(/^usage: mailmanager /);
    // The usage of serve has four lines.
    expect(rest.filter((line) => line !== "").length).toBeLessThan(4);
    for (const line of rest) expect(line.length).toBeLessThan(120);
    expect(err).not.toContain("    at ");
  });
});

describe("failures are status 1, one line", () => {
  const onData = [
    "token create --name n",
    "user list",
    "user create --user ann",
    "user reset-password --user ann",
    "user disable --user ann",
    "journal verify",
    "journal tail",
    "journal export",
    "rebuild",
    "serve --http 127.0.0.1:0",
  ];

  // "serve" begins a new one there.
  it.each(onData.filter((line) => !line.startsWith("serve")))("%s: no such folder", async (line) => {
    const data = join(testFolder(), "none");
    const { status, out, err } = await run([...line.split(" "), "--data", data]);
    expect({ status, out }).toEqual({ status: 1, out: "" });
    expect(oneLine(err)).toMatch(
      `${data} holds no data; create it with "mailmanager setup --data ${data} ..."`,
    );
  });

  it.each(onData)("%s: a file that is not a database", async (line) => {
    const data = testFolder();
    writeFileSync(join(data, "mailmanager.db"), "this is a shopping list: milk, bread, eggs\n".repeat(100));
    const { status, out, err } = await run([...line.split(" "), "--data", data]);
    expect({ status, out }).toEqual({ status: 1, out: "" });
    expect(oneLine(err)).toMatch(/mailmanager\.db cannot be opened: file is not a database; .*doctor/);
  });

  it("what the system refuses is told in our words", async () => {
    const blocked = join(testFolder(), "file");
    writeFileSync(blocked, "");
    chmodSync(blocked, 0o600);
    const words = ["--hostname", "desk.example", "--mailbox", "a@desk.example"];
    const { status, err } = await run(["setup", "--data", join(blocked, "data"), ...words]);
    expect(status).toBe(1);
    expect(oneLine(err)).toMatch(/^mailmanager setup: .*data leads through a file that is not a folder$/);
  });

  const failing = (cause: unknown): Command => ({
    name: "fail",
    summary: () => "",
    usage: "fail",
    help: () => "",
    run: () => {
      throw cause;
    },
  });

  it("only a bug shows its stack", async () => {
    const [told, bug] = [captureIo(), captureIo()];
    expect(await runCommand([failing(failure(fault("backup.running")))], ["fail"], told)).toBe(1);
    expect(told.written.err).toBe(
      "mailmanager fail: A backup is already being created; wait until it is complete\n",
    );
    expect(await runCommand([failing(new TypeError("x is undefined"))], ["fail"], bug)).toBe(1);
    expect(bug.written.err).toMatch(/^mailmanager fail: x is undefined\nTypeError: x is undefined\n +at /);
  });
});
