import type { serviceTexts as English } from "../en/service.ts";
import type { Translation } from "../messages.ts";

export const serviceTexts = (): Translation<typeof English> => ({
  "settings.service": "Service",
  "service.lead": "Fonctionnement de MailManager. Une modification s’applique immédiatement.",
  "service.messageSize": "Taille maximale d’un e-mail, en Mo",
  "service.messageSize.hint":
    "Les e-mails plus volumineux sont refusés, et leur expéditeur reçoit un avis de non-remise de son propre serveur.",
  "service.spamScanner": "Antispam",
  "service.spamScanner.hint":
    "Par exemple rspamd://192.0.2.1:11333, ou spamd://192.0.2.1:783 pour SpamAssassin. Laissez vide s’il n’y en a pas.",
  "service.virusScanner": "Antivirus",
  "service.virusScanner.hint": "ClamAV, par exemple clamd://192.0.2.1:3310. Laissez vide s’il n’y en a pas.",
  "service.nightlyBackups": "Sauvegardes nocturnes à conserver",
  "service.nightlyBackups.hint": "0 : aucune n’est créée.",
  "service.smtps": "Recevoir des e-mails sur le port 465",
  "service.smtps.hint":
    "Comme sur le port 25, avec TLS dès le début. Pour les appareils qui ne peuvent pas utiliser le port 25.",
  "service.submission": "Recevoir des e-mails sur le port 587",
  "service.submission.hint":
    "Comme sur le port 25, pour les appareils qui ne peuvent pas utiliser un autre port. Sans authentification, et uniquement vers vos propres boîtes mail.",
  "service.trustedProxies": "Proxys de confiance",
  "service.trustedProxies.hint":
    "Adresses ou réseaux des proxys placés devant ces pages, un par ligne. Leurs en-têtes X-Forwarded-For, X-Forwarded-Proto et X-Forwarded-Host sont pris en compte. N’indiquez pas d’adresses depuis lesquelles des personnes se connectent directement : elles pourraient se faire passer pour n’importe quelle adresse.",
  "service.on": "Activé",
  "service.off": "Désactivé",
  "service.fixed": "Défini dans le fichier de configuration",
  "service.fixed.lead":
    "Ces valeurs sont définies dans le fichier de configuration de MailManager. Modifiez-les là-bas.",
});
