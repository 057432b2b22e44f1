import type { consoleTexts as English } from "../en/console.ts";
import type { Translation } from "../messages.ts";

export const consoleTexts = (): Translation<typeof English> => ({
  product: "MailManager",
  waiting: "L’appliance démarre…",
  "waiting.more":
    "Son état s’affichera ici dans quelques secondes. Si cela prend plus de deux minutes, redémarrez l’appliance.",

  "menu.network": "Réseau",
  "menu.hostname": "Nom d’hôte",
  "menu.clock": "Heure",
  "menu.certificate": "Certificat",
  "menu.password": "Mot de passe oublié",
  "menu.updates": "Mises à jour",
  "menu.backup": "Sauvegardes",
  "menu.diagnostics": "Diagnostic",
  "menu.support": "Archive de support",
  "menu.logs": "Logs",
  "menu.restart": "Redémarrer",
  "menu.powerOff": "Éteindre",
  "menu.pin": "Code PIN",
  "menu.factoryReset": "Tout réinitialiser",

  "foot.home": "Flèches ou 1 à 9, a à e : choisir   Entrée : ouvrir   Ctrl-L : redessiner",
  "foot.asleep": "En veille : état au {$at}. Appuyez sur une touche pour actualiser.",
  "foot.list": "Haut/Bas : choisir   Entrée : continuer   Échap : retour",
  "foot.form": "Haut/Bas : autre champ   Entrée : suite   Échap : annuler",
  "foot.form.choice": "Gauche/Droite : valeur   Haut/Bas : champ   Entrée : suite   Échap : annuler",
  "foot.read": "Entrée : retour",
  "foot.search": "/ : rechercher",
  "foot.read.more": "Haut, Bas, Page préc., Page suiv. : défiler ({$at}/{$of})   Entrée : retour",
  "foot.wait": "Veuillez patienter",

  "first.title": "Bienvenue. Trois étapes pour configurer cette appliance :",
  "first.open": "1  Sur un ordinateur de ce réseau, ouvrez  ",
  "first.noAddress": "pas encore d’adresse",
  "first.compare": "2  Acceptez l’avertissement du navigateur si l’empreinte SHA-256 est",
  "first.code": "3  Saisissez ce code sur la page :  ",

  "fact.open": "Adresse web",
  "fact.fingerprint": "Empreinte",
  "fact.mail": "Messagerie",
  "fact.mail.runs": "en marche",
  "fact.mail.since": "en marche depuis {$since}",
  "fact.mail.state": "arrêtée ({$state})",
  "fact.queue": "File d’attente",
  "fact.queue.value": "{$incoming} entrants, {$outgoing} sortants",
  "fact.backup": "Sauvegarde",
  "fact.backup.none": "aucune pour le moment : choisissez Sauvegardes",
  "fact.disk": "Disque",
  "fact.disk.data": "Les données sont sur {$disk}",
  "fact.disk.value": "{$free} libres sur {$total}",
  "fact.clock": "Horloge",
  "fact.clock.by": "réglée par {$server}",
  "fact.clock.not": "non synchronisée",
  "fact.network": "Réseau",
  "fact.update": "Mise à jour",

  "update.installed": "{$to} le {$at} : installée, démarre au prochain redémarrage",
  "update.healthy": "de {$from} à {$to} le {$at}, en bon état",
  "update.fell-back": "{$to} le {$at} : échec, {$from} rétablie automatiquement",
  "update.rolled-back": "retour de {$from} à {$to} le {$at}",
  "update.refused": "{$to} le {$at} : refusée",

  "problem.helper": "Le service de l’appliance ne répond pas ; l’état affiché ici est périmé.",
  "problem.helper.todo":
    "Il redémarre automatiquement. Si cela dure plusieurs minutes, redémarrez l’appliance.",
  "problem.more":
    ".input {$n :integer} .match $n one {{{$n} autre problème ; tous figurent sur la page Système, État de santé.}} * {{{$n} autres problèmes ; tous figurent sur la page Système, État de santé.}}",
  "problem.notApplied": "Certains paramètres n’ont pas pu être appliqués : {$steps}.",
  "problem.notApplied.todo":
    "De nouvelles tentatives ont lieu toutes les quelques secondes ; tant que ceux du pare-feu ne sont pas appliqués, tous les ports sont fermés. Si cela dure, redémarrez ou créez une archive de support.",
  "problem.applying": "Les paramètres ne sont pas encore appliqués ; tous les ports sont fermés jusque-là.",
  "problem.applying.todo": "Attendez une minute. Si cela dure, redémarrez l’appliance.",
  "problem.otherDisk": "Un autre disque contenant un MailManager est connecté mais non utilisé : {$disk}.",
  "problem.otherDisk.todo":
    "Déconnectez-le. Pour utiliser ses données, importez une nouvelle image et connectez ce disque avant le premier démarrage.",
  "problem.trial":
    ".input {$n :integer} .match $n one {{Une modification du réseau est à l’essai et sera annulée automatiquement dans {$n} seconde.}} * {{Une modification du réseau est à l’essai et sera annulée automatiquement dans {$n} secondes.}}",
  "problem.trial.todo": "Choisissez Réseau pour la conserver.",
  "problem.cable": "Pas de réseau : la carte {$name} n’est pas connectée.",
  "problem.cable.todo": "Branchez le câble ou connectez la carte réseau de la machine virtuelle.",
  "problem.address": "Pas d’adresse réseau : aucun serveur DHCP ne répond.",
  "problem.address.todo": "Vérifiez le câble, ou choisissez Réseau et saisissez une adresse.",
  "problem.program": "Le service de messagerie ne fonctionne pas ({$state}).",
  "problem.program.todo":
    "Choisissez Redémarrer. Si cela ne suffit pas, consultez les Logs ou créez une Archive de support.",
  "problem.fallback": "La mise à jour vers {$to} a échoué et a été annulée automatiquement : {$cause}",
  "problem.fallback.todo":
    "Aucune donnée n’a été perdue. Corrigez la cause ou attendez une autre version : voir Mises à jour.",
  "problem.fallback.unknown": "elle n’a pas démarré correctement",
  "problem.trying": "La version {$version} fonctionne pour la première fois et est en cours de vérification.",
  "problem.trying.todo":
    "Laissez l’appliance allumée. Si la vérification échoue, le retour à la version précédente est automatique.",
  "problem.disk": "Le disque est presque plein : {$free} libres sur {$total}.",
  "problem.disk.todo":
    "Agrandissez le disque virtuel et redémarrez l’appliance, ou supprimez d’anciens tickets.",
  "problem.clock":
    "L’horloge n’est pas synchronisée avec un serveur de temps ; les e-mails peuvent porter une heure erronée.",
  "problem.clock.todo": "Choisissez Heure et saisissez un serveur que ce réseau peut joindre.",
  "problem.expired": "Le certificat a expiré ; les navigateurs et les serveurs de messagerie le refusent.",
  "problem.expires":
    ".input {$n :integer} .match $n one {{Le certificat expire dans {$n} jour.}} * {{Le certificat expire dans {$n} jours.}}",
  "problem.expires.todo": "Installez-en un autre dans le navigateur ou choisissez Certificat.",
  "problem.development":
    "Cette appliance accepte les mises à jour signées avec la clé publique de développement.",
  "problem.development.todo":
    "Ne l’utilisez que pour des tests ; pour de vrais e-mails, utilisez une image publiée.",

  "trouble.title": "Échec de la demande",
  "trouble.unreachable":
    "Le service de l’appliance n’a pas répondu. Vérifiez si quelque chose a été modifié avant de réessayer.",
  "trouble.detail": "Détails : {$text}",
  "trouble.todo": "Que faire : {$todo}",

  "work.since": ".input {$n :integer} .match $n one {{{$n} seconde écoulée}} * {{{$n} secondes écoulées}}",
  "check.ok": "réussi",
  "check.bad": "ÉCHEC",

  "form.save": "Enregistrer",
  "form.ready": "Appuyez sur Entrée pour enregistrer.",
  "form.most": "Saisissez au plus {$n}",
  "sure.no": "Non, annuler",
});
