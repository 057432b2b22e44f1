import type { incomingTexts as English } from "../en/incoming.ts";
import type { Translation } from "../messages.ts";

export const incomingTexts = (): Translation<typeof English> => ({
  "settings.incoming": "E-mails entrants",
  "incoming.lead":
    "Limites et contrôles pour les e-mails qui arrivent. Une modification s’applique dès le prochain e-mail.",
  "incoming.floodLimit": "Nouveaux tickets autorisés par expéditeur",
  "incoming.floodLimit.hint":
    "En dix minutes ; les e-mails suivants sont retenus comme un seul groupe. 0 : aucune limite.",
  "incoming.spamThreshold": "Seuil de spam (score)",
  "incoming.spamThreshold.hint": "Laissez vide pour suivre le verdict de l’antispam.",
  "incoming.holdUnscanned": "Retenir les e-mails sans verdict d’un analyseur",
  "incoming.holdUnscanned.hint":
    "L’analyseur a échoué, a mis trop de temps ou ignore ce type d’e-mails. Sinon, l’e-mail est remis et signalé dans son ticket.",
  "incoming.relays": "Vos propres serveurs de messagerie",
  "incoming.trustedRelays": "Adresses et réseaux",
  "incoming.trustedRelays.hint":
    "Les e-mails qui en proviennent ne sont pas contrôlés (SPF, DKIM, DMARC) ; un par ligne, par exemple 192.0.2.1 ou 10.0.0.0/8.",
  "incoming.relayResults": "Leur nom dans Authentication-Results",
  "incoming.relayResults.hint":
    "Leurs résultats sont alors affichés et utilisés. Laissez vide pour les ignorer.",
});
