/**
 * What was done to the appliance, by the verbs of its helper and by itself: codes, with the names of the parameters that
 * their texts in `src/text/` take. The appliance's log and the journal have them.
 */
export const boxActions = {
  // As recorded before there were codes.
  text: ["text"],
  denied: [],
  verb: ["verb"],
  "hostname.set": ["hostname"],
  "clock.set": ["timezone", "servers"],
  "clock.set.usual": ["timezone"],
  "clock.adjust": ["to"],
  "authorities.set": ["names"],
  "authorities.set.none": [],
  "certificate.reset": [],
  "program.restart": [],
  restart: [],
  "power.off": [],
  "factory.reset": [],
  "still-up": [],
  "network.set": ["seconds", "settings"],
  "network.confirm": [],
  "network.revert": [],
  "network.not-taken": [],
  "network.timed-out": [],
  "network.unconfirmed": [],
  "media.fetch": ["path", "medium"],
  "support.bundle": [],
  "support.save": ["medium"],
  "backup.save": ["medium"],
  "backup.restore": ["path", "medium"],
  "password.reset": ["user"],
  "pin.set": [],
  "pin.remove": [],
  "pin.remove.machine": [],
  "pin.unlock": [],
  "update.install": ["place"],
  "update.install.medium": ["path", "medium"],
  "update.rollback": [],
  "release.installed": ["to", "from"],
  "release.healthy": ["to", "from"],
  "release.rolled-back": ["to", "from"],
  "release.fell-back": ["to", "from"],
  "release.refused": ["to"],
  "seed.box": ["from"],
  "seed.set-up": ["from"],
  "seed.asks": ["from"],
  "seed.failed": ["from"],
  "seed.unknown": ["names"],
} as const satisfies Record<string, readonly string[]>;

type Code = keyof typeof boxActions;
/** What was done: a code and its parameters. */
export interface DoneAction {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** What was done, by its code, with its parameters. */
export const doneAction = <C extends Code>(
  code: C,
  ...[params]: [(typeof boxActions)[C][number]] extends [never]
    ? []
    : [params: { readonly [P in (typeof boxActions)[C][number]]: string | number }]
): DoneAction => ({ code, params: params ?? {} });

/** Whether this is a code of today's. */
export const isBoxAction = (code: string): code is Code => Object.hasOwn(boxActions, code);
