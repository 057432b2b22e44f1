import type { ConfiguredService } from "../../src/domain/settings/index.ts";

/** A configuration that says nothing of how the program runs. */
export const noConfiguredService: ConfiguredService = {
  ...{ messageSize: null, spamScanner: null, virusScanner: null, nightlyBackups: null },
  ...{ smtps: null, submission: null, trustedProxies: null },
};
