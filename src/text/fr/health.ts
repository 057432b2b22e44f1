import type { healthTexts as English } from "../en/health.ts";
import type { Translation } from "../messages.ts";

export const healthTexts = (): Translation<typeof English> => ({
  "system.health": "État de santé",
  "health.lead": "Indique si les e-mails peuvent être reçus, envoyés et vérifiés.",
  "health.well": "Aucun problème détecté",
  "health.well.lead":
    ".input {$n :integer} .match $n one {{{$n} contrôle réussi. Aucune action nécessaire.}} * {{{$n} contrôles réussis. Aucune action nécessaire.}}",
  "health.problem": ".input {$n :integer} .match $n one {{{$n} problème}} * {{{$n} problèmes}}",
  "health.warning": ".input {$n :integer} .match $n one {{{$n} avertissement}} * {{{$n} avertissements}}",
  "health.todo": "À traiter",
  "health.ok": "Réussis",
  "health.level.problem": "Problème",
  "health.level.warning": "Avertissement",
  "health.level.ok": "Réussi",
  "health.at": "Dernier contrôle :",
  "health.dns": "DNS et autres serveurs contrôlés le",
  "health.asking":
    "Le DNS et les autres serveurs sont en cours de contrôle ; rechargez cette page dans un instant.",
  "health.again": "Contrôler à nouveau",
  "health.banner":
    ".input {$n :integer} .match $n one {{{$n} problème demande votre attention}} * {{{$n} problèmes demandent votre attention}}",
  "health.banner.go": "Voir ce qu’il faut faire",
});
