import {
  type Action,
  type AnswerTo,
  type Arguments,
  type VerbName,
  verbTable,
} from "../../../appliance/protocol.ts";
import { type Fault, fault } from "../../base/fault.ts";
import { messageKey, timeId } from "../../base/ids.ts";
import { type Result, refuse } from "../../base/result.ts";
import { type WarningQueued, warningOf } from "../../domain/box/index.ts";
import { normalAddress } from "../../domain/mail/address.ts";
import type { Caller } from "../../domain/people/index.ts";
import { blobOf } from "../../record/blobs.ts";
import type { Record } from "../../record/record.ts";
import { inEnglish } from "../../text/index.ts";
import { forbidden } from "../people/caller.ts";
import type { AskBox, Compose, Log, Now, RandomBytes } from "../ports.ts";

export interface Box {
  /** Whether there is a box around the program: it runs in the disk image. */
  present(): boolean;
  /** Has the box do something, if the caller may; what changed it is in the journal when this resolves. */
  ask<V extends VerbName>(
    caller: Caller,
    verb: V,
    args: Arguments<V>,
    progress?: (done: number, total: number | null, what: string) => void,
  ): Promise<Result<AnswerTo<V>, Fault>>;
  /** Takes what was done to the box since the last time into the journal, each thing once. */
  takeActions(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

interface Parts {
  readonly record: Record;
  readonly log: Log;
  readonly askBox?: AskBox;
  readonly compose: Compose;
  readonly now: Now;
  readonly randomBytes: RandomBytes;
}

const noBox: AskBox = {
  present: () => false,
  newestAction: () => null,
  ask: async () => refuse(fault("box.absent")),
};

/** Milliseconds between looks at whether something was done to the box; looking costs it nothing. */
const LOOK = 5_000;

/** The program's side of the box: who may ask for what, and its actions in the journal. */
export function createBox({ record, log, askBox = noBox, compose, now, randomBytes }: Parts): Box {
  let timer: NodeJS.Timeout | undefined;
  let taking: Promise<void> = Promise.resolve();

  return {
    present: askBox.present,

    async ask(caller, verb, args, progress) {
      const { changes, callers } = verbTable[verb];
      const denied = forbidden(caller, changes ? "system.write" : "system.read");
      if (denied) return denied;
      if (!askBox.present()) return refuse(fault("box.absent"));
      if (!callers.includes("app")) return refuse(fault("permission.denied"));
      const answer = await askBox.ask(verb, args, caller.user ?? caller.actor, progress);
      if (changes) await takeActions();
      return answer;
    },

    takeActions,

    start() {
      const look = () => {
        void takeActions().then(() => {
          if (timer) timer = setTimeout(look, LOOK).unref();
        });
      };
      timer = setTimeout(look, 0).unref();
    },

    async stop() {
      clearTimeout(timer);
      timer = undefined;
      await taking;
    },
  };

  function takeActions(): Promise<void> {
    taking = taking.then(take).catch((cause: unknown) => {
      log.error("actions of the box were not taken into the journal; it is tried again", { cause });
    });
    return taking;
  }

  async function take(): Promise<void> {
    for (let newest = askBox.newestAction(); newest !== null; newest = askBox.newestAction()) {
      const after = record.view.boxAction(newest.log);
      if (after >= newest.number) return;
      const answer = await askBox.ask("actions", { after }, null);
      if (!answer.ok) {
        log.warn("the box does not tell what was done to it", { cause: inEnglish(answer.error) });
        return;
      }
      for (const action of answer.value) await keep(action);
      // Nothing new, although something is said to be: the box has begun a new log meanwhile.
      if (record.view.boxAction(newest.log) <= after) return;
    }
  }

  async function keep(action: Action): Promise<void> {
    const warnings = await warningsOf(action);
    // Together or not at all: each thing is told of once.
    await record.commit(actorOf(action), (view) => ({
      events:
        view.boxAction(action.log) < action.number
          ? [
              { ticket: null, event: { type: "BoxActed", action } },
              ...warnings.map(({ event }) => ({ ticket: null, event })),
            ]
          : [],
      blobs: warnings.map(({ mail }) => mail),
      value: undefined,
    }));
  }

  /** The mails to administrators that an action is worth; none where there is nobody to send them from. */
  async function warningsOf(action: Action) {
    const { view } = record;
    const hostname = view.hostname() ?? "localhost";
    const warning = warningOf(action, hostname, now());
    const from = view.mailboxes().find(({ enabled }) => enabled);
    if (warning === null || !from) return [];
    const own = view.mailboxes().flatMap(({ address, aliases }) => [address, ...aliases].map(normalAddress));
    const administrators = view
      .users()
      .flatMap(({ name, fullName, email, role, disabled }) =>
        role === "admin" && !disabled && email && !own.includes(normalAddress(email).replace(/\+[^@]*@/, "@"))
          ? [{ name, to: { name: fullName, address: email } }]
          : [],
      );
    return Promise.all(
      administrators.map(async ({ name, to }) => {
        const message = messageKey(timeId(now(), randomBytes(10)));
        const messageId = `<${message}@${hostname}>`;
        const raw = await compose({
          ...{ messageId, inReplyTo: null, references: [], date: now(), replyTo: null },
          ...{ from: { name: "MailManager", address: from.address }, to: [to], cc: [] },
          ...{ ...warning, html: null, attachments: [], automatic: true },
        });
        const mail = blobOf(raw);
        const event: WarningQueued = {
          ...{ type: "WarningQueued", message, user: name, messageId, subject: warning.subject },
          // Nobody is told when it does not arrive: it stands in the outbox and in the journal all the same.
          ...{ raw: mail.sha256, sender: "", recipients: [to.address] },
        };
        return { event, mail };
      }),
    );
  }
}

/** The user whom the program had named; "box:console" for who stood before it, "box:box" for the box itself. */
function actorOf({ caller, by }: Action): string {
  if (caller !== "app" || by === null) return `box:${caller}`;
  return by.includes(":") ? by : `user:${by}`;
}
