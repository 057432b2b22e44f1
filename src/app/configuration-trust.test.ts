import { describe, expect, test } from "vitest";
import { configure } from "./configuration.ts";

const from = (env: Record<string, string>) => configure({ env, flags: {} });

describe("the settings of senders and scanners", () => {
  test("are empty by default: only this machine is trusted, and there are no scanners", () => {
    const { trustedRelays, relayResults, spamScanner, spamThreshold, virusScanner } = from({});
    const said = [trustedRelays, relayResults, spamScanner, spamThreshold, virusScanner];
    expect(said).toEqual([null, null, null, null, null]);
  });

  test("is read", () => {
    const read = from({
      MAILMANAGER_TRUSTED_RELAYS: "192.0.2.0/24 2001:db8::1",
      MAILMANAGER_RELAY_RESULTS: "MX.example.com",
      MAILMANAGER_SPAM_SCANNER: "rspamd://[::1]",
      MAILMANAGER_SPAM_THRESHOLD: "7.5",
      MAILMANAGER_VIRUS_SCANNER: "clamd:/run/clamd.sock",
    });
    expect(read).toMatchObject({
      trustedRelays: ["192.0.2.0/24", "2001:db8::1"],
      relayResults: "mx.example.com",
      spamScanner: "rspamd://[::1]",
      spamThreshold: 7.5,
      virusScanner: "clamd:/run/clamd.sock",
    });
  });

  test("validating resolvers are read, with and without a port", () => {
    const read = from({ MAILMANAGER_VALIDATING_RESOLVERS: "127.0.0.1, [::1]:5353, 2001:db8::53" });
    expect(read.validatingResolvers).toEqual([
      { host: "127.0.0.1", port: 53 },
      { host: "::1", port: 5353 },
      { host: "2001:db8::53", port: 53 },
    ]);
    expect(from({}).validatingResolvers).toBe(null);
  });

  test.each([
    ["MAILMANAGER_TRUSTED_PROXIES", "127.0.0.1, 0.0.0.0/0"],
    ["MAILMANAGER_TRUSTED_RELAYS", "::/0"],
  ])("%s=%s stops the start: it trusts every address", (name, value) => {
    expect(() => from({ [name]: value })).toThrow(`${name}: "${value}" trusts every address`);
  });

  test.each([
    ["MAILMANAGER_VALIDATING_RESOLVERS", "dns.example"],
    ["MAILMANAGER_VALIDATING_RESOLVERS", ""],
    ["MAILMANAGER_TRUSTED_RELAYS", "relay.example"],
    ["MAILMANAGER_RELAY_RESULTS", "two words"],
    ["MAILMANAGER_SPAM_SCANNER", "clamd://127.0.0.1"],
    ["MAILMANAGER_SPAM_THRESHOLD", ""],
    ["MAILMANAGER_SPAM_THRESHOLD", "-1"],
    ["MAILMANAGER_VIRUS_SCANNER", "spamd://127.0.0.1"],
  ])("%s=%s stops the start", (name, value) => {
    expect(() => from({ [name]: value })).toThrow(`${name}: "${value}" is not valid`);
  });
});
