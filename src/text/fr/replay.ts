import type { replayTexts as English } from "../en/replay.ts";
import type { Translation } from "../messages.ts";

export const replayTexts = (): Translation<typeof English> => ({
  "replay.title": "Règles essayées sur des e-mails passés",
  "replay.lead":
    "Ce que ces règles auraient fait des e-mails arrivés, comparé à ce qui a été fait. Rien n’est envoyé ni modifié.",
  "replay.try": "Essayer sur des e-mails passés",
  "replay.again": "Essayer à nouveau",
  "replay.cancel": "Arrêter",
  "replay.since": "Du",
  "replay.until": "Au",
  "replay.until.hint": "Vide : jusqu’à maintenant.",
  "replay.hint":
    "Compare ces règles à ce qui a été fait des e-mails de cette période. Rien n’est envoyé ni modifié.",
  "replay.back": "Retour à la version {$version :integer}",
  "replay.back.draft": "Retour aux règles",
  "replay.waiting": "En attente de la fin d’un autre essai.",
  "replay.running": "Essai de chaque e-mail : {$percent :integer} % du journal traité.",
  "replay.stopped":
    "L’essai a été arrêté. Les résultats obtenus jusque-là figurent ci-dessous ; rien n’a été compté.",
  "replay.failed":
    "L’essai n’a pas pu être effectué ; les logs du programme en indiquent la cause. Réessayez dans un instant.",
  "replay.mails":
    ".input {$mails :integer} .input {$different :integer} .match $different 0 {{E-mails essayés : {$mails}. Rien ne serait différent.}} one {{E-mails essayés : {$mails}. {$different} serait différent.}} * {{E-mails essayés : {$mails}. {$different} seraient différents.}}",
  "replay.none-tried": "Aucun e-mail de cette période n’est soumis aux règles.",
  "replay.gone":
    ".input {$n :integer} .match $n one {{{$n} e-mail n’a pas pu être essayé, car il n’est plus conservé.}} * {{{$n} e-mails n’ont pas pu être essayés, car ils ne sont plus conservés.}}",
  "replay.not-run":
    ".input {$n :integer} .match $n one {{Sur {$n} e-mail, les règles n’avaient pas pu être exécutées ; il n’est pas comparé.}} * {{Sur {$n} e-mails, les règles n’avaient pas pu être exécutées ; ils ne sont pas comparés.}}",
  "replay.kinds": "Ce qui serait différent",
  "replay.kind": "Quoi",
  "replay.before": "Était",
  "replay.after": "Serait",
  "replay.count": "E-mails",
  "replay.more-kinds":
    ".input {$n :integer} .match $n one {{{$n} autre type de différence n’est pas affiché.}} * {{{$n} autres types de différences ne sont pas affichés.}}",
  "replay.nothing": "aucun",
  "replay.in-ticket": "dans un ticket",
  "replay.usual": "selon sa boîte mail",
  "replay.field.place": "Emplacement",
  "replay.field.category": "Catégorie",
  "replay.field.priority": "Priorité",
  "replay.field.group": "Groupe",
  "replay.field.assignee": "Attribué à",
  "replay.field.target": "Objectif",
  "replay.field.state": "État défini par les règles",
  "replay.field.tag": "Étiquette",
  "replay.field.reply": "Réponse",
  "replay.field.auto-reply": "Réponse automatique",
  "replay.field.sent": "Autres e-mails et notes",
  "replay.change": "{$field} : {$before} → {$after}",
  "replay.list": "E-mails qui seraient différents",
  "replay.list.kind": "E-mails présentant cette différence : {$change}",
  "replay.list.all": "Toutes les différences",
  "replay.list.some":
    ".input {$n :integer} .match $n one {{Seul le premier est affiché.}} * {{Seuls les {$n} premiers sont affichés.}}",
  "replay.arrived": "Décidé",
  "replay.subject": "Objet",
  "replay.ticket": "Ticket",
  "replay.difference": "Différence",
  "replay.no-subject": "(sans objet)",
  "replay.trace.title": "Un e-mail sous les deux jeux de règles",
  "replay.trace.back": "Retour à la liste",
  "replay.trace.ticket": "Ticket #{$number}",
  "replay.trace.before": "Ce qu’a fait la version {$version :integer}",
  "replay.trace.after": "Ce que feraient ces règles",
  "replay.trace.no-rules": "Il n’y avait pas de règles.",
  "replay.trace.gone": "Il n’est plus possible de l’expliquer.",
});
