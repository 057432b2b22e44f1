/** Why a mail could not be delivered although no server said so, with the parameters of its text. See fault-reasons.ts. */
export const deliveryReasons = {
  // As recorded before reasons were.
  "delivery.text": ["delivery.failed", "text"],
  "delivery.lost": ["delivery.failed"],
  "delivery.broken-off": ["delivery.failed"],
  // Addresses
  "delivery.sender": ["delivery.failed"],
  "delivery.recipient": ["delivery.failed"],
  "delivery.ascii": ["delivery.failed", "host"],
  // Which server
  "delivery.mx-unknown": ["delivery.failed", "domain", "problem"],
  "delivery.no-domain": ["delivery.failed", "domain"],
  "delivery.null-mx": ["delivery.failed", "domain"],
  "delivery.loop": ["delivery.failed", "domain"],
  "delivery.no-host": ["delivery.failed", "domain"],
  "delivery.untried": ["delivery.failed", "domain"],
  "delivery.rested": ["delivery.failed", "why"],
  "delivery.address-unknown": ["delivery.failed", "host", "problem"],
  "delivery.no-address": ["delivery.failed", "host"],
  "delivery.own-address": ["delivery.failed", "host"],
  "delivery.mta-sts": ["delivery.failed", "domain", "host"],
  "delivery.tlsa-unknown": ["delivery.failed", "host", "problem"],
  // The session
  "delivery.unreachable": ["delivery.failed", "host", "problem"],
  "delivery.session": ["delivery.failed", "problem"],
  "delivery.tls": ["delivery.failed", "problem"],
  "delivery.certificate-none": ["delivery.failed", "host"],
  "delivery.certificate-other": ["delivery.failed", "host"],
  "delivery.certificate-name": ["delivery.failed", "host", "names"],
  "delivery.certificate-authority": ["delivery.failed", "host"],
  "delivery.unencrypted": ["delivery.failed", "host"],
  "delivery.no-login": ["delivery.failed", "host"],
  "delivery.login": ["delivery.failed", "user", "problem"],
  // OAuth accounts: how mail servers are logged in to
  "delivery.oauth-absent": ["delivery.failed", "account"],
  "delivery.oauth-host": ["delivery.failed", "account", "host"],
  "delivery.oauth-signed-out": ["delivery.failed", "account"],
  "delivery.oauth-revoked": ["delivery.failed", "account", "problem"],
  "delivery.oauth-unreachable": ["delivery.failed", "account", "problem"],
  "delivery.oauth-refused": ["delivery.failed", "user", "account", "problem"],
  "delivery.no-oauth": ["delivery.failed", "host"],
  "delivery.size": ["delivery.failed", "bytes", "host", "most"],
  // The mail
  "delivery.before": ["delivery.failed", "problem"],
  "delivery.during": ["delivery.failed", "problem"],
  "delivery.after": ["delivery.failed", "problem"],
  "delivery.no-answer": ["delivery.failed"],
} as const;
