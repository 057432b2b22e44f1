import type { requestFaults as English } from "../en/fault-requests.ts";
import type { Translation } from "../messages.ts";

export const requestFaults = (): Translation<typeof English> => ({
  "fault.ticket.unknown": "Ticket {$number} introuvable",
  "fault.mail.unknown": "E-mail introuvable",
  "fault.mail.bytes-gone": "Le contenu de cet e-mail n’est plus conservé",
  "fault.message.unknown": "Le ticket ne contient pas ce message",
  "fault.reply.unknown": "Réponse {$message} introuvable dans le ticket {$number}",
  "fault.attachment.unknown": "Pièce jointe introuvable",
  "fault.delivery.unknown": "Remise introuvable",
  "fault.user.unknown": "Utilisateur {$name} introuvable",
  "fault.ruleset.unknown": "Il n’existe pas de version {$version :integer} du jeu de règles",
  "fault.ruleset.too-long": "Un jeu de règles comporte au plus {$most :integer} caractères",
  "fault.ruleset.reason": "Le motif comporte au plus {$most :integer} caractères",
  "fault.ruleset.errors":
    ".input {$n :integer} .match $n one {{Le jeu de règles contient une erreur ; corrigez-la d’abord}} * {{Le jeu de règles contient {$n} erreurs ; corrigez-les d’abord}}",
  "fault.ruleset.tests":
    ".input {$n :integer} .input {$test :string} .match $n one {{Le test « {$test} » échoue}} * {{{$n} tests échouent, le premier étant « {$test} »}}",
  "fault.ruleset.warnings":
    ".input {$n :integer} .match $n one {{Le jeu de règles contient un avertissement ; acceptez-le pour activer cette version}} * {{Le jeu de règles contient {$n} avertissements ; acceptez-les pour activer cette version}}",
  "fault.ruleset.newer":
    "La version {$version :integer} a été enregistrée entre-temps ; rien n’a été enregistré cette fois",
  "todo.ruleset.newer": "Reprenez ses modifications et enregistrez à nouveau",
  "fault.ruleset.name":
    "Le nom d’un jeu de règles tient sur une ligne de 1 à {$most :integer} caractères, sans guillemets ni barres obliques inverses",
  "fault.ruleset.exists": "Il existe déjà un jeu de règles « {$name} » ; choisissez un autre nom",
  "fault.ruleset.none": "Il n’existe pas de jeu de règles « {$name} »",
  "fault.ruleset.other-name":
    "La première ligne du texte nomme le jeu de règles « {$found} », mais il s’agit de « {$name} »",
  "fault.ruleset.default-mailbox":
    "C’est le jeu de règles de toutes les boîtes mail qui n’ont pas le leur : il ne peut pas être réservé à certaines boîtes mail",
  "fault.ruleset.mailbox-taken": "La boîte mail {$mailbox} suit déjà le jeu de règles « {$name} »",
  "fault.ruleset.with-errors":
    ".input {$n :integer} .input {$name :string} .match $n one {{Le jeu de règles « {$name} » inclut celui-ci et contiendrait alors une erreur}} * {{Le jeu de règles « {$name} » inclut celui-ci et contiendrait alors {$n} erreurs}}",
  "fault.ruleset.with-tests":
    "Le jeu de règles « {$name} » inclut celui-ci, et son test « {$test} » échouerait alors",
  "fault.ruleset.with-warnings":
    ".input {$n :integer} .input {$name :string} .match $n one {{Le jeu de règles « {$name} » inclut celui-ci et présente alors un nouvel avertissement ; acceptez-le pour activer les deux}} * {{Le jeu de règles « {$name} » inclut celui-ci et présente alors {$n} nouveaux avertissements ; acceptez-les pour activer les deux}}",
  "fault.ruleset.default-stays":
    "Les boîtes mail sans jeu de règles propre suivent celui-ci ; il reste actif",
  "fault.ruleset.not-active": "Le jeu de règles « {$name} » n’est pas actif",
  "fault.ruleset.included": "Le jeu de règles « {$other} » inclut « {$name} » ; modifiez-le d’abord",
  "fault.ruleset.many":
    "Au plus {$most :integer} jeux de règles peuvent être actifs ; désactivez-en d’abord un autre",
  "fault.ruleset.times":
    "Les règles de tous les jeux de règles actifs attendent ensemble au plus {$most :integer} durées différentes",
  "fault.ruleset.changing":
    "D’autres jeux de règles ont été activés entre-temps, et rien n’a été activé cette fois ; réessayez",
  "fault.ruleset.not-editable":
    "La version la plus récente contient des erreurs : ses règles ne peuvent être modifiées que sous forme de texte",
  "todo.ruleset.not-editable": "Corrigez d’abord le texte",
  "fault.ruleset.rule-gone": "La version la plus récente ne contient plus de règle « {$name} »",
  "fault.ruleset.rule-changed":
    "Quelqu’un d’autre a modifié la règle « {$name} » entre-temps ; rien n’a été enregistré cette fois",
  "todo.ruleset.rule-changed":
    "La règle actuelle est affichée ci-dessous ; enregistrez à nouveau pour la remplacer",
  "fault.ruleset.rule-exists": "Il existe déjà une règle « {$name} » ; choisissez un autre nom",
  "fault.ruleset.rule-first": "La règle « {$name} » est déjà la première",
  "fault.ruleset.rule-last": "La règle « {$name} » est déjà la dernière",
  "fault.ruleset.no-check": "Cette vérification n’est plus connue ; vérifiez à nouveau le jeu de règles",
  "fault.ruleset.not-checked": "Le jeu de règles n’a pas pu être vérifié ; réessayez dans un instant",
  "fault.ruleset.no-replay": "Cet essai sur des e-mails passés n’est plus connu ; recommencez-le",
  "fault.ruleset.not-replayed":
    "Plusieurs jeux de règles sont à l’essai sur des e-mails passés ; réessayez dans un instant",
  "fault.ruleset.replay-period": "Le premier jour doit précéder le dernier",
  "fault.view.unknown": "Cette vue n’existe pas",
  "fault.view.name": "Le nom d’une vue tient sur une ligne de 1 à {$most :integer} caractères",
  "fault.view.query": "Les conditions d’une vue comportent au plus {$most :integer} caractères",
  "fault.view.owner": "Seuls son propriétaire et les administrateurs peuvent modifier cette vue",
  "todo.view.owner": "Enregistrez la liste comme vue personnelle",
  "fault.view.group": "Seuls les membres de {$name} peuvent enregistrer des vues pour ce groupe",
  "fault.view.everyone": "Seuls les administrateurs peuvent enregistrer des vues pour tout le monde",
  "fault.view.many": "Chaque personne a au plus {$most :integer} vues",
  "todo.view.many": "Supprimez-en une dont vous n’avez pas besoin",
  "fault.template.unknown": "Modèle {$name} introuvable",
  "fault.webhook.unknown": "Webhook {$name} introuvable",
  "fault.webhook.no-delivery": "Envoi introuvable ; les anciens sont supprimés",
  "fault.group.unknown": "Groupe {$name} introuvable",
  "fault.mailbox.unknown": "Boîte mail {$address} introuvable",
  "fault.account.unknown": "Compte {$name} introuvable",
  "fault.token.unknown": "Jeton introuvable",
  "fault.key.unknown": "Clé introuvable",
  "fault.domain.unknown": "Aucune boîte mail n’a d’adresse dans {$domain}",
  "fault.directory.none": "Aucun annuaire n’est encore configuré",
  "todo.directory.none": "Configurez-en un sous Paramètres, Annuaire",
  "fault.directory.not-set-up": "Aucun annuaire n’est encore configuré",
  "todo.directory.not-set-up": "Configurez-en un sous Paramètres, Annuaire",
  "fault.backup.unknown": "Sauvegarde introuvable",
  "fault.page.unknown": "Page introuvable",
  "fault.person.away": "La fin doit être postérieure au début",
  "fault.contact.note": "Une note sur une personne comporte au plus {$most} caractères",
  "fault.contact.changed": "Quelqu’un d’autre a modifié cette note entre-temps",
  "todo.contact.changed": "Comparez les deux, puis enregistrez à nouveau",
  "fault.person.language": "La langue est l’une de {$known}",
  "fault.user.exists": "Un utilisateur {$name} existe déjà",
  "fault.template.exists": "Un modèle {$name} existe déjà",
  "fault.webhook.exists": "Un webhook {$name} existe déjà",
  "fault.group.exists": "Un groupe {$name} existe déjà",
  "fault.mailbox.exists": "Une boîte mail {$address} existe déjà",
  "fault.account.exists": "Un compte {$name} existe déjà",
  "fault.mail.exists": "Déjà reçu sous {$mail}",
  "fault.data.exists": "Ce dossier de données est déjà configuré",
  "fault.mail.decided": "Quelqu’un a déjà décidé du sort de cet e-mail",
  "fault.request.other-host":
    "La page a été ouverte à l’adresse {$asked}, mais MailManager a reçu une demande pour {$came}. Un proxy intermédiaire modifie l’en-tête Host : les formulaires ne peuvent donc pas être vérifiés",
  "todo.request.other-host":
    "Faites en sorte que le proxy le transmette. Dans nginx, ajoutez cette ligne à location, puis rechargez nginx et cette page : {$line}",
  "fault.permission.not-logged-in": "Vous n’êtes pas connecté",
  "fault.permission.role": "Le rôle {$role} n’a pas l’autorisation {$permission}",
  "todo.permission.role": "Adressez-vous à un administrateur",
  "fault.permission.token-scope": "La portée de ce jeton est {$has} ; cette opération exige {$needs}",
  "todo.permission.token-scope": "Utilisez un jeton de portée {$needs}",
  "fault.request.no-mailbox": "Boîte mail {$address} introuvable",
  "fault.request.no-mailboxes": "Aucune boîte mail pour le moment",
  "fault.request.which-mailbox": "Indiquez la boîte mail ; c’est l’une des suivantes : {$known}",
  "fault.request.no-user": "Utilisateur {$name} introuvable",
  "fault.request.no-group": "Groupe {$name} introuvable",
  "fault.request.no-target": "Le jeu de règles ne déclare aucun objectif {$name}",
  "fault.request.ended": "La requête s’est interrompue prématurément",
  "todo.request.ended": "Réessayez",
  "fault.request.form": "Le formulaire n’a pas pu être lu ; rechargez la page et réessayez",
  "fault.request.twice": "« {$field} » est indiqué deux fois",
  "fault.request.json": "Le corps n’est pas du JSON en UTF-8",
  "fault.request.field.unknown": "Champ inconnu {$field} ; champs autorisés : {$known}",
  "fault.request.field.none-allowed": "Champ inconnu {$field} ; aucun champ n’est autorisé",
  "fault.request.field.missing": "Le champ {$field} est manquant",
  "fault.request.field.type": "Le champ {$field} doit être de type {$type}",
  "fault.request.field.values": "Le champ {$field} doit avoir l’une des valeurs {$values}",
  "fault.request.field.whole": "Le champ {$field} doit être un nombre entier, en chiffres",
  "fault.request.field.most":
    ".input {$kind :string} .match $kind string {{Le champ {$field} doit comporter au plus {$n} caractères}} array {{Le champ {$field} doit comporter au plus {$n} entrées}} * {{Le champ {$field} doit être au plus égal à {$n}}}",
  "fault.request.field.least":
    ".input {$kind :string} .match $kind string {{Le champ {$field} doit comporter au moins {$n} caractères}} array {{Le champ {$field} doit comporter au moins {$n} entrées}} * {{Le champ {$field} doit être au moins égal à {$n}}}",
  "fault.request.field.time":
    "Le champ {$field} doit être une date RFC 3339, par exemple 2026-11-23T18:40:00Z",
  "fault.request.field.form": "Le champ {$field} est mal formé",
  "fault.request.field.invalid": "Le champ {$field} n’est pas valide",
  "fault.request.field.line": "Le champ {$field} contient des caractères de contrôle",
  "fault.request.field.user": "Le champ {$field} n’est pas un nom d’utilisateur valide",
  "fault.request.field.address": "Le champ {$field} n’est pas une adresse e-mail valide",
  "fault.request.field.address-form":
    'Le champ {$field} doit être "address", "Name <address>" ou un objet avec name et address',
  "fault.request.field.file-name": "Le champ {$field} contient un chemin ; n’indiquez que le nom du fichier",
  "fault.request.field.base64": "Le champ {$field} n’est pas du base64 valide",
  "fault.request.field.due": 'Les champs {$field} et "dueAt" sont différents',
  "fault.request.no-message": "Le ticket ne contient pas ce message",
  "fault.request.parameters": "Une requête comporte au plus {$most} paramètres",
  "fault.request.body-size": "Le corps ne doit pas dépasser {$most}",
  "fault.request.body-values":
    ".input {$most :integer} .input {$deepest :integer} {{Le corps comporte au plus {$most} valeurs, imbriquées sur {$deepest} niveaux au plus}}",
  "fault.request.not-form": "La requête n’est pas un formulaire",
  "fault.form.fields": ".input {$most :integer} {{Ce formulaire accepte au plus {$most} champs}}",
  "fault.form.files":
    ".input {$most :integer} .match $most one {{Ce formulaire accepte au plus {$most} fichier}} * {{Ce formulaire accepte au plus {$most} fichiers}}",
  "fault.form.no-files": "Ce formulaire n’accepte aucun fichier",
  "fault.form.size": "Ce formulaire accepte au plus {$text} de texte ; vous en avez envoyé davantage",
  "todo.form.size": "Rien n’a été enregistré ; revenez en arrière, raccourcissez le texte et renvoyez-le",
  "fault.form.size-files":
    "Ce formulaire accepte au plus {$text} de texte et {$files} de fichiers ; vous en avez envoyé davantage",
  "todo.form.size-files": "Rien n’a été enregistré ; revenez en arrière, réduisez le contenu et renvoyez-le",
  "fault.request.body-type": "Le corps doit être au format application/json, non compressé",
  "fault.request.idempotency-key": "Idempotency-Key doit comporter de 1 à 255 caractères ASCII imprimables",
  "fault.request.if-match": 'If-Match accepte des étiquettes d’entité telles que "7", avec leurs guillemets',
  "fault.request.cursor": '"cursor" doit être la valeur "next" de la page précédente',
  "fault.request.password-or-directory": "Indiquez soit un mot de passe, soit directory: true",
  "fault.search.most-words": "Une recherche comporte au plus {$most} mots",
  "fault.search.no-value": "{$key}: doit être suivi immédiatement d’une valeur",
  "fault.search.alternatives":
    "Une recherche comporte au plus {$most} possibilités, une fois ses parenthèses développées",
  "fault.search.date":
    "{$key}: accepte un jour comme 2026-03-01, 2026-03 ou 2026, today, yesterday, ou une durée écoulée comme 7d, 2w, 3m ou 1y",
  "fault.search.number": "number: accepte le numéro d’un ticket",
  "fault.search.unknown-key": "{$key}: n’est pas un filtre de cette recherche",
  "todo.search.unknown-key": "Utilisez l’un des filtres {$known} ou mettez les mots entre guillemets droits",
  "fault.search.values": "{$key}: accepte l’une des valeurs {$values}",
  "fault.update.source": "Saisissez une URL http ou https, un chemin ou medium:ID/NAME",
  "fault.update.address":
    "Saisissez une URL qui commence par https:// ou http://, ou un chemin qui commence par /",
  "fault.session.ended": "Votre session est terminée",
  "todo.session.ended": "Connectez-vous et réessayez",
  "fault.token.needed": "Un jeton d’API valide est nécessaire : Authorization: Bearer TOKEN",
  "fault.metrics.closed":
    'Les métriques exigent un jeton d’API (Authorization: Bearer TOKEN) ou cette adresse dans la configuration : metrics_from = "{$address}"',
  "fault.metrics.closed-here":
    'Les métriques exigent un jeton d’API (Authorization: Bearer TOKEN). Uniquement si aucun proxy de cette machine ne sert les pages, ses programmes peuvent s’en passer : metrics_from = "{$address}" dans la configuration',
  "fault.metrics.proxied":
    "À travers un proxy, les métriques exigent un jeton d’API : Authorization: Bearer TOKEN",
});
