import { lstatSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { fault } from "../base/fault.ts";
import type { SmtpServer } from "../edges/smtp/server.ts";
import { failure } from "../text/index.ts";
import type { Listen, SocketFile } from "./configuration.ts";
import { listenAt, ownNumber } from "./listen.ts";

/**
 * Starts to listen for LMTP at an address or on a socket in the file system. A socket left by a killed process
 * is replaced; an inherited one is used as it is.
 * @param make creates a server that does not listen yet
 * @returns ADDR:PORT or the socket's path
 * @throws Failure if the address is in use or cannot be used
 */
export async function listenLmtp(make: () => SmtpServer, at: Listen | SocketFile): Promise<string> {
  if ("host" in at) return listenAt("lmtp", at, (where) => make().listen(where));
  const { path, fds } = at;
  if (fds !== undefined) {
    for (const fd of fds) await make().listen({ fd: ownNumber(fd, "lmtp") });
    return path;
  }
  const subject = "--lmtp";
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there !== undefined && !there.isSocket()) {
    throw failure(fault("listen.no-socket", { params: { path } }), { subject });
  }
  if (there !== undefined) {
    if (await answers(path)) throw failure(fault("listen.socket-in-use", { params: { path } }), { subject });
    rmSync(path);
  }
  try {
    await make().listen({ path });
  } catch (cause) {
    // Node says "permission denied" for a folder that does not exist, too.
    throw failure(fault("listen.folder", { params: { path }, cause }), { subject });
  }
  return path;
}

/** Whether something listens on that socket. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
