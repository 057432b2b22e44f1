/** The pages of the setup with sample contents. */
import { findingsOf } from "../../../domain/finding.ts";
import { type Finding, type StepName, stepNames } from "../../../domain/setup/index.ts";
import { SetupCodePage, SetupDonePage, SetupFinishPage, SetupStepPage } from "../setup/page.tsx";
import { SetupRestorePage } from "../setup/restore-page.tsx";
import type { SetupRestoreView, SetupStepView } from "../setup/view.ts";
import { backup } from "./sample-backups.ts";
import { network, onTrial } from "./sample-network.ts";
import { frame, now } from "./samples.ts";

const outside = frame({ reader: null, section: null });
const steps = stepNames.map((step, i) => ({ step, said: i < 3 }));

const values: { readonly [step in StepName]: SetupStepView["values"] } = {
  zone: { zone: "Europe/Berlin" },
  admin: { name: "Marta Okafor", user: "marta", email: "marta@harbour.example" },
  name: { hostname: "desk.harbour.example" },
  mailbox: { address: "support@harbour.example", name: "Harbour Support" },
  incoming: { kind: "imap", host: "imap.harbour.example", port: "993", tls: "implicit", user: "support" },
  outgoing: { kind: "smtp", host: "relay.harbour.example", port: "587", tls: "starttls", user: "desk" },
  certificate: { kind: "own", cert: "-----BEGIN CERTIFICATE-----" },
};

const findings: readonly Finding[] = [
  findingsOf("first start").ok("test.listener-ok"),
  findingsOf("mail exchanger").problem(
    "mx.none",
    "add-record",
    { domain: "harbour.example" },
    "harbour.example. MX 10 desk.harbour.example.",
  ),
];

const view = (step: StepName, more: Partial<SetupStepView> = {}): SetupStepView => ({
  ...{ frame: outside, step, steps, next: null, findings: [], passed: [] },
  ...{ values: values[step], kept: false, fault: null, outgoingOverride: false, smtp: "0.0.0.0:25" },
  mailbox: "support@harbour.example",
  hostname: "desk.harbour.example",
  zones: ["UTC", "Europe/Berlin", "America/New_York"],
  addresses: ["192.0.2.20", "2001:db8::20"],
  network: null,
  ...more,
});

const refused = {
  text: "The backup is damaged or not complete",
  field: null,
  hint: "Copy it here once more, or take another one",
};

const restoring = (state: SetupRestoreView["state"]): SetupRestoreView => ({
  ...{ frame: outside, state, sticks: true, room: 48_000_000_000 },
  offered: [
    { id: "data/a", name: backup(1).name, bytes: 1_840_000_000, stick: null },
    { id: "stick/sdb1/b", name: backup(1).name, bytes: 1_840_000_000, stick: "BLUE STICK" },
  ],
});

export function setupPages(as: <V>(view: V) => V): readonly (readonly [name: string, page: unknown])[] {
  const wrong = { text: "That is not the code", field: "code", hint: null };
  const fault = { text: "Name the server", field: "host", hint: null };
  const answers = stepNames.map((step, i) => ({ step, said: i === 5 ? null : `answer ${i}` }));
  const done = {
    plusTest: { state: "waiting", at: now, problem: null, fault: null } as const,
    frame: frame({ section: null }),
    mailbox: "support@harbour.example",
    signIn: [{ name: "microsoft", provider: "microsoft" }] as const,
  };
  const reply = "250 2.6.0 Queued as 01k";
  return [
    ["setup", <SetupCodePage view={as({ frame: outside, fault: null })} />],
    ["setup-wrong", <SetupCodePage view={as({ frame: outside, fault: wrong })} />],
    ...stepNames.map((step) => [`setup-${step}`, <SetupStepPage view={as(view(step))} />] as const),
    [
      "setup-incoming-oauth",
      <SetupStepPage
        view={as(
          view("incoming", {
            values: {
              ...values.incoming,
              ...{ kind: "microsoft", login: "support@harbour.example" },
              ...{ tenant: "harbour.example", clientId: "0b5c2f1e-5a3c-4c58-9a57-2f1f5e1c9a10" },
            },
            fault: { text: "Enter the client ID", field: "clientId", hint: null },
          }),
        )}
      />,
    ],
    [
      "setup-found",
      <SetupStepPage view={as(view("incoming", { findings, next: "outgoing", kept: true }))} />,
    ],
    [
      "setup-name-box",
      <SetupStepPage view={as(view("name", { network: network({ atFirstStart: true }) }))} />,
    ],
    [
      "setup-name-trial",
      <SetupStepPage view={as(view("name", { network: onTrial({ atFirstStart: true }) }))} />,
    ],
    [
      "setup-outgoing-wrong",
      <SetupStepPage
        view={as(view("outgoing", { fault, outgoingOverride: true, passed: findings.slice(0, 1) }))}
      />,
    ],
    [
      "setup-finish",
      <SetupFinishPage view={as({ frame: outside, steps, answers, passed: [], fault: null })} />,
    ],
    ...(
      [
        ["setup-restore", restoring({ step: "choose", fault: null })],
        ["setup-restore-refused", restoring({ step: "choose", fault: refused })],
        [
          "setup-restore-checking",
          restoring({ step: "working", done: 3, total: 8, what: "Checking the journal" }),
        ],
        ["setup-restore-ready", restoring({ step: "ready", backup: backup(0.4) })],
      ] as const
    ).map(([name, view]) => [name, <SetupRestorePage view={as(view)} />] as const),
    ["setup-done", <SetupDonePage view={as({ ...done, state: { stage: "ticket", reply, ticket: 1 } })} />],
    ["setup-done-none", <SetupDonePage view={as({ ...done, state: { stage: "none" } })} />],
    ["setup-done-waiting", <SetupDonePage view={as({ ...done, state: { stage: "waiting", reply } })} />],
    [
      "setup-done-held",
      <SetupDonePage view={as({ ...done, state: { stage: "held", reply, cause: { code: "no-sender" } } })} />,
    ],
    [
      "setup-done-refused",
      <SetupDonePage view={as({ ...done, state: { stage: "refused", response: "451 4.3.2 Busy" } })} />,
    ],
  ];
}
