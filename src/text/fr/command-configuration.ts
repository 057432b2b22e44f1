import type { commandConfigurationTexts as English } from "../en/command-configuration.ts";
import type { Translation } from "../messages.ts";

export const commandConfigurationTexts = (): Translation<typeof English> => ({
  "setting.http": "Where the web pages and the API listen.",
  "setting.https": "The same over TLS, with a self-signed certificate until another one is installed.",
  "setting.smtp": "Where mail is received.",
  "setting.smtps":
    "The same with TLS from the start. Without it: port 465, if it is switched on in the pages (Settings, Service).",
  "setting.submission":
    "The same for devices that cannot use another port; without log-in, and only to our own mailboxes. Without it: port 587, if it is switched on in the pages.",
  "setting.lmtp":
    "Where a mail server at this site delivers mail by LMTP; or the path of a socket, such as /run/mailmanager/lmtp.",
  "setting.journal":
    "The journal in PostgreSQL: postgres://USER:PASSWORD@HOST:PORT/DATABASE. The data folder is a copy of it then. Default: in the data folder.",
  "setting.outgoing":
    "How replies are delivered: smtp://[USER:PASSWORD@]HOST:PORT, smtps://..., direct or catch. Default: as set in the pages.",
  "setting.messageSize": "The largest mail that is accepted.",
  "setting.diskReserve":
    "Disk space kept free: with less, mail is deferred (4xx). Default: 5 % of the disk, at most 256 MB.",
  "setting.workers": "Threads that read mail. Default: one less than the number of processors.",
  "setting.validatingResolvers":
    "DNS resolvers that validate DNSSEC, over a safe connection, for DANE. Default: those of resolv.conf with trust-ad.",
  "setting.trustedProxies":
    "Proxies before the web pages: X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host are trusted from these only. Default: as set in the pages (Settings, Service).",
  "setting.metricsFrom":
    "Addresses and networks from which /api/v1/metrics is read without a token. Name this machine only if no proxy on it serves the pages. Default: none.",
  "setting.trustedRelays":
    "Your own mail servers that forward mail here: mail from them is not checked (SPF, DKIM, DMARC). Only at the first start; from then on it is set in the pages (Settings, Incoming mail).",
  "setting.relayResults":
    "The name that your own mail servers use in Authentication-Results: their results are then shown and used. Only at the first start; from then on it is set in the pages (Settings, Incoming mail).",
  "setting.floodLimit":
    "New tickets that one sender may create by mail within ten minutes; further mail is held as one group. 0: no limit. Only at the first start; from then on it is set in the pages (Settings, Incoming mail).",
  "setting.spamScanner":
    "A spam scanner that checks every mail: spamd:// (SpamAssassin) or rspamd://, HOST:PORT; or spamd:/PATH of a socket.",
  "setting.spamThreshold":
    "The score from which mail is held as spam. Default: the scanner’s own verdict. Only at the first start; from then on it is set in the pages (Settings, Incoming mail).",
  "setting.virusScanner":
    "A virus scanner that checks every mail: clamd://HOST:PORT, or clamd:/PATH of its socket.",
  "setting.nightlyBackups": "How many nightly backups are kept in DIR/backups. off: none are made.",
});
