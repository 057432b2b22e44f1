import type { deliveryFaults as English } from "../en/fault-delivery.ts";
import type { Translation } from "../messages.ts";

export const deliveryFaults = (): Translation<typeof English> => ({
  "fault.delivery.text": "{$text}",
  "fault.delivery.lost": "The composed mail is not in the journal’s file",
  "fault.delivery.broken-off": "The attempt was aborted by an internal error; the log has the cause",
  "fault.delivery.sender": "501 5.1.7 Not sent: the sender’s address is not valid",
  "fault.delivery.recipient": "501 5.1.3 Not sent: the recipient’s address is not valid",
  "fault.delivery.ascii": "550 5.6.7 Not sent: {$host} takes only ASCII addresses (no SMTPUTF8)",
  "fault.delivery.mx-unknown": "DNS could not be queried for the mail servers of {$domain}: {$problem}",
  "fault.delivery.no-domain": "550 5.1.2 Not sent: domain {$domain} not found",
  "fault.delivery.null-mx": "556 5.1.10 Not sent: {$domain} takes no mail (null MX)",
  "fault.delivery.loop":
    "554 5.4.6 Not sent: the mail server of {$domain} is this machine, which has no such mailbox",
  "fault.delivery.no-host": "550 5.4.4 Not sent: the MX of {$domain} names no host",
  "fault.delivery.untried": "No server of {$domain} was tried",
  "fault.delivery.rested": "Not tried, since its server failed a moment ago: {$why}",
  "fault.delivery.address-unknown": "DNS could not be queried for the address of {$host}: {$problem}",
  "fault.delivery.no-address": "{$host} has no address",
  "fault.delivery.own-address": "{$host} has no address that mail could go to",
  "fault.delivery.mta-sts": "The MTA-STS policy of {$domain} does not allow its MX {$host}",
  "fault.delivery.tlsa-unknown":
    "DNS could not be queried for the requirements for the certificate of {$host}: {$problem}",
  "fault.delivery.unreachable": "{$host} could not be reached: {$problem}",
  "fault.delivery.session": "The session failed: {$problem}",
  "fault.delivery.tls": "TLS failed: {$problem}",
  "fault.delivery.certificate-none": "Not sent to {$host}: the server shows no certificate",
  "fault.delivery.certificate-other":
    "Not sent to {$host}: its certificate is not the one that its domain names in DNS (TLSA)",
  "fault.delivery.certificate-name": "Not sent to {$host}: its certificate is not for {$names}",
  "fault.delivery.certificate-authority":
    "Not sent to {$host}: its certificate was not issued by the CA that its domain names in DNS (TLSA)",
  "fault.delivery.unencrypted":
    "The connection to {$host} is not encrypted, so the password is not sent over it; choose TLS or STARTTLS, or remove the password",
  "fault.delivery.no-login": "{$host} offers no log-in here; remove user and password",
  "fault.delivery.oauth-absent": "OAuth account {$account} not found",
  "fault.delivery.oauth-host": "The OAuth account {$account} may not be used for {$host}",
  "fault.delivery.oauth-signed-out": "Nobody has signed in with the OAuth account {$account} yet",
  "fault.delivery.oauth-revoked":
    "The provider issues no more access tokens for the OAuth account {$account}: {$problem}",
  "fault.delivery.oauth-unreachable":
    "The provider of the OAuth account {$account} issued no access token: {$problem}",
  "fault.delivery.oauth-refused": "Log-in as {$user} with the OAuth account {$account} failed: {$problem}",
  "fault.delivery.no-oauth": "{$host} offers no log-in by OAuth 2 (XOAUTH2 or OAUTHBEARER)",
  "fault.delivery.login": "Log-in as {$user} failed: {$problem}",
  "fault.delivery.size": "552 5.3.4 Not sent: {$bytes} bytes, and {$host} takes {$most}",
  "fault.delivery.before": "Interrupted before the mail was sent: {$problem}",
  "fault.delivery.during": "Interrupted while the mail was sent: {$problem}",
  "fault.delivery.after":
    "Interrupted after the mail was sent, so it is not known whether it was accepted: {$problem}",
  "fault.delivery.no-answer": "The server gave no answer for this recipient",
});
