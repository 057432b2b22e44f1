import { type Socket, connect as tcpConnect } from "node:net";
import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";
import type SMTPConnection from "nodemailer/lib/smtp-connection";

/** What the steps of a session have in common: a timeout, and a connection that may break. */
export interface Line {
  /** Gives the server this many milliseconds more, for the named step. */
  allow(milliseconds: number, what: string): void;
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
  connection.once("end", () => setImmediate(() => breakOff(new Error("the server closed the connection"))));
  const allow = (milliseconds: number, what: string) => {
    clearTimeout(timer);
    if (over) return;
    timer = setTimeout(() => {
      breakOff(new Error(`no answer to ${what} within ${milliseconds / 1000} seconds`));
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
    const giveUp = () => socket.destroy(new Error(`no connection within ${milliseconds / 1000} seconds`));
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

/** The server's response if there was one, else the error; for logs and pages: one line, at most 500 characters. */
export function said(error: unknown): string {
  const { response, message }: Partial<SMTPConnection.SMTPError> =
    error instanceof Error ? error : new Error(String(error));
  return clean(response || message || "no reason given");
}

export const clean = (text: string) =>
  text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .trim()
    .slice(0, 500)
    .toWellFormed();
