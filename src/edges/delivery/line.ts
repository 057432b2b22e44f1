import { type Socket, connect as tcpConnect } from "node:net";
import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";
import type SMTPConnection from "nodemailer/lib/smtp-connection";
import { problemOf, saidOf } from "../../base/failure.ts";
import { fault, type Reason, type StoredFault } from "../../base/fault.ts";
import { failure } from "../../text/index.ts";

type Late = Extract<Reason, `smtp.late-${string}`>;

/** What the steps of a session have in common: a timeout, and a connection that may break. */
export interface Line {
  /** Gives the server this many milliseconds more; `late` is the reason if there is no answer in time. */
  allow(milliseconds: number, late: Late): void;
  /** The result of a step; rejects if it fails, if the connection breaks, and when the time is up. */
  until<T>(step: (done: (error?: Error | null, value?: T) => void) => void): Promise<T | undefined>;
  /** Says QUIT if possible, without waiting. */
  hangUp(): void;
}

/** Watches a connection until its end; without that, a connection error would be uncaught. */
export function watch(connection: SMTPConnection): Line {
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  let broken: Error | undefined;
  let reject: (error: Error) => void = () => {};
  const breakOff = (error: Error) => {
    clearTimeout(timer);
    broken ??= error;
    reject(broken);
  };
  connection.on("error", breakOff);
  // A turn later, as nodemailer may have a better reason than a closed connection.
  connection.once("end", () => setImmediate(() => breakOff(failure(fault("server.closed")))));
  const allow = (milliseconds: number, late: Late) => {
    clearTimeout(timer);
    if (over) return;
    timer = setTimeout(() => {
      breakOff(failure(fault(late, { params: { seconds: milliseconds / 1000 } })));
      connection.close();
    }, milliseconds);
  };
  return {
    allow,
    until: (step) =>
      new Promise((resolve, fail) => {
        reject = fail;
        if (broken) fail(broken);
        else step((error, value) => (error ? fail(error) : resolve(value)));
      }),
    hangUp() {
      over = true;
      clearTimeout(timer);
      if (connection.destroyed) return;
      connection.quit();
      const closing = setTimeout(() => connection.close(), 5_000).unref();
      connection.once("end", () => clearTimeout(closing));
    },
  };
}

/** Opens the TCP connection; with the system's resolver and not nodemailer's, so that /etc/hosts and so on apply. */
export function dial({ host, port }: { host: string; port: number }, milliseconds: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = tcpConnect({ host, port, autoSelectFamilyAttemptTimeout: 5_000 });
    const late = fault("server.unconnected", { params: { seconds: milliseconds / 1000 } });
    const giveUp = () => socket.destroy(failure(late));
    const timer = setTimeout(giveUp, milliseconds);
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(error);
    };
    socket.once("error", fail);
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.off("error", fail);
      resolve(socket);
    });
  });
}

const contexts = new Map<string, SecureContext>();

/** The public CAs, the system's and the given ones; read once. */
export function trust(more: readonly string[]): SecureContext {
  const key = more.join();
  const known = contexts.get(key);
  if (known) return known;
  const ca = [...new Set([...getCACertificates("default"), ...getCACertificates("system"), ...more])];
  const context = createSecureContext({ ca });
  contexts.set(key, context);
  return context;
}

/** Why a step failed: the server's response if there was one. */
export function reasonOf(error: unknown): StoredFault {
  const { response }: Partial<SMTPConnection.SMTPError> = error instanceof Error ? error : {};
  return response ? saidOf(response) : problemOf(error);
}
