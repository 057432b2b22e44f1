import * as z from "zod";
import { wholeNumber } from "../../../../base/numbers.ts";
import type { ServiceSettings } from "../../../../domain/settings/index.ts";
import { box, fields, line, text, type Values } from "../../parts/fields.tsx";

/** The form of how the program runs. */
export const serviceForm = fields(
  z.object({
    ...{ messageSize: line, spamScanner: line, virusScanner: line, nightlyBackups: line },
    ...{ smtps: box, submission: box, trustedProxies: text },
  }),
  {
    messageSize: {
      ...{ label: "service.messageSize", hint: "service.messageSize.hint" },
      ...{ type: "number", required: true, maxlength: 4 },
    },
    spamScanner: { label: "service.spamScanner", hint: "service.spamScanner.hint", maxlength: 300 },
    virusScanner: { label: "service.virusScanner", hint: "service.virusScanner.hint", maxlength: 300 },
    nightlyBackups: {
      ...{ label: "service.nightlyBackups", hint: "service.nightlyBackups.hint" },
      ...{ type: "number", required: true, maxlength: 3 },
    },
    smtps: { label: "service.smtps", hint: "service.smtps.hint" },
    submission: { label: "service.submission", hint: "service.submission.hint" },
    trustedProxies: { label: "service.trustedProxies", hint: "service.trustedProxies.hint", rows: 3 },
  },
);

export type ServiceValues = Values<typeof serviceForm>;

const MB = 1024 * 1024;

/** The settings as the form shows them. */
export const serviceValues = (service: ServiceSettings): ServiceValues => ({
  messageSize: String(Math.round(service.messageSize / MB)),
  spamScanner: service.spamScanner ?? "",
  virusScanner: service.virusScanner ?? "",
  nightlyBackups: String(service.nightlyBackups),
  smtps: service.smtps,
  submission: service.submission,
  trustedProxies: service.trustedProxies.join("\n"),
});

/** The settings as the form says them; what is no whole number is NaN, and is refused as such. */
export const serviceOf = (values: ServiceValues): ServiceSettings => ({
  messageSize: (wholeNumber(values.messageSize) ?? Number.NaN) * MB,
  spamScanner: values.spamScanner || null,
  virusScanner: values.virusScanner || null,
  nightlyBackups: wholeNumber(values.nightlyBackups) ?? Number.NaN,
  smtps: values.smtps,
  submission: values.submission,
  trustedProxies: values.trustedProxies.split(/[\s,]/).filter((one) => one !== ""),
});
