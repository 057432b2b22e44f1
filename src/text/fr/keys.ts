import type { keyTexts as English } from "../en/keys.ts";
import type { Translation } from "../messages.ts";

export const keyTexts = (): Translation<typeof English> => ({
  "keys.then": "puis",
  "keys.title": "Raccourcis clavier",
  "keys.close": "Fermer",
  "keys.next": "suivant, précédent dans la liste",
  "keys.open": "ouvrir",
  "keys.select": "sélectionner",
  "keys.back": "retour à la liste",
  "keys.search": "rechercher",
  "keys.new": "nouveau ticket",
  "keys.reply": "répondre",
  "keys.replyAll": "répondre à tous",
  "keys.note": "note",
  "keys.closeTicket": "fermer et passer au suivant de la liste",
  "keys.hold": "mettre en attente jusqu’à une date",
  "keys.take": "m’attribuer",
  "keys.template": "aller aux modèles",
  "keys.templateTyped": "insérer un modèle pendant la saisie",
  "keys.state": "aller à l’état",
  "keys.tags": "aller aux étiquettes",
  "keys.category": "aller à la catégorie",
  "keys.undo": "annuler la dernière action",
  "keys.send": "envoyer le texte en cours de saisie",
  "keys.go":
    "aller à : tickets, nouveaux, ouverts, mes tickets, tous, recherche, e-mails, paramètres, système, aide",
  "keys.palette": "toutes les commandes et listes par leur nom",
  "keys.assign": "attribuer",
  "palette.title": "Commande ou liste",
  "palette.search": "Rechercher « {$words} »",
  "keys.help": "cette liste",
});
