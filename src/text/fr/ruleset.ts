import type { rulesetTexts as English } from "../en/ruleset.ts";
import type { Translation } from "../messages.ts";

export const rulesetTexts = (): Translation<typeof English> => ({
  "ruleset.character": "caractère inattendu {$character}",
  "ruleset.escape":
    'après une barre oblique inverse dans un texte, écrivez ", une autre barre oblique inverse ou n pour une fin de ligne',
  "ruleset.unclosed": "le guillemet fermant est manquant",
  "ruleset.too-long": "un jeu de règles comporte au plus {$most :integer} caractères",
  "ruleset.too-many":
    ".input {$of :string} .input {$most :integer} .match $of rules {{un jeu de règles comporte au plus {$most} règles}} states {{les motifs et expressions d’un jeu de règles ont au plus {$most} états au total ; cette règle dépasse cette limite}} mailboxes {{un jeu de règles est destiné à au plus {$most} boîtes mail}} lifecycle {{un cycle de vie comporte au plus {$most} états}} calendars {{un jeu de règles comporte au plus {$most} calendriers}} targets {{un jeu de règles comporte au plus {$most} objectifs}} hours {{un calendrier comporte au plus {$most} plages horaires}} holidays {{un calendrier comporte au plus {$most} jours fériés}} times {{les règles d’un jeu de règles attendent au plus {$most} durées différentes}} * {{un jeu de règles comporte au plus {$most} tests}}",
  "ruleset.expected":
    ".input {$what :string} .input {$found :string} .match $what $found text || {{écrivez ici un texte entre guillemets doubles droits}} text * {{écrivez ici un texte entre guillemets doubles droits, et non {$found}}} number || {{écrivez ici un nombre}} number * {{écrivez ici un nombre, et non {$found}}} time || {{écrivez ici une heure, par exemple 09:00}} time * {{écrivez ici une heure, par exemple 09:00, et non {$found}}} date || {{écrivez ici une date, par exemple 2026-12-25}} date * {{écrivez ici une date, par exemple 2026-12-25, et non {$found}}} * || {{la ligne se termine trop tôt ; suites possibles : {$what}}} * * {{{$found} n’est pas compris ici ; possibilités : {$what}}}",
  "ruleset.left-over": "{$found} n’est pas compris ici ; la ligne devrait se terminer avant",
  "ruleset.comma": "écrivez une virgule avant {$found}",
  "ruleset.no-ruleset": 'commencez par le mot ruleset et un nom, par exemple : ruleset "Support"',
  "ruleset.unknown-close": "{$found} n’est pas compris ici ; vouliez-vous dire {$close} ?",
  "ruleset.name-twice":
    ".input {$of :string} .match $of rules {{une autre règle porte le nom {$name} ; donnez à chacune le sien}} calendars {{un autre calendrier porte le nom {$name} ; donnez à chacun le sien}} targets {{un autre objectif porte le nom {$name} ; donnez à chacun le sien}} * {{un autre test porte le nom {$name} ; donnez à chacun le sien}}",
  "ruleset.no-when": "la règle n’indique pas quand elle s’applique ; écrivez par exemple : when mail arrives",
  "ruleset.no-then": "la règle ne fait rien ; écrivez then et une action",
  "ruleset.no-given":
    'le test ne décrit aucun e-mail ; écrivez given, par exemple : given subject "Invoice 42"',
  "ruleset.no-expect": 'le test n’attend rien ; écrivez expect, par exemple : expect category "Billing"',
  "ruleset.empty": "le texte entre guillemets est vide",
  "ruleset.expression":
    ".input {$why :string} .match $why parenthesis {{l’expression contient une parenthèse isolée}} bracket {{l’expression contient un [ sans son ]}} range {{l’expression contient entre crochets un intervalle qui se termine avant de commencer}} nothing-to-repeat {{l’expression ne répète rien : *, +, ? et les accolades suivent ce qu’ils répètent}} repeat-bounds {{dans l’expression, indiquez la répétition par un ou deux nombres entre accolades, jusqu’à 100}} escape {{l’expression contient une barre oblique inverse devant un caractère qui n’en a pas besoin}} not-regular {{les références arrière et les assertions avant ou arrière ne sont pas prises en charge dans les expressions}} * {{l’expression est trop grande}}",
  "ruleset.nested": "une condition peut être imbriquée sur {$most} niveaux ; celle-ci l’est davantage",
  "ruleset.after-stop": "rien ne peut suivre stop",
  "ruleset.only-new":
    "un e-mail ajouté à un ticket n’est ni retenu ni archivé ; faites commencer la règle par : when new mail arrives",
  "ruleset.no-fact":
    ".input {$of :string} .match $of mail {{ceci est connu de ce qui arrive aux tickets, pas d’un e-mail ; sont connus ici : {$what}}} * {{ceci est connu d’un e-mail, et aucun e-mail n’arrive ici ; sont connus d’un ticket : {$what}}}",
  "ruleset.only-mail": "{$what} concerne un e-mail ; faites commencer la règle par : when mail arrives",
  "ruleset.test-mail": "{$what} décrit un e-mail ; un test avec when décrit un ticket",
  "ruleset.test-when":
    "le test n’indique pas ce qui arrive au ticket ; écrivez par exemple : when a ticket is closed",
  "ruleset.later": "{$what} est prévu, mais pas encore disponible",
  "ruleset.tag":
    "une étiquette comporte des lettres, des chiffres et, à l’intérieur, - _ . : (50 caractères au plus)",
  "ruleset.address": "ce n’est pas une adresse à laquelle un e-mail peut être envoyé",
  "ruleset.choice-missing":
    ".input {$fact :string} .match $fact mailbox {{tout e-mail a une boîte mail ; écrivez is et son adresse}} * {{écrivez none : {$fact} is none, ou {$fact} is not none}}",
  "ruleset.note": "une note comporte au plus {$most :integer} caractères",
  "ruleset.open-tickets": "indiquez combien de tickets ouverts, de 1 à {$most :integer}",
  "ruleset.name": "écrivez une ligne de {$most :integer} caractères au plus",
  "ruleset.duration":
    "écrivez un nombre entier de minutes (minutes), d’heures (hours), de jours (days) ou de semaines (weeks), dix ans au plus",
  "ruleset.lifecycle-twice":
    "un jeu de règles a un seul cycle de vie ; placez tous les états dans le premier",
  "ruleset.no-states":
    "le cycle de vie n’a pas d’états ; écrivez-en un par ligne, par exemple : initial new -> open, closed",
  "ruleset.no-state": "cette ligne concerne un état, mais aucun état ne la précède",
  "ruleset.state-name":
    "le nom d’un état comporte des lettres, des chiffres et, à l’intérieur, des espaces, - et _ (40 caractères au plus) ; overdue, all, mine et unassigned sont réservés",
  "ruleset.state-twice": "l’état {$name} est déjà déclaré",
  "ruleset.state-unknown":
    ".input {$close :string} .match $close || {{il n’existe pas d’état {$name} ; donnez-lui une ligne à lui}} * {{il n’existe pas d’état {$name} ; vouliez-vous dire {$close} ?}}",
  "ruleset.state-itself": "l’état {$name} mène à lui-même ; le ticket y reste de toute façon",
  "ruleset.way-twice": "l’état {$name} est cité deux fois ici",
  "ruleset.clause-twice": "ceci est déclaré deux fois pour l’état {$name}",
  "ruleset.no-way":
    "personne ne peut faire passer un ticket de {$name} à {$to} ; ajoutez {$to} après la flèche",
  "ruleset.never-moves":
    "ceci n’arrive jamais : aucun état dans lequel la règle trouve un ticket ne mène à {$name} ; ajoutez un passage au cycle de vie",
  "ruleset.initial":
    ".input {$n :integer} .match $n 0 {{aucun état n’est initial ; écrivez initial devant celui dans lequel les tickets commencent}} * {{plusieurs états sont initiaux ; les tickets commencent dans un seul}}",
  "ruleset.no-final":
    "aucun état n’est final ; écrivez final devant celui dans lequel les tickets sont terminés",
  "ruleset.unreachable":
    "aucun ticket ne peut jamais être dans l’état {$name} ; faites-y mener un autre état",
  "ruleset.stuck":
    "un ticket dans l’état {$name} ne peut jamais le quitter ; écrivez -> et les états qui suivent",
  "ruleset.endless":
    "à partir de l’état {$name}, aucun ticket ne peut jamais être fermé ; faites mener un passage à un état final",
  "ruleset.circle": "l’état {$name} revient à lui-même par le seul effet du temps, indéfiniment",
  "ruleset.warning.no-group": "la règle {$rule} cite le groupe {$name}, qui n’existe pas",
  "ruleset.warning.no-person":
    "la règle {$rule} cite {$name}, qui n’existe pas ou est désactivé ; utilisez le nom d’utilisateur",
  "ruleset.warning.no-template":
    "la règle {$rule} répond avec le modèle {$name}, qui n’existe pas ; rien n’est envoyé",
  "ruleset.warning.no-webhook":
    "la règle {$rule} appelle le webhook {$name}, qui n’existe pas ; rien n’est appelé",
  "ruleset.warning.forward-own":
    "la règle {$rule} transfère à {$name}, l’une de nos propres adresses ; aucun e-mail n’y est transféré",
  "ruleset.warning.way-group":
    "le cycle de vie limite un passage au groupe {$name}, qui n’existe pas ; personne n’y est donc autorisé comme membre",
  "ruleset.warning.dropped-target":
    "des tickets ouverts ont l’objectif {$name}, qui n’est plus déclaré ; il ne leur garantit désormais plus rien",
  "ruleset.time": "cette heure n’existe pas ; écrivez-en une de 00:00 à 24:00",
  "ruleset.date":
    "le jour {$date} n’existe pas ; écrivez l’année, le mois et le jour, par exemple 2026-12-25",
  "ruleset.hours":
    "une plage horaire se termine à une autre heure qu’elle ne commence, et commence avant 24:00",
  "ruleset.zone":
    ".input {$found :string} .match $found || {{écrivez ici le fuseau horaire, par exemple Europe/Paris}} * {{le fuseau horaire {$found} n’existe pas ; écrivez-en un tel que Europe/Paris}}",
  "ruleset.no-zone":
    "le calendrier a besoin d’un fuseau horaire ; écrivez une virgule et, par exemple, Europe/Paris",
  "ruleset.no-hours": "le calendrier a besoin de plages horaires ; écrivez par exemple : Mon-Fri 09:00-17:00",
  "ruleset.no-limit": "l’objectif ne garantit rien ; écrivez par exemple : first answer within 4 hours",
  "ruleset.said-twice": "l’objectif le dit deux fois",
  "ruleset.unknown":
    ".input {$of :string} .input {$close :string} .match $of $close calendar || {{aucun calendrier {$name} n’est déclaré}} calendar * {{aucun calendrier {$name} n’est déclaré ; vouliez-vous dire {$close} ?}} * || {{aucun objectif {$name} n’est déclaré}} * * {{aucun objectif {$name} n’est déclaré ; vouliez-vous dire {$close} ?}}",
  "ruleset.mailbox": "écrivez ici l’adresse d’une boîte mail, par exemple sales@desk.example",
  "ruleset.mailbox-twice": "cette boîte mail est nommée deux fois ici",
  "ruleset.only-default":
    "les cycles de vie, calendriers et objectifs s’appliquent à toutes les boîtes mail ; écrivez ceci dans le jeu de règles Default",
  "ruleset.include-twice": "{$name} est déjà inclus plus haut ; ses règles s’exécutent une seule fois",
  "ruleset.include-unknown": "aucun jeu de règles actif ne se nomme {$name} ; activez-le d’abord",
  "ruleset.include-circle": "ces jeux de règles s’incluent en cercle : {$circle}",
  "ruleset.include-deep":
    "les jeux de règles s’incluent sur {$most :integer} niveaux au plus ; celui-ci va plus loin",
  "ruleset.include-many":
    "un jeu de règles comporte au plus {$most :integer} jeux de règles, avec ceux qu’il inclut",
  "ruleset.rule-twice":
    "le jeu de règles {$ruleset} a lui aussi une règle {$name} ; donnez à chacune son propre nom",
  "ruleset.warning.no-mailbox":
    "le jeu de règles est destiné à {$name}, qui n’est pas l’adresse d’une boîte mail",
  "ruleset.test-rule": "le test cite la règle {$name}, qui n’existe pas",
});
