/** Why a mail is held or was filed, in words. */
import { never } from "../../base/result.ts";
import type { MailCause } from "../../domain/intake/index.ts";
import { textIn } from "../../text/causes.ts";
import { faultText, type Language } from "../../text/index.ts";
import { listText } from "../../text/lists.ts";

/** The sentence for a cause, without a full stop; a cause from before there were codes is the sentence it was recorded as. */
export function causeText(language: Language, cause: MailCause): string {
  const t = textIn(language);
  switch (cause.code) {
    case "text":
      return cause.text;
    case "unreadable":
      return faultText(language, cause.fault);
    case "no-sender":
      return t("cause.no-sender");
    case "virus":
      return t("cause.virus", cause);
    case "dmarc-reject": {
      const { domain, forwarded, forwarder } = cause;
      if (!forwarded) return t("cause.dmarc-reject", { domain });
      return forwarder === null
        ? t("cause.dmarc-reject.forwarded", { domain })
        : t("cause.dmarc-reject.forwarder", { domain, forwarder });
    }
    case "author-unclear":
      return t("cause.author-unclear", cause);
    case "spam": {
      const { score, threshold, symbols } = cause;
      return symbols.length === 0
        ? t("cause.spam", { score, threshold })
        : t("cause.spam.symbols", { score, threshold, symbols: listText(language, symbols) });
    }
    case "unscanned":
      return t("cause.unscanned", {
        by: listText(
          language,
          cause.by.map((one) => t(`scanner.${one}`)),
        ),
      });
    case "not-a-participant":
      return t("cause.not-a-participant", cause);
    case "unproven-agent": {
      const { name, address, ticket, checked } = cause;
      return checked === null
        ? t("cause.unproven-agent.unchecked", { name, address, ticket })
        : t("cause.unproven-agent", { name, address, ticket, ...checked });
    }
    case "unproven-own": {
      const none = { spf: "none", dkim: "none", dmarc: "none" };
      return t("cause.unproven-own", { address: cause.address, ...(cause.checked ?? none) });
    }
    case "flood":
      return t("cause.flood", cause);
    case "flood-repeated":
      return t("cause.flood-repeated", cause);
    case "flood-goes-on":
      return t("cause.flood-goes-on", cause);
    case "notification-no-sender":
      return t("cause.notification-no-sender", cause);
    case "notification-other-sender":
      return t("cause.notification-other-sender", cause);
    case "notification-unproven": {
      const { name, ticket, checked } = cause;
      return checked === null
        ? t("cause.notification-unproven.unchecked", { name, ticket })
        : t("cause.notification-unproven", { name, ticket, ...checked });
    }
    case "notification-disabled":
      return t("cause.notification-disabled", cause);
    case "notification-not-allowed":
      return t("cause.notification-not-allowed", cause);
    case "notification-to-many":
      return t("cause.notification-to-many", cause);
    case "notification-nothing-new":
      return t("cause.notification-nothing-new", cause);
    case "notification-quotation":
      return t("cause.notification-quotation", { name: cause.name, ticket: cause.ticket });
    case "notification-machine":
      return t("cause.notification-machine", cause);
    case "reply-not-sent":
      return t("cause.reply-not-sent", { name: cause.name, why: faultText(language, cause.fault) });
    case "decision-failed":
      return t("cause.decision-failed", { why: faultText(language, cause.fault) });
    case "rule":
      return cause.because === null
        ? t("cause.rule", { rule: cause.rule })
        : t("cause.rule.because", { rule: cause.rule, because: cause.because });
    case "decision-erased":
      return t("cause.decision-erased");
    case "report":
      return t(`cause.report.${cause.report}`);
    case "unknown-bounce":
      return t("cause.unknown-bounce");
    case "duplicate":
      return cause.ticket === null
        ? t("cause.duplicate")
        : t("cause.duplicate.ticket", { ticket: cause.ticket });
    case "own-mail":
      return cause.ticket === null
        ? t("cause.own-mail")
        : t("cause.own-mail.ticket", { ticket: cause.ticket });
    case "plus-test":
      return t(`cause.plus-test.${cause.part}`, { mailbox: cause.mailbox });
    case "sent-mail":
      return t("cause.sent-mail", cause);
    case "put-aside":
      return t("cause.put-aside", { by: cause.by, held: causeText(language, cause.held) });
    default:
      return never(cause);
  }
}
