import { Hono } from "hono";
import type { Log } from "../base/log.ts";
import { version } from "../base/version.ts";
import { defaultReserve } from "../domain/health/index.ts";
import { effectiveService } from "../domain/settings/index.ts";
import { createRebuildingApi } from "../edges/api/index.ts";
import { networksFrom } from "../edges/authentication/trusted.ts";
import { createRebuildingPage } from "../edges/web/index.ts";
import type { Data } from "../engine/data.ts";
import { certificateIn } from "../engine/operate/certificates/store.ts";
import { diskOf } from "../engine/operate/data-folder/disk.ts";
import type { Rebuild, RebuildRhythm } from "../engine/operate/rebuild.ts";
import type { Trial } from "../engine/operate/trial/index.ts";
import { asset } from "./assets.ts";
import { type Configuration, configuredService } from "./configuration.ts";
import { type Handlers, ofService } from "./listeners.ts";
import { hostnameOf } from "./open-data.ts";
import { pooledRandomBytes } from "./random.ts";

interface Parts {
  readonly data: string;
  /** The open data, whose read model is behind. */
  readonly opened: Data;
  readonly configuration: Configuration;
  readonly rhythm: RebuildRhythm;
  readonly trial: Trial;
  readonly log: Log;
  /** Called for each newly received mail, with its bytes. */
  readonly received: (id: string, raw: Uint8Array) => void;
}

/**
 * The handlers while the read model is being rebuilt: mail is received, and every page and request of the API is answered
 * with how far it is.
 */
export async function openRebuilding({
  data,
  opened,
  configuration,
  ...parts
}: Parts): Promise<Handlers & { readonly rebuild: Rebuild }> {
  const now = Date.now;
  const hostname = hostnameOf(opened, data);
  const diskSpace = async () => (await diskOf(data)).free;
  const rebuild = opened.createRebuild({
    ...parts,
    ...{ now, randomBytes: pooledRandomBytes(), diskSpace },
    diskReserve: configuration.diskReserve ?? defaultReserve(await diskOf(data)),
  });
  const networks = networksFrom(configuration.metricsFrom);
  const api = createRebuildingApi({
    state: rebuild.state,
    metricsFrom: networks.ok ? networks.value : () => false,
    version,
  });
  const page = createRebuildingPage({ state: rebuild.state, asset, now });
  const { fetch } = new Hono().route("/api/v1", api).route("/", page);
  const { reception } = rebuild;
  const certificate = certificateIn(data, hostname, now());
  const service = effectiveService(configuredService(configuration), opened.service());
  return { hostname, fetch, reception, certificate, ...ofService(service), rebuild };
}
