import type { rulesetFindingTexts as English } from "../en/ruleset-findings.ts";
import type { Translation } from "../messages.ts";

export const rulesetFindingTexts = (): Translation<typeof English> => ({
  "finding.impossible":
    ".input {$n :integer} .match $n 0 {{la règle {$rule} ne peut jamais se déclencher}} one {{la règle {$rule} ne peut jamais se déclencher : rien ne remplit sa condition {$conditions}}} * {{la règle {$rule} ne peut jamais se déclencher : ses conditions {$conditions} s’excluent mutuellement}}",
  "finding.shadowed":
    ".input {$n :integer} .match $n one {{la règle {$rule} ne peut jamais se déclencher, car cette règle passe avant : {$before}}} * {{la règle {$rule} ne peut jamais se déclencher, car ces règles passent avant : {$before}}}",
  "finding.conflict":
    '.input {$field :string} .match $field tag {{les règles {$other} et {$rule} se déclenchent ensemble ; l’une ajoute l’étiquette {$tag}, l’autre la retire}} reply {{les règles {$other} et {$rule} se déclenchent ensemble ; de leurs réponses, avec le modèle "{$before}" et avec "{$after}", seule la dernière est envoyée}} place {{les règles {$other} et {$rule} se déclenchent ensemble ; l’une retient l’e-mail, l’autre l’archive}} * {{les règles {$other} et {$rule} se déclenchent ensemble ; toutes deux définissent {$field}, comme "{$before}" puis comme "{$after}"}}',
  "finding.more-conflicts":
    ".input {$listed :integer} .match $listed 0 {{toutes les paires de règles n’ont pas été examinées ; certaines peuvent définir un même champ de façon contradictoire}} * {{ce sont les {$listed} premiers conflits ; il peut y en avoir d’autres, qui n’ont pas été recherchés}}",
  "finding.reply-automatic":
    "la règle {$rule} répond aussi aux e-mails automatiques ; rien n’est alors envoyé, car ni un programme, ni l’une de nos propres adresses, ni quiconque dont l’adresse est peut-être falsifiée ne reçoit de réponse automatique",
  "finding.unhandled": "il existe de nouveaux e-mails pour lesquels aucune règle ne se déclenche",
  "finding.no-ticket": "aucune règle ne donne à un ticket l’objectif {$target}",
  "finding.lost":
    ".input {$because :string} .match $because hold {{la règle {$rule} retient l’e-mail, il n’y a donc pas encore de ticket ; non effectué : {$actions}}} file {{la règle {$rule} archive l’e-mail sans ticket ; non effectué : {$actions}}} * {{la règle {$rule} indique de ne pas envoyer de réponse automatique, donc aucune réponse non plus ; non effectué : {$actions}}}",
  "finding.endless":
    ".input {$n :integer} .match $n one {{la règle {$rules} se déclenche elle-même sans fin ; elle est arrêtée après dix exécutions de suite}} * {{les règles {$rules} se déclenchent mutuellement sans fin ; elles sont arrêtées après dix exécutions de suite}}",
  "finding.circle":
    ".input {$n :integer} .match $n one {{la règle {$rules} peut se déclencher elle-même ; dans tous les cas essayés, cela prend fin}} * {{les règles {$rules} peuvent se déclencher mutuellement ; dans tous les cas essayés, cela prend fin}}",
  "finding.undecided":
    ".input {$question :string} .match $question chains {{impossible de déterminer si des règles se déclenchent mutuellement sans fin}} fires {{impossible de déterminer si la règle {$rule} peut se déclencher}} reply {{impossible de déterminer si la règle {$rule} répond à des e-mails automatiques}} conflict {{impossible de déterminer si les règles {$other} et {$rule} se déclenchent ensemble}} target {{impossible de déterminer si un ticket reçoit l’objectif {$target}}} all {{l’analyse s’est arrêtée avant la fin : ce que font ces règles n’est pas déterminé}} * {{impossible de déterminer s’il existe de nouveaux e-mails pour lesquels aucune règle ne se déclenche}}",
});
