/** A burst of mail, and how figures are printed. */
import type { Api } from "../support/api.ts";
import type { Program } from "../support/program.ts";
import { cpuTime, load } from "./load.ts";

const MAILS = 5000;

export interface Desk {
  readonly program: Program;
  readonly api: Api;
  readonly smtp: number;
  /** The address of the mailbox that the mails are for. */
  readonly to: string;
  /** The highest number of a ticket so far. */
  readonly highest: number;
}

/** Sends mails in 50 sessions, and waits until the last one is a ticket that is listed and found. */
export async function burst({ smtp, api, program, to, highest }: Desk) {
  await quiet(api);
  const cpuBefore = cpuTime(program.pid);
  const began = performance.now();
  const accepting = load(smtp, 50, MAILS, program.pid, to);
  let last = await newest(api);
  while (last.number < highest + MAILS) {
    // Polling has a cost too.
    await pause(100);
    last = await newest(api);
  }
  // Its subject ends in a unique word.
  const word = last.subject.split(" ").at(-1) ?? "";
  while (!(await found(api, word)).includes(last.number)) await pause(20);
  const seconds = (performance.now() - began) / 1000;
  return {
    perSecond: MAILS / seconds,
    acceptedPerSecond: round((await accepting).perSecond),
    cpuPerMail: round((cpuTime(program.pid) - cpuBefore) / MAILS),
  };
}

/** Waits until all mail is processed and housekeeping is done, so that the next figure does not include it. */
export async function quiet(api: Api): Promise<void> {
  for (let calm = 0; calm < 3; ) {
    await pause(100);
    const { intake } = JSON.parse(JSON.stringify(await api.json("/api/v1/health")));
    calm = intake.depth === 0 ? calm + 1 : 0;
  }
}

/** The ticket that changed last. */
export async function newest(api: Api): Promise<{ readonly number: number; readonly subject: string }> {
  const { items } = JSON.parse(JSON.stringify(await api.json("/api/v1/tickets?limit=1")));
  return items[0] ?? { number: 0, subject: "" };
}

async function found(api: Api, words: string): Promise<readonly number[]> {
  const list = await api.json(`/api/v1/tickets?q=${encodeURIComponent(words)}`);
  return JSON.parse(JSON.stringify(list)).items.map(({ number }: { number: number }) => number);
}

/** Prints a figure as a line of JSON. */
export function figure(name: string, value: number, unit: string, more: object = {}): void {
  process.stdout.write(`${JSON.stringify({ figure: name, value: round(value), unit, ...more })}\n`);
}

export const round = (value: number): number => Number(value.toPrecision(3));

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
