import type { Now, RandomBytes } from "../../base/clock.ts";
import { type Fault, fault } from "../../base/fault.ts";
import { timeId } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Caller } from "../../domain/policy/index.ts";
import {
  decideWebhook,
  decideWebhookRemoval,
  decideWebhookSecret,
  type Expected,
  unknownWebhook,
  type WantedWebhook,
} from "../../domain/settings/index.ts";
import { nothing } from "../../record/decision.ts";
import type { RecordStore } from "../../record/record.ts";
import { peopleOf, settingsOf } from "../depends.ts";
import { forbidden } from "../people/caller.ts";
import { changeAndGive } from "../settings/change.ts";
import { TEST } from "./endpoint.ts";
import { bodyOf } from "./follow.ts";

/** Endpoints of other systems. What is due to them is made by `calls.ts`. */
export interface Webhooks {
  /**
   * Adds or changes an endpoint; what is missing stays, or gets its default.
   * @param expected as for mailboxes
   * @returns its secret
   */
  save(caller: Caller, webhook: WantedWebhook, expected?: Expected): Promise<Result<string, Fault>>;
  /** Removes an endpoint with all its calls. */
  remove(caller: Caller, name: string): Promise<Result<void, Fault>>;
  /** Gives it a new secret, which is returned; the former one also signs for a day. */
  renewSecret(caller: Caller, name: string): Promise<Result<string, Fault>>;
  /** Calls it once to see whether that arrives, whether it is on or not. @returns the number of the call */
  test(caller: Caller, name: string): Promise<Result<number, Fault>>;
  /** Makes a call once more, now. */
  sendAgain(caller: Caller, name: string, number: number): Promise<Result<void, Fault>>;
}

interface Parts {
  readonly record: RecordStore;
  readonly now: Now;
  readonly randomBytes: RandomBytes;
  /** Called after someone asked for a call. */
  readonly wake: () => void;
}

/** Bytes of a secret; Standard Webhooks has 24 to 64. */
const SECRET = 32;

export function createWebhooks({ record, now, randomBytes, wake }: Parts): Webhooks {
  const queue = record.operations.webhooks;
  const newSecret = () => `whsec_${Buffer.from(randomBytes(SECRET)).toString("base64")}`;

  return {
    async save(caller, wanted, expected) {
      const secret = newSecret();
      const saved = await changeAndGive(record, caller, (view) => {
        const before = view.webhook(wanted.name.trim())?.webhook ?? null;
        return decideWebhook(wanted, { before, known: view.webhooks().length, secret, expected });
      });
      return saved.ok ? ok(saved.value.secret) : saved;
    },

    async remove(caller, name) {
      const denied = forbidden(caller, "settings.write");
      if (denied) return denied;
      return record.commit<Result<void, Fault>>(caller.actor, (view) => {
        const decided = decideWebhookRemoval(name, view.webhook(name) !== null);
        if (!decided.ok) return nothing(decided);
        return {
          events: decided.value.map((event) => ({ ticket: null, event })),
          dependsOn: [settingsOf(view), peopleOf(view)],
          value: ok(undefined),
          sideWrites: ({ webhooks }) => webhooks.forget(name),
        };
      });
    },

    async renewSecret(caller, name) {
      const secret = newSecret();
      const saved = await changeAndGive(record, caller, (view, time) =>
        decideWebhookSecret(name, view.webhook(name)?.webhook ?? null, secret, time),
      );
      return saved.ok ? ok(secret) : saved;
    },

    async test(caller, name) {
      const denied = forbidden(caller, "settings.write");
      if (denied) return denied;
      if (record.view.webhook(name) === null) return refuse(unknownWebhook(name));
      const at = now();
      const call = { id: `msg_${timeId(at, randomBytes(10))}`, type: TEST, ticket: null };
      const number = queue.addAsked(name, { ...call, body: bodyOf(TEST, at, { webhook: name }) });
      wake();
      return ok(number);
    },

    async sendAgain(caller, name, number) {
      const denied = forbidden(caller, "settings.write");
      if (denied) return denied;
      if (record.view.webhook(name) === null) return refuse(unknownWebhook(name));
      if (!queue.again(name, number)) return refuse(fault("webhook.no-delivery"));
      wake();
      return ok(undefined);
    },
  };
}
