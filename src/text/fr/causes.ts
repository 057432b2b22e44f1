import type { causeTexts as English } from "../en/causes.ts";
import type { Translation } from "../messages.ts";

export const causeTexts = (): Translation<typeof English> => ({
  "cause.no-sender": "Il n’a pas d’expéditeur : il est donc impossible d’y répondre",
  "cause.virus": "L’antivirus a détecté {$virus}",
  "cause.dmarc-reject": "Il échoue au contrôle DMARC, et {$domain} demande de rejeter ces e-mails",
  "cause.dmarc-reject.forwarded":
    "Il échoue au contrôle DMARC, et {$domain} demande de rejeter ces e-mails ; un serveur de transfert atteste (ARC) que le contrôle avait réussi auparavant",
  "cause.dmarc-reject.forwarder":
    "Il échoue au contrôle DMARC, et {$domain} demande de rejeter ces e-mails ; {$forwarder} atteste (ARC) que le contrôle avait réussi auparavant",
  "cause.author-unclear":
    "Il est affiché comme provenant de {$address}, mais son en-tête From nomme plusieurs expéditeurs ou peut être lu de plusieurs façons : l’expéditeur ne peut donc pas être vérifié",
  "cause.unscanned": "Il n’a pas été analysé : {$by} n’a rendu aucun verdict",
  "scanner.spam": "l’antispam",
  "scanner.virus": "l’antivirus",
  "cause.spam": "Score de spam {$score}, seuil {$threshold}",
  "cause.spam.symbols": "Score de spam {$score}, seuil {$threshold} : {$symbols}",
  "cause.not-a-participant": "Il se rapporte au ticket {$ticket}, mais {$address} n’y participe pas",
  "cause.unproven-agent":
    "Il prétend provenir de l’agent {$name} <{$address}> et se rapporte au ticket {$ticket}, mais l’expéditeur n’est pas vérifié (SPF {$spf}, DKIM {$dkim}, DMARC {$dmarc})",
  "cause.unproven-agent.unchecked":
    "Il prétend provenir de l’agent {$name} <{$address}> et se rapporte au ticket {$ticket}, mais l’expéditeur n’a pas pu être vérifié",
  "cause.unproven-own":
    "Il prétend provenir de {$address}, l’une de nos propres adresses, mais l’expéditeur n’est pas vérifié (SPF {$spf}, DKIM {$dkim}, DMARC {$dmarc})",
  "cause.flood":
    ".input {$opened :integer} .input {$minutes :integer} .match $opened one {{{$address} a créé {$opened} ticket en {$minutes} minutes ; la limite est de {$limit}}} * {{{$address} a créé {$opened} tickets en {$minutes} minutes ; la limite est de {$limit}}}",
  "cause.flood-repeated":
    "{$address} a envoyé le même e-mail au moins {$mails} fois en {$minutes} minutes. Décidez de ces e-mails ensemble",
  "cause.flood-goes-on": "Fait partie de l’avalanche d’e-mails de {$address}",
  "cause.notification-no-sender":
    "Il répond à la notification sur le ticket {$ticket} adressée à {$name}, mais n’a pas d’expéditeur",
  "cause.notification-other-sender":
    "Il répond à la notification sur le ticket {$ticket} adressée à {$name}, mais provient de {$address}",
  "cause.notification-unproven":
    "Il répond à la notification sur le ticket {$ticket} adressée à {$name} et prétend provenir de cette personne, mais l’expéditeur n’est pas vérifié (SPF {$spf}, DKIM {$dkim}, DMARC {$dmarc})",
  "cause.notification-unproven.unchecked":
    "Il répond à la notification sur le ticket {$ticket} adressée à {$name} et prétend provenir de cette personne, mais l’expéditeur n’a pas pu être vérifié",
  "cause.notification-disabled":
    "Il répond à la notification sur le ticket {$ticket} adressée à {$name}, dont le compte est désactivé",
  "cause.notification-not-allowed":
    "Il répond à la notification sur le ticket {$ticket} adressée à {$name}, qui n’a pas l’autorisation de répondre",
  "cause.notification-to-many":
    "Il répond à la notification sur le ticket {$ticket} adressée à {$name}, mais ressemble à un envoi en masse ({$automatic})",
  "cause.notification-nothing-new":
    "Il répond à la notification sur le ticket {$ticket} adressée à {$name}, mais ne contient aucun texte nouveau",
  "cause.notification-quotation":
    "{$name} a répondu à la notification sur le ticket {$ticket}, mais une partie de la notification citée n’a pas pu être distinguée de la réponse",
  "cause.notification-machine":
    "Une réponse automatique à la notification sur le ticket {$ticket} adressée à {$name}",
  "cause.reply-not-sent":
    "{$name} a ainsi répondu à une notification, mais la réponse ne peut pas être envoyée : {$why}",
  "cause.decision-failed": "Échec du traitement : {$why}",
  "cause.rule": "Par la règle « {$rule} »",
  "cause.rule.because": "{$because} (règle « {$rule} »)",
  "cause.decision-erased": "La décision à son sujet a peut-être été effacée",
  "cause.unknown-bounce": "Un avis de non-remise pour un e-mail qui n’a pas été envoyé d’ici",
  "cause.plus-test.arrived": "L’e-mail de test à une adresse avec « + » de {$mailbox}, qui est arrivé",
  "cause.plus-test.returned":
    "Un avis indiquant que l’e-mail de test à une adresse avec « + » de {$mailbox} n’a pas été remis",
  "cause.plus-test.about": "Un e-mail au sujet de l’e-mail de test à une adresse avec « + » de {$mailbox}",
  "cause.duplicate": "Le même e-mail qu’un autre, retenu ou archivé",
  "cause.duplicate.ticket": "Le même e-mail qu’un autre, dans le ticket {$ticket}",
  "cause.own-mail": "Notre propre e-mail, qui est revenu",
  "cause.own-mail.ticket": "Notre propre e-mail sur le ticket {$ticket}, qui est revenu",
  "cause.sent-mail":
    "Envoyé depuis {$address} avec un autre logiciel de messagerie ; il n’appartient à aucun ticket",
  "cause.report.receipt": "Un accusé de lecture qui n’appartient à aucun ticket",
  "cause.report.delivered": "Un avis de remise d’un e-mail ; il n’appartient à aucun ticket",
  "cause.report.aggregate":
    "Le rapport d’un serveur de messagerie sur les e-mails d’un domaine (DMARC ou TLS) ; il n’appartient à aucun ticket",
  "cause.report.complaint":
    "Un rapport indiquant qu’un destinataire a marqué un e-mail comme spam ; il n’appartient à aucun ticket",
  "cause.put-aside": "Archivé par {$by}. Il était retenu : {$held}",
});
