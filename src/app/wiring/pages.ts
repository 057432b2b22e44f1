import { rmSync } from "node:fs";
import { join } from "node:path";
import { Hono } from "hono";
import { version } from "../../base/version.ts";
import { createApi } from "../../edges/api/index.ts";
import type { ApiParts } from "../../edges/api/parts.ts";
import { networksFrom } from "../../edges/authentication/trusted.ts";
import { createWeb, type WebParts } from "../../edges/web/index.ts";
import type { DiskSpace } from "../../engine/intake/receive.ts";
import { asset, isBuilt } from "../assets.ts";
import { configuredService } from "../configuration.ts";
import type { Fetch } from "../to-https.ts";
import type { Base } from "./parts.ts";

type Own = keyof Base | "reading" | "configured" | "asset" | "uploads" | "version";
type Parts = Omit<ApiParts, Own> &
  Omit<WebParts, Own> & { readonly diskSpace: DiskSpace; readonly diskReserve: number };

/** The request handlers: the API under /api/v1, pages everywhere else. */
export function openPages({ folder, data, configuration, log, now, randomBytes }: Base, parts: Parts): Fetch {
  const base = { reading: data.reading, configured: configuredService(configuration), log, now, randomBytes };
  const { diskSpace, diskReserve } = parts;
  const networks = networksFrom(configuration.metricsFrom);
  const metricsFrom = networks.ok ? networks.value : () => false;
  const api = createApi({ ...base, ...parts, version, metricsFrom });
  const uploads = uploadsIn(folder, { free: diskSpace, reserve: diskReserve });
  const web = createWeb({ ...base, ...parts, asset, isBuilt, uploads });
  return new Hono().route("/api/v1", api).route("/", web).fetch;
}

/** Uploaded large files: deletes what an unclean stop left. */
function uploadsIn(path: string, disk: { readonly free: () => Promise<number>; readonly reserve: number }) {
  const folder = join(path, "uploads");
  const remove = () => rmSync(folder, { recursive: true, force: true });
  remove();
  return { folder, remove, ...disk };
}
