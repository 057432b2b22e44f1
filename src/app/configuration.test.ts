import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { testFolder } from "../../test/support/commands.ts";
import { Failure } from "../base/failure.ts";
import { textIn } from "../text/command-line.ts";
import { configure, sampleConfiguration } from "./configuration.ts";

const nothing = { env: {}, flags: {} };

function fileOf(text: string): string {
  const file = join(testFolder(), "mailmanager.toml");
  writeFileSync(file, text);
  return file;
}

describe("where a value comes from", () => {
  it("is the default if not set", () => {
    expect(configure(nothing)).toEqual({
      http: null,
      https: null,
      smtp: null,
      smtps: null,
      submission: null,
      lmtp: null,
      journal: null,
      outgoing: null,
      messageSize: null,
      diskReserve: null,
      workers: null,
      trustedProxies: null,
      metricsFrom: [],
      trustedRelays: null,
      relayResults: null,
      spamScanner: null,
      spamThreshold: null,
      validatingResolvers: null,
      virusScanner: null,
      floodLimit: null,
      nightlyBackups: null,
    });
  });

  it("flags take precedence over variables, variables over the file", () => {
    const file = fileOf('http = "127.0.0.1:1"\nhttps = "127.0.0.1:2"\nsmtp = "127.0.0.1:3"\n');
    const { http, https, smtp } = configure({
      file,
      env: { MAILMANAGER_HTTPS: "127.0.0.1:22", MAILMANAGER_SMTP: "127.0.0.1:33", OTHER: "x" },
      flags: { smtp: "127.0.0.1:333", http: undefined },
    });
    expect([http?.port, https?.port, smtp?.port]).toEqual([1, 22, 333]);
  });

  it("an empty file is valid", () => {
    expect(configure({ ...nothing, file: fileOf("# nothing\r\n\r\n") })).toEqual(configure(nothing));
  });

  it("the sample without its comment marks is valid", () => {
    const file = fileOf(sampleConfiguration(textIn("en")).replace(/^# (\w+ = )/gm, "$1"));
    expect(configure({ ...nothing, file })).toEqual({
      http: { host: "127.0.0.1", port: 8025 },
      https: { host: "0.0.0.0", port: 443 },
      smtp: { host: "0.0.0.0", port: 25 },
      smtps: { host: "0.0.0.0", port: 465 },
      submission: { host: "0.0.0.0", port: 587 },
      lmtp: { host: "127.0.0.1", port: 24 },
      journal: "postgres://mailmanager:PASSWORD@127.0.0.1/mailmanager",
      outgoing: "smtp://relay.example:587",
      messageSize: 50 * 1024 * 1024,
      diskReserve: 256 * 1024 * 1024,
      workers: 1,
      trustedProxies: ["127.0.0.1", "::1"],
      metricsFrom: ["192.0.2.10", "10.1.0.0/16"],
      trustedRelays: ["192.0.2.1", "10.0.0.0/8"],
      relayResults: "mx.example.com",
      spamScanner: "rspamd://127.0.0.1:11333",
      spamThreshold: 8,
      validatingResolvers: [{ host: "127.0.0.1", port: 53 }],
      virusScanner: "clamd:/run/clamav/clamd.ctl",
      floodLimit: 400,
      nightlyBackups: 3,
    });
  });
});

describe("values", () => {
  it.each(["postgres://desk:secret@db.example:5432/desk", "postgresql://[::1]/desk?sslmode=require"])(
    "the URL of a journal: %s",
    (url) => {
      expect(configure({ env: { MAILMANAGER_JOURNAL: url }, flags: {} }).journal).toBe(url);
    },
  );

  it.each(["", "db.example", "mysql://desk:secret@db.example/desk", "postgres:///desk"])(
    "not the URL of a journal: %j",
    (journal) => {
      const read = () => configure({ env: {}, flags: { journal } });
      expect(read).toThrow("the URL is not valid");
      expect(read).not.toThrow("secret");
    },
  );

  it.each([
    ["7", 7],
    ["off", 0],
  ])("number of backups: %s", (text, value) => {
    expect(configure({ env: { MAILMANAGER_NIGHTLY_BACKUPS: text }, flags: {} }).nightlyBackups).toBe(value);
  });

  it.each(["", "-1", "1.5", "many", "101"])("invalid number of backups: %j", (text) => {
    const read = () => configure({ env: { MAILMANAGER_NIGHTLY_BACKUPS: text }, flags: {} });
    expect(read).toThrow("a whole number from 1 to 100, or off");
  });

  it.each([
    ["localhost:25", { host: "localhost", port: 25 }],
    ["[::1]:0", { host: "::1", port: 0 }],
    [" 10.1.2.3:65535 ", { host: "10.1.2.3", port: 65535 }],
  ])("an address: %s", (text, value) => {
    expect(configure({ env: {}, flags: { http: text } }).http).toEqual(value);
  });

  it("the path of a socket for LMTP", () => {
    const lmtp = (text: string) => configure({ env: {}, flags: { lmtp: text } }).lmtp;
    expect(lmtp("/run/mailmanager/lmtp")).toEqual({ path: "/run/mailmanager/lmtp" });
    expect(lmtp("[::1]:24")).toEqual({ host: "::1", port: 24 });
    expect(() => lmtp(`/${"x".repeat(120)}`)).toThrow("a path of at most 100 bytes");
    expect(() => lmtp("run/lmtp")).toThrow("ADDRESS:PORT");
  });

  it.each([
    ["1000", 1000],
    ["10 kB", 10_240],
    ["1.5 MB", 1.5 * 1024 ** 2],
    ["2GiB", 2 * 1024 ** 3],
    ["512b", 512],
  ])("a size: %s", (text, value) => {
    expect(configure({ env: { MAILMANAGER_MESSAGE_SIZE: text }, flags: {} }).messageSize).toBe(value);
  });
});

describe("an invalid file stops the start with its line and a suggestion", () => {
  it.each([
    ['# first\n\nhtpp = "127.0.0.1:80"\n', 3, 'unknown setting "htpp"; did you mean "http"?'],
    ['messagesize = "1 MB"', 1, 'did you mean "message_size"?'],
    ['http = "127.0.0.1:80"\ncolour = "red"', 2, 'unknown setting "colour"; settings are http, https, smtp'],
    ['"disk reserve" = "1 MB"', 1, 'did you mean "disk_reserve"?'],
    [
      'http = "127.0.0.1"',
      1,
      '"127.0.0.1" is not valid; it must be ADDRESS:PORT with an IP address, such as 127.0.0.1:8025',
    ],
    ["http = 8025", 1, '"8025" is not valid; it must be ADDRESS:PORT'],
    ['\nsmtp = "mail.example.com:25"', 2, "it must be ADDRESS:PORT with an IP address"],
    ['smtp = "127.0.0.1:70000"', 1, "it must be ADDRESS:PORT"],
    ['https = "[127.0.0.1]:443"', 1, "it must be ADDRESS:PORT"],
    ['https = "::1:443"', 1, "it must be ADDRESS:PORT"],
    ['message_size = "huge"', 1, '"huge" is not valid; it must be a size, such as 50 MB'],
    ['disk_reserve = "-1 MB"', 1, "it must be a size"],
    ["workers = 0", 1, "it must be a whole number from 1 to 64"],
    ["workers = 1.5", 1, "it must be a whole number from 1 to 64"],
    ["flood_limit = -1", 1, "it must be a whole number from 0 to 1000"],
    ['flood_limit = ""', 1, "it must be a whole number from 0 to 1000"],
    ["workers = true", 1, 'workers must be a string in quotes, such as "1"'],
    ['http = ["127.0.0.1:1"]', 1, "http must be a string in quotes"],
    ['# section\n[http]\naddress = "127.0.0.1:1"', 2, "http must be a string in quotes"],
    ['[server]\nhttp = "127.0.0.1:1"', 1, 'unknown setting "server"'],
    ['smtp.address = "127.0.0.1:1"', 1, "smtp must be a string in quotes"],
    ["http = 127.0.0.1:80", 1, "Invalid TOML document"],
    ['http = "127.0.0.1:1"\nhttp = "127.0.0.1:2"', 2, "Invalid TOML document"],
    ['http = "127.0.0.1:1', 1, "Invalid TOML document"],
    ["what is this", 1, "Invalid TOML document"],
  ])("%j", (text, line, problem) => {
    const file = fileOf(text);
    const attempt = () => configure({ ...nothing, file });
    expect(attempt).toThrow(Failure);
    expect(attempt).toThrow(`${file}, line ${line}: `);
    expect(attempt).toThrow(problem);
    expect(attempt).not.toThrow(/\n/);
  });

  it("a file that cannot be read is reported", () => {
    const file = join(testFolder(), "none.toml");
    expect(() => configure({ ...nothing, file })).toThrow(
      `the configuration ${file} cannot be read: ${file} does not exist`,
    );
  });

  it("an invalid flag or variable is named", () => {
    const flags = { messageSize: "x" };
    expect(() => configure({ env: {}, flags })).toThrow(/^--message-size: "x" is not valid/);
    const env = { MAILMANAGER_DISK_RESERVE: "x" };
    expect(() => configure({ env, flags: {} })).toThrow(/^MAILMANAGER_DISK_RESERVE: "x" is not valid/);
  });
});
