import type { domainTexts as English } from "../en/domains.ts";
import type { Translation } from "../messages.ts";

export const domainTexts = (): Translation<typeof English> => ({
  "domains.lead":
    "Les e-mails de vos domaines sont signés avec DKIM, afin que les destinataires puissent les vérifier. Publiez l’enregistrement de chaque clé dans le DNS du domaine ; la clé est utilisée dès que l’enregistrement y est trouvé.",
  "domains.signed": "E-mails signés",
  "domains.unsigned": "E-mails non signés",
  "domains.none": "Aucune clé pour le moment.",
  "domains.waiting": "En attente de son enregistrement DNS",
  "domains.active": "Active",
  "domains.retired": "Remplacée",
  "domains.record": "Enregistrement TXT à publier",
  "domains.name": "Nom",
  "domains.value": "Valeur",
  "domains.zone": "Sous forme de ligne d’un fichier de zone",
  "domains.made": "Créée le",
  "domains.published.yes": "L’enregistrement est dans le DNS.",
  "domains.published.no": "L’enregistrement n’est pas dans le DNS.",
  "domains.published.other": "Le DNS contient un autre enregistrement sous ce nom :",
  "domains.published.unknown": "Le DNS n’a pas encore été interrogé ou n’a pas répondu.",
  "domains.spf": "SPF : quels serveurs peuvent envoyer des e-mails pour le domaine",
  "domains.dmarc": "DMARC : ce que les destinataires font des e-mails qui échouent à SPF et DKIM",
  "domains.policy.yes": "Dans le DNS :",
  "domains.policy.no": "Absent du DNS.",
  "domains.policy.many": "Le DNS en contient plusieurs, si bien qu’aucun n’est valide :",
  "domains.policy.unknown": "Le DNS n’a pas répondu :",
  "domains.suggestion": "Enregistrement suggéré",
  "domains.spf.hint":
    "Doit citer tous les serveurs qui envoient des e-mails pour le domaine ; votre fournisseur vous indique ce qu’il faut y inclure.",
  "domains.dmarc.hint":
    "Demande seulement des rapports. Remplacez par « p=quarantine » ou « p=reject » une fois que les rapports sont satisfaisants.",
  "domains.keep":
    "Laissez l’enregistrement dans le DNS pendant encore deux semaines : des e-mails signés avec cette clé sont encore en route.",
  "domains.removable": "N’est plus nécessaire : supprimez l’enregistrement du DNS, puis supprimez la clé.",
  "domains.old":
    "Cette clé a plus d’un an. Créez-en une nouvelle ; celle-ci reste active jusqu’à ce que le nouvel enregistrement soit trouvé.",
  "domains.checked": "Dernière vérification du DNS :",
  "domains.check": "Vérifier le DNS maintenant",
  "domains.activate": "Activer maintenant",
  "domains.again": "Réactiver",
  "domains.remove": "Supprimer",
  "domains.new": "Nouvelle clé",
  "domains.rsa": "RSA, 2048 bits : pris en charge partout",
  "domains.ed25519": "Ed25519 : plus court ; à utiliser en plus de RSA",
  "domains.kind": "Type",
  "domains.create": "Créer la clé",
});
