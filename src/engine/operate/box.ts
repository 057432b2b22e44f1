import {
  type Action,
  type AnswerTo,
  type Arguments,
  type VerbName,
  verbTable,
} from "../../../appliance/protocol.ts";
import type { RandomBytes } from "../../base/clock.ts";
import { type Fault, fault } from "../../base/fault.ts";
import { messageKey, timeId, userName } from "../../base/ids.ts";
import type { Log } from "../../base/log.ts";
import { type Result, refuse } from "../../base/result.ts";
import { type Actor, actorOf, actorText, userActor } from "../../domain/actor.ts";
import { warned } from "../../domain/box/index.ts";
import type { Caller } from "../../domain/policy/index.ts";
import { nothing } from "../../record/decision.ts";
import type { RecordStore } from "../../record/record.ts";
import { inEnglish } from "../../text/index.ts";
import { peopleOf, settingsOf } from "../depends.ts";
import { forbidden } from "../people/caller.ts";

/** Calls the appliance around the program. Never rejects. */
export interface AskBox {
  /** Whether there is an appliance at all. */
  present(): boolean;
  /** The newest action in its log; null if not known yet. */
  newestAction(): { readonly log: string; readonly number: number } | null;
  /**
   * Has the appliance do something. Reports the progress of long work; `total` is null if it is not known.
   * @param by on whose behalf, for the appliance's log: a user's name, or the text of another actor
   */
  ask<V extends VerbName>(
    verb: V,
    args: Arguments<V>,
    by: string | null,
    progress?: (done: number, total: number | null, what: string) => void,
  ): Promise<Result<AnswerTo<V>, Fault>>;
}

export interface Box {
  /** Whether there is an appliance around the program: it runs in the disk image. */
  present(): boolean;
  /** Has the appliance do something, if the caller may; changes are in the journal when this resolves. */
  ask<V extends VerbName>(
    caller: Caller,
    verb: V,
    args: Arguments<V>,
    progress?: (done: number, total: number | null, what: string) => void,
  ): Promise<Result<AnswerTo<V>, Fault>>;
  /** Copies new actions of the appliance into the journal, each once. */
  takeActions(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

interface Parts {
  readonly record: RecordStore;
  readonly log: Log;
  readonly askBox?: AskBox;
  readonly randomBytes: RandomBytes;
}

const noBox: AskBox = {
  present: () => false,
  newestAction: () => null,
  ask: async () => refuse(fault("box.absent")),
};

/** Milliseconds between checks for new actions; a check costs the appliance nothing. */
const LOOK = 5_000;

/** The program's side of the appliance: permissions, and the appliance's actions in the journal. */
export function createBox({ record, log, askBox = noBox, randomBytes }: Parts): Box {
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
      const answer = await askBox.ask(verb, args, nameFor(caller), progress);
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
      log.error("the appliance's actions could not be recorded in the journal; it is tried again", { cause });
    });
    return taking;
  }

  async function take(): Promise<void> {
    for (let newest = askBox.newestAction(); newest !== null; newest = askBox.newestAction()) {
      const after = record.view.newestBoxAction(newest.log);
      if (after >= newest.number) return;
      const answer = await askBox.ask("actions", { after }, null);
      if (!answer.ok) {
        log.warn("cannot read the appliance's list of actions", { cause: inEnglish(answer.error) });
        return;
      }
      for (const action of answer.value) await keep(action);
      // Nothing new, although there should be: the appliance has begun a new log meanwhile.
      if (record.view.newestBoxAction(newest.log) <= after) return;
    }
  }

  async function keep(action: Action): Promise<void> {
    // All or none: each action is recorded once.
    await record.commit(whoDid(action), (view, time) => {
      const { log, number } = action;
      const newest = view.newestBoxAction(log);
      if (newest >= number) return nothing(undefined);
      const facts = { mailboxes: view.mailboxes(), people: view.users(), now: time };
      const warnings = warned(action, facts).map((one) => {
        const message = messageKey(timeId(time, randomBytes(10)));
        return { ticket: null, event: { type: "WarningDue", message, ...one, log, action: number } } as const;
      });
      return {
        events: [{ ticket: null, event: { type: "BoxActed", action } }, ...warnings],
        dependsOn: [{ on: "box-log", log, number: newest }, settingsOf(view), peopleOf(view)],
        value: undefined,
      };
    });
  }
}

/** A person by name; a token, which acts for a person, as itself, and so in the journal. */
const nameFor = ({ actor }: Caller): string => (actor.kind === "user" ? actor.name : actorText(actor));

/** The user that the program had named; "box:console" for a person at the console, "box:box" for the appliance itself. */
function whoDid({ caller, by }: Action): Actor {
  if (caller !== "app" || by === null) return { kind: "box", part: caller };
  return by.includes(":") ? actorOf(by) : userActor(userName(by));
}
