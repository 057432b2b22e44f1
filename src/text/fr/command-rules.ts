import type { commandRulesTexts as English } from "../en/command-rules.ts";
import type { Translation } from "../messages.ts";

export const commandRulesTexts = (): Translation<typeof English> => ({
  "rules.check.summary": "lit un jeu de règles et signale tout ce qui ne va pas",
  "rules.check.help": `FILE est un jeu de règles ; - est l’entrée standard. Chaque erreur indique sa ligne et sa colonne. Si un jeu de règles peut être lu, ses tests sont exécutés et il
est analysé pour tous les e-mails possibles et pour tout ce qui peut arriver aux tickets : quelles règles ne peuvent jamais se déclencher, lesquelles définissent un même champ différemment, et si
aucune règle ne se déclenche pour certains e-mails. Les constats sont des erreurs, des avertissements ou des remarques, le plus souvent avec un e-mail qui les illustre, décrit comme dans un test. Le
code de retour est 1 s’il y a des erreurs ou si un test échoue.

Les jeux de règles que FILE inclut sont d’autres fichiers dont le nom se termine par .rules, trouvés par le nom indiqué à leur première ligne.

  --data DIR     contrôle pour cette installation, par exemple l’existence des groupes ; sans FILE, ses jeux de règles actifs. Ce que FILE inclut
                 et qui n’est dans aucun fichier est son jeu de règles actif de ce nom
  --include DIR  cherche les jeux de règles inclus dans DIR, et non dans le dossier de FILE
  --json         erreurs, avertissements, constats et noms des tests échoués en JSON`,
  "rules.check.good":
    ".input {$rules :integer} .input {$tests :integer} .match $rules $tests one one {{{$file} : {$rules} règle, {$tests} test, aucune erreur}} one * {{{$file} : {$rules} règle, {$tests} tests, aucune erreur}} * one {{{$file} : {$rules} règles, {$tests} test, aucune erreur}} * * {{{$file} : {$rules} règles, {$tests} tests, aucune erreur}}",
  "rules.check.bad":
    ".input {$n :integer} .match $n one {{{$file} : {$n} erreur}} * {{{$file} : {$n} erreurs}}",
  "rules.check.test": "{$file} : le test {$name} échoue ; rules test indique pourquoi",
  "rules.active.of": "{$name}, version {$version :integer} dans {$folder}",
  "rules.active": "version {$version :integer} dans {$folder}",
  "rules.check.place": "{$file}:{$line}:{$column}",
  "rules.check.finding":
    ".input {$severity :string} .match $severity error {{{$place}: erreur : {$text}}} warning {{{$place}: avertissement : {$text}}} * {{{$place}: remarque : {$text}}}",
  "rules.check.example": "  par exemple :",
  "rules.print.summary": "affiche un jeu de règles sous sa forme canonique",
  "rules.print.help": `FILE est un jeu de règles ; - est l’entrée standard. Les commentaires sont conservés. Rien n’est écrit dans FILE.

  --data DIR  sans FILE, affiche les jeux de règles actifs de cette installation`,
  "rules.test.summary": "exécute les tests d’un jeu de règles",
  "rules.test.help": `FILE est un jeu de règles ; - est l’entrée standard. Chaque test échoué est affiché avec ce qu’il attendait et les règles déclenchées.
Le code de retour est 1 si un test a échoué.

  --data DIR     sans FILE, teste les jeux de règles actifs de cette installation
  --include DIR  cherche les jeux de règles inclus dans DIR, et non dans le dossier de FILE
  --json         les résultats en JSON`,
  "rules.test.failed": "échec : {$name}",
  "rules.test.expected": "  attendu : {$expected}",
  "rules.test.came": "  attendu : {$expected}, obtenu : {$came}",
  "rules.test.fired": "  règles déclenchées : {$rules}",
  "rules.test.none-fired": "  aucune règle ne s’est déclenchée",
  "rules.test.done": "{$passed} réussis, {$failed} échoués",
  "rules.explain.summary": "explique ce que les règles ont fait d’un ticket et de ses e-mails",
  "rules.explain.help": `Pour chaque e-mail et chaque événement, parmi les 500 plus récents du ticket sur lesquels des règles ont été exécutées : les règles déclenchées avec leurs actions et, pour les autres,
la première condition non remplie et ce qu’elle a vu. Le programme peut fonctionner sur DIR pendant ce temps.

  --json  la même chose en JSON`,
  "rules.explain.no-ticket": "indiquez le numéro d’un ticket",
  "rules.explain.none": "aucune règle n’a été exécutée sur le ticket {$number}",
  "rules.explain.of": "{$rule} ({$name})",
  "rules.explain.run":
    ".input {$name :string} .match $name || {{{$time} e-mail {$mail}, version {$version} des règles :}} * {{{$time} e-mail {$mail}, version {$version} des règles {$name} :}}",
  "rules.explain.event":
    ".input {$name :string} .match $name || {{{$time} {$what}, version {$version} des règles :}} * {{{$time} {$what}, version {$version} des règles {$name} :}}",
  "rules.explain.gone":
    "il n’est plus possible de l’expliquer : l’e-mail ou cette version n’est plus conservé",
  "rules.explain.fired": "« {$rule} » s’est déclenchée : {$actions}",
  "rules.explain.not-met": "« {$rule} » ne s’est pas déclenchée : {$condition} (valeur : {$saw})",
  "rules.explain.failed": "« {$rule} » n’a pas pu être évaluée : {$error}",
  "rules.explain.after-stop": "« {$rule} » n’a pas été essayée : une règle précédente a arrêté l’exécution",
  "rules.replay.summary": "montre ce qu’un jeu de règles aurait changé aux e-mails d’une période",
  "rules.replay.help": `FILE est un jeu de règles ; - est l’entrée standard. Chaque e-mail de la période sur lequel des règles ont été exécutées, ou l’auraient été s’il y en avait eu, fait
l’objet d’une nouvelle décision, selon ce que les règles voyaient alors. Est comparé ce que les règles demandent : catégorie, priorité, groupe, attribution, objectif, état, étiquettes, réponses,
notifications, transferts, et si l’e-mail est retenu ou archivé. Il n’est pas à nouveau décidé si une réponse peut partir. Rien n’est modifié ni envoyé, et
le programme peut fonctionner sur DIR pendant ce temps. Le code de retour est 1 s’il y a une différence.

Un jeu de règles destiné à certaines boîtes mail est essayé sur leurs e-mails ; un jeu que des jeux de règles actifs incluent, sur les e-mails qui suivent ceux-ci.

  --since DATE   e-mails décidés à partir de cette date, par exemple 2026-01-31 ou 2026-01-31T08:00:00Z
  --until DATE   e-mails décidés avant cette date
  --include DIR  cherche les jeux de règles inclus dans DIR, et non dans le dossier de FILE ; ce qui n’est dans aucun fichier est le jeu actif
  --json         les différences en JSON

Chaque ligne contient un e-mail et ce qui serait différent ; les types de changements sont comptés à la fin.`,
  "rules.replay.progress": "essayés",
  "rules.replay.line": "{$time} {$subject} : {$changes}",
  "rules.replay.ticket": "{$subject} (ticket {$ticket})",
  "rules.replay.kind": "{$mails :integer} × {$change}",
  "rules.replay.more-kinds":
    ".input {$n :integer} .match $n one {{et {$n} autre type de changement}} * {{et {$n} autres types de changements}}",
  "rules.replay.failed":
    ".input {$n :integer} .match $n one {{sur {$n} e-mail, aucune règle n’avait pu être exécutée : il n’est pas comparé}} * {{sur {$n} e-mails, aucune règle n’avait pu être exécutée : ils ne sont pas comparés}}",
  "rules.replay.done":
    ".input {$mails :integer} .input {$differences :integer} .match $mails one {{{$mails} e-mail décidé à nouveau, différences : {$differences}}} * {{{$mails} e-mails décidés à nouveau, différences : {$differences}}}",
  "rules.diff.summary": "énumère chaque classe d’e-mails que deux jeux de règles traitent différemment",
  "rules.diff.help": `OLD et NEW sont des jeux de règles. Pour tous les e-mails possibles, ce qu’ils deviennent sous l’un et l’autre est comparé : la catégorie,
la priorité, le groupe, l’attribution, l’objectif et les étiquettes du ticket, s’ils sont retenus ou archivés, et la réponse automatique. Chaque classe d’e-mails traitée
différemment est affichée avec un e-mail décrit comme dans un test. Si aucune n’est affichée, il n’y en a pas. Suivent les états des tickets, calendriers et objectifs déclarés différemment. Le code de retour est 1
si cela n’a pas pu être déterminé.

  --include DIR  cherche les jeux de règles inclus dans DIR, et non dans les dossiers de OLD et NEW
  --json         les classes en JSON`,
  "rules.diff.class": "{$n :integer}. {$changes}",
  "rules.diff.change":
    ".input {$field :string} .match $field place {{retenu ou archivé : était {$before}, devient {$after}}} * {{{$field} : était {$before}, devient {$after}}}",
  "rules.diff.tag":
    ".input {$now :string} .match $now there {{étiquette {$tag} : désormais présente}} * {{étiquette {$tag} : n’est plus présente}}",
  "rules.diff.action":
    ".input {$now :string} .match $now there {{{$what} : désormais effectué}} * {{{$what} : n’est plus effectué}}",
  "rules.diff.auto-reply":
    ".input {$now :string} .match $now there {{réponse automatique : désormais envoyée}} * {{réponse automatique : n’est plus envoyée}}",
  "rules.diff.kept": "(non défini)",
  "rules.diff.none": "aucun",
  "rules.diff.one-of": "un membre de {$group}",
  "rules.diff.before":
    ".input {$n :integer} .match $n 0 {{avec l’ancien jeu de règles, aucune règle ne se déclenche}} * {{avec l’ancien jeu de règles se déclenchent : {$rules}}}",
  "rules.diff.after":
    ".input {$n :integer} .match $n 0 {{avec le nouveau jeu de règles, aucune règle ne se déclenche}} * {{avec le nouveau jeu de règles se déclenchent : {$rules}}}",
  "rules.diff.declared":
    ".input {$of :string} .input {$how :string} .match $of $how state added {{l’état {$name} est nouveau}} state removed {{l’état {$name} a disparu}} state * {{l’état {$name} est déclaré différemment}} calendar added {{le calendrier {$name} est nouveau}} calendar removed {{le calendrier {$name} a disparu}} calendar * {{le calendrier {$name} est déclaré différemment}} * added {{l’objectif {$name} est nouveau}} * removed {{l’objectif {$name} a disparu}} * * {{l’objectif {$name} est déclaré différemment}}",
  "rules.diff.done":
    ".input {$n :integer} .input {$rest :string} .match $n $rest 0 none {{tous les e-mails sont traités de la même façon}} one none {{{$n} classe d’e-mails est traitée différemment ; tous les autres e-mails sont traités de la même façon}} * none {{{$n} classes d’e-mails sont traitées différemment ; tous les autres e-mails sont traités de la même façon}} * more {{ce sont les {$n} premières classes ; il y en a d’autres}} * * {{impossible de déterminer si d’autres e-mails sont traités différemment}}",
  "rules.compare.summary": "indique comment les conditions de deux règles se rapportent l’une à l’autre",
  "rules.compare.help": `RULE et OTHER sont des noms de règles du jeu de règles FILE. Pour tous les e-mails possibles, il est déterminé, exemples à l’appui, si les conditions de l’une impliquent celles de l’autre,
sont les mêmes, s’excluent ou se recoupent. Ce que définissent les règles précédentes est ignoré.

  --include DIR  cherche les jeux de règles inclus dans DIR, et non dans le dossier de FILE
  --json         le résultat en JSON`,
  "rules.compare.relation":
    ".input {$relation :string} .match $relation same {{{$rule} et {$other} s’appliquent aux mêmes e-mails}} implies {{tout e-mail auquel {$rule} s’applique est un e-mail auquel {$other} s’applique}} is-implied {{tout e-mail auquel {$other} s’applique est un e-mail auquel {$rule} s’applique}} disjoint {{{$rule} et {$other} ne s’appliquent jamais au même e-mail}} overlap {{{$rule} et {$other} s’appliquent en partie aux mêmes e-mails}} * {{impossible de déterminer comment {$rule} et {$other} se rapportent l’une à l’autre}}",
  "rules.compare.example":
    ".input {$which :string} .match $which both {{un e-mail auquel les deux s’appliquent :}} first {{un e-mail auquel seule {$rule} s’applique :}} * {{un e-mail auquel seule {$other} s’applique :}}",
  "rules.compare.no-rule": "indiquez les noms de deux règles",
  "rules.compare.unknown": "{$file} n’a pas de règle nommée {$name}",
  "rules.diff.same-input": "un seul des jeux de règles peut provenir de l’entrée standard",
  "rules.no-file": "indiquez le fichier contenant le jeu de règles, ou - pour l’entrée standard",
  "rules.too-large": "{$file} dépasse {$most :bytes} ; un jeu de règles est un texte court",
  "rules.not-text": "{$file} n’est pas un texte en UTF-8",
});
