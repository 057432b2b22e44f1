import type { boxFaults as English } from "../en/fault-box.ts";
import type { Translation } from "../messages.ts";

export const boxFaults = (): Translation<typeof English> => ({
  // The helper
  "fault.box.error": "{$problem}",
  "fault.box.text": "{$text}",
  "fault.box.command": "{$command} : {$said}",
  "fault.box.command-ended": "{$command} s’est terminé avec {$status}",
  "fault.box.command-killed": "{$command} a été interrompu par un signal",
  "fault.box.said": "{$said}",
  "fault.box.stopping": "Le service auxiliaire s’arrête",
  "fault.box.requests": "Trop de requêtes simultanées",
  "fault.box.waiting": "L’appliance est occupée ; réessayez plus tard",
  "fault.box.verb-unknown": "Verbe inconnu",
  "fault.box.verb-absent": "Cette appliance ne sait pas faire {$verb}",
  "fault.box.denied": "{$verb} n’est pas autorisé depuis cet endroit",
  "fault.box.arguments": "{$problem}",
  "fault.box.interrupted": "interrompu : on ignore si l’action a été effectuée",
  "fault.box.disk.read-only":
    "L’enregistrement est impossible : le disque de l’appliance est en lecture seule",
  "todo.box.disk.read-only":
    "Redémarrez l’appliance, qui vérifie alors son disque. Si le problème se reproduit, remplacez le disque et restaurez une sauvegarde",
  "fault.box.disk.full": "L’enregistrement est impossible : le disque de l’appliance est plein",
  "todo.box.disk.full": "Agrandissez le disque, puis redémarrez l’appliance",
  "fault.box.log-unreadable": "Les logs ne peuvent pas être lus",
  "fault.box.not-installed": "MailManager n’est pas installé ici",
  "todo.box.not-installed": "Utilisez l’image disque de MailManager",
  // Settings
  "fault.box.hostname-long": "Un nom d’hôte comporte au plus 64 caractères",
  "todo.box.hostname-long": "Choisissez-en un plus court",
  "fault.box.zone-unknown": "Fuseau horaire {$zone} inconnu",
  "todo.box.zone-unknown": "Choisissez-en un tel que Europe/Paris",
  "fault.box.time-impossible": "L’horloge ne peut pas être réglée sur {$time}",
  "todo.box.time-impossible":
    "Saisissez une date postérieure à la création de cette version et antérieure à 2038",
  "fault.box.confirm": "Rien n’a été effacé : le nom ne correspond pas",
  "todo.box.confirm": "Saisissez le nom d’hôte de l’appliance, {$hostname}",
  "fault.box.not-certificates": "Ce n’est pas une liste de certificats",
  "todo.box.not-certificates": "Collez des certificats au format PEM",
  "fault.box.leaf-certificate": "{$name} est un certificat de serveur",
  "todo.box.leaf-certificate": "Collez le certificat de l’autorité qui l’a émis",
  "fault.box.not-set-up": "L’appliance n’est pas encore configurée",
  "todo.box.not-set-up": "Terminez d’abord la configuration initiale",
  "fault.box.user-invalid": "« {$user} » n’est pas un nom d’utilisateur valide",
  "todo.box.user-invalid": "Saisissez-en un tel que admin",
  "fault.box.password-unset": "Le mot de passe n’a pas pu être défini",
  "todo.box.password-unset": "Vérifiez le nom d’utilisateur",
  "fault.box.password-refused": "{$problem}",
  "todo.box.password-refused": "Vérifiez le nom d’utilisateur",
  "fault.box.pin.needed": "La console est verrouillée",
  "todo.box.pin.needed": "Revenez au premier écran, choisissez à nouveau et saisissez le code PIN",
  "fault.box.pin.wrong": "Code PIN erroné",
  "fault.box.pin.wait":
    ".input {$seconds :integer} .match $seconds one {{Après plusieurs codes PIN erronés, le prochain pourra être saisi dans {$seconds} seconde}} * {{Après plusieurs codes PIN erronés, le prochain pourra être saisi dans {$seconds} secondes}}",
  // The network
  "fault.box.network.failed": "Les paramètres réseau n’ont pas pu être appliqués : {$problem}",
  "todo.box.network.failed": "Les paramètres précédents sont à nouveau en vigueur",
  "fault.box.network.trial-over": "Cette modification n’est plus à l’essai : elle a été annulée",
  "todo.box.network.trial-over": "Appliquez à nouveau la modification",
  "fault.box.network.no-trial": "Aucune modification du réseau n’est à l’essai",
  "fault.box.network.no-card": "Carte réseau {$name} introuvable",
  "todo.box.network.no-card": "Choisissez l’une de celles de la liste",
  "fault.box.network.off": "Sans IPv4 ni IPv6, l’appliance n’est pas joignable",
  "todo.box.network.off": "Activez l’un des deux",
  "fault.box.network.prefix": "La longueur du préfixe de {$address} est 0, ce qui couvre toutes les adresses",
  "todo.box.network.prefix": "Saisissez la longueur du préfixe",
  "fault.box.network.edge": "{$address} est l’adresse du réseau lui-même ou son adresse de diffusion",
  "todo.box.network.edge": "Choisissez-en une entre les deux",
  "fault.box.network.not-machine": "{$address} n’est pas une adresse valide pour une machine",
  "fault.box.network.gateway-own": "La passerelle est l’adresse de l’appliance elle-même",
  "todo.box.network.gateway-own": "Saisissez l’adresse du routeur",
  "fault.box.network.gateway-outside": "La passerelle {$gateway} n’est pas dans le réseau de {$address}",
  "todo.box.network.gateway-outside": "Vérifiez les deux",
  // Sticks, discs and backups
  "fault.box.medium.gone": "La clé USB ou le disque {$medium} n’est plus connecté",
  "todo.box.medium.gone": "Reconnectez le support et choisissez-le à nouveau",
  "fault.box.medium.file-gone": "Le fichier {$name} n’existe plus",
  "todo.box.medium.file-gone": "Choisissez à nouveau",
  "fault.box.medium.protected": "{$medium} est protégé en écriture",
  "todo.box.medium.protected":
    "Déplacez son verrou de protection ou utilisez une autre clé USB, formatée en FAT ou exFAT",
  "fault.box.medium.read-only": "{$medium} est en lecture seule",
  "todo.box.medium.read-only": "Vérifiez le support sur un autre ordinateur ou utilisez une autre clé USB",
  "fault.box.medium.silent": "{$medium} ne peut pas être ouvert : le support ne répond pas",
  "todo.box.medium.silent":
    "Retirez-le et reconnectez-le ; si cela ne suffit pas, utilisez-en un autre, formaté en FAT ou exFAT",
  "fault.box.medium.unopened": "{$medium} ne peut pas être ouvert : {$problem}",
  "todo.box.medium.unopened":
    "Retirez le support et reconnectez-le ; si cela ne suffit pas, utilisez-en un autre, formaté en FAT ou exFAT",
  "fault.box.medium.removed":
    "{$medium} ne peut plus être lu ni écrit : le support a été retiré ou est défaillant",
  "todo.box.medium.removed":
    "Reconnectez-le et laissez-le en place jusqu’à la fin ; si cela ne suffit pas, utilisez-en un autre",
  "fault.box.medium.unsure": "Il n’est pas certain que tout ait été écrit sur {$medium}",
  "todo.box.medium.unsure": "Ne vous fiez pas à son contenu ; réessayez avec une autre clé USB",
  "fault.box.medium.other-bytes":
    "Les données écrites sur {$medium} n’ont pas pu être relues correctement : la clé USB est défaillante",
  "todo.box.medium.other-bytes": "Utilisez une autre clé USB",
  "fault.box.medium.no-room": "{$medium} dispose de {$free :bytes} libres ; {$size :bytes} sont nécessaires",
  "todo.box.medium.no-room":
    "Supprimez-y des fichiers sur un autre ordinateur ou utilisez une clé USB plus grande",
  "fault.box.medium.fat":
    "{$medium} est formaté en FAT, qui ne peut pas contenir un fichier de {$size :bytes}",
  "todo.box.medium.fat": "Utilisez une clé USB formatée en exFAT",
  "fault.box.medium.large": "{$medium} ne peut pas contenir un fichier aussi volumineux",
  "todo.box.medium.large": "Utilisez une clé USB formatée en exFAT",
  "fault.box.medium.other-file": "{$path} n’est ni une mise à jour ni une sauvegarde",
  "todo.box.medium.other-file": "Choisissez un fichier dont le nom se termine par .backup",
  "fault.box.disk-room":
    "Le fichier fait {$size :bytes} ; le disque dispose de {$free :bytes} libres pour l’accueillir",
  "todo.box.disk-room": "Agrandissez le disque et redémarrez l’appliance",
  "fault.box.backup.nothing": "L’appliance n’est pas encore configurée",
  "todo.box.backup.nothing": "Rien à sauvegarder",
  "fault.box.backup.set-up":
    "L’appliance est déjà configurée : une sauvegarde ne peut être restaurée que sur une nouvelle",
  "todo.box.backup.set-up": "Choisissez d’abord Tout réinitialiser, ce qui efface tout, puis restaurez",
  "fault.box.backup.unopened": "La sauvegarde n’a pas pu être créée : {$problem}",
  "fault.box.backup.not-own":
    "Le fichier créé par le programme n’est pas un fichier ordinaire lui appartenant",
  "fault.box.backup.not-stopped": "Le service de messagerie n’a pas pu être arrêté : {$problem}",
  "fault.box.program": "{$problem}",
  "todo.box.program": "Rien n’a été modifié ; les logs du service de messagerie peuvent en dire plus",
  "fault.box.program-said": "Le programme a échoué ; sa dernière sortie : {$said}",
  "todo.box.program-said": "Rien n’a été modifié ; les logs du service de messagerie peuvent en dire plus",
  "fault.box.about": "{$subject} : {$problem}",
  "fault.box.program-ended": "Le programme s’est terminé avec {$status}",
  "todo.box.program-ended": "Rien n’a été modifié ; les logs du service de messagerie peuvent en dire plus",
  "fault.box.program-killed": "Le programme a été interrompu par un signal",
  "todo.box.program-killed": "Rien n’a été modifié ; les logs du service de messagerie peuvent en dire plus",
  // Updates: the file
  "fault.box.update.not-one": "Ce n’est pas un fichier de mise à jour",
  "todo.box.update.not-one": "Choisissez un fichier nommé mailmanager-VERSION.update",
  "fault.box.update.not-file": "{$path} n’est pas un fichier",
  "todo.box.update.not-file": "Choisissez un fichier de mise à jour",
  "fault.box.update.no-file": "Fichier {$path} introuvable",
  "todo.box.update.no-file": "Choisissez un fichier de mise à jour",
  "fault.box.update.unreadable": "{$name} ne peut pas être lu : le support est défaillant ou a été retiré",
  "todo.box.update.unreadable": "Reconnectez-le ou copiez le fichier sur un autre support",
  "fault.box.update.none": "Aucune mise à jour trouvée sur {$where}",
  "todo.box.update.none": "Les mises à jour sont des fichiers nommés mailmanager-VERSION.update",
  "fault.box.update.too-large": "La mise à jour dépasse les {$most :bytes} que le disque lui réserve",
  "todo.box.update.too-large": "Agrandissez le disque ou supprimez ce qui n’est pas nécessaire",
  "fault.box.update.cut-short":
    "Le fichier de mise à jour est incomplet : sa copie ou son téléchargement n’est pas allé jusqu’au bout",
  "todo.box.update.cut-short": "Copiez-le ou téléchargez-le à nouveau",
  "fault.box.update.damaged":
    "Le fichier de mise à jour est endommagé ou a été modifié : son contenu n’est pas celui qui a été signé",
  "todo.box.update.damaged": "Téléchargez à nouveau le fichier de mise à jour",
  "fault.box.update.unsigned": "Cette mise à jour n’est pas signée",
  "todo.box.update.unsigned": "Téléchargez à nouveau le fichier de mise à jour",
  "fault.box.update.other-key":
    "Cette mise à jour est signée avec une clé à laquelle cette appliance ne fait pas confiance",
  "todo.box.update.other-key":
    "Téléchargez à nouveau le fichier de mise à jour ; si elle est plus récente de plusieurs versions, installez d’abord les versions intermédiaires",
  "fault.box.update.signature":
    "Cette mise à jour a été modifiée après avoir été signée : sa signature n’est pas valide",
  "todo.box.update.signature": "Téléchargez à nouveau le fichier de mise à jour",
  "fault.box.update.kind": "Cette version ne sait pas lire ce type de mise à jour",
  "todo.box.update.kind": "Installez d’abord les versions intermédiaires",
  "fault.box.update.parts": "Les parties de cette mise à jour ne vont pas ensemble",
  "todo.box.update.parts": "Téléchargez à nouveau le fichier de mise à jour",
  "fault.box.update.redirects": "Impossible de récupérer {$address} : trop de redirections",
  "todo.box.update.redirects": "Vérifiez l’adresse, le réseau et le proxy, ou installez depuis un fichier",
  "fault.box.update.http": "Impossible de récupérer {$address} : le serveur répond {$status}",
  "todo.box.update.http": "Vérifiez l’adresse, le réseau et le proxy, ou installez depuis un fichier",
  "fault.box.update.not-found": "Impossible de récupérer {$address} : introuvable (404)",
  "todo.box.update.not-found": "Vérifiez l’adresse, le réseau et le proxy, ou installez depuis un fichier",
  "fault.box.update.unfetched": "Impossible de récupérer {$address} : {$problem}",
  "todo.box.update.unfetched": "Vérifiez l’adresse, le réseau et le proxy, ou installez depuis un fichier",
  // Updates: this appliance
  "fault.box.update.architecture":
    "Cette mise à jour est destinée aux machines {$theirs} ; cette appliance est de type {$ours}",
  "todo.box.update.architecture": "Procurez-vous la mise à jour pour {$ours}",
  "fault.box.update.same": "La version {$version} est déjà en cours",
  "todo.box.update.same": "Rien à faire",
  "fault.box.update.older": "La version {$version} est plus ancienne que {$running}, qui est en cours",
  "todo.box.update.older": "Pour revenir à la version précédente, utilisez le retour en arrière",
  "fault.box.update.minimum":
    "La version {$version} ne peut pas être installée par-dessus {$running} : elle exige {$minimum} ou une version plus récente",
  "todo.box.update.minimum": "Installez d’abord {$minimum}",
  "fault.box.update.trial":
    "La version {$version} vient d’être installée et est encore en cours de vérification",
  "todo.box.update.trial": "Attendez la fin de la vérification, quelques minutes au plus",
  "fault.box.update.no-slot": "Le disque n’a pas de partition mailmanager-{$slot} pour une deuxième version",
  "todo.box.update.no-slot":
    "Elle est créée au démarrage s’il y a de la place : agrandissez le disque, puis redémarrez",
  "fault.box.update.slot-size":
    "Cette version exige {$needed :bytes} ; l’emplacement prévu en offre {$size :bytes}",
  "todo.box.update.slot-size":
    "Passez à une nouvelle appliance : créez une sauvegarde ici et restaurez-la là-bas",
  "fault.box.update.boot-room":
    "La partition de démarrage offre {$free :bytes} sur {$total :bytes} pour cette version, qui en exige {$needed :bytes}",
  "todo.box.update.boot-room":
    "Autre chose a été placé sur la partition de démarrage : supprimez-le depuis un autre système ou importez une nouvelle image disque",
  "fault.box.update.data-room":
    "Avant le premier démarrage d’une nouvelle version, les données sont copiées : cela exige {$needed :bytes}, et {$free :bytes} sont libres",
  "todo.box.update.data-room": "Agrandissez le disque ou supprimez ce qui n’est pas nécessaire",
  "fault.box.update.boot-lost":
    "La partition de démarrage ne contient pas la version en cours : elle est endommagée ou pleine",
  "todo.box.update.boot-lost": "Importez une nouvelle image disque et restaurez-y une sauvegarde",
  "fault.box.update.disk":
    "Les données écrites sur le disque n’ont pas pu être relues correctement : le disque est défaillant",
  "todo.box.update.disk":
    "Enregistrez une sauvegarde ailleurs et remplacez le disque ; la version en cours n’est pas touchée",
  "fault.box.rollback.none": "Cette appliance n’a pas d’autre version",
  "todo.box.rollback.none": "Installez-en une à partir de son fichier de mise à jour",
  "fault.box.rollback.trial": "La version {$version} est encore en cours de vérification",
  "todo.box.rollback.trial":
    "Le retour en arrière est automatique en cas de problème ; attendez quelques minutes",
  "fault.box.rollback.failed": "La version {$version} a échoué sur cette appliance",
  "todo.box.rollback.failed": "Installez une version plus récente",
  // Why a release failed its health check
  "fault.box.unwell.text": "{$text}",
  "fault.box.unwell.unknown": "la cause n’est pas connue",
  "fault.box.unwell.silent":
    "Elle n’est jamais allée assez loin pour dire ce qui n’allait pas : elle restait bloquée ou redémarrait à chaque démarrage",
  "fault.box.unwell.not-started":
    ".input {$words :string} .match $words || {{Le programme n’a pas démarré}} * {{Le programme n’a pas démarré ; sa dernière sortie : {$words}}}",
  "fault.box.unwell.no-pages":
    ".input {$words :string} .match $words || {{Le programme ne sert aucune page}} * {{Le programme ne sert aucune page ; sa dernière sortie : {$words}}}",
  "fault.box.unwell.pages":
    ".input {$words :string} .match $words || {{HTTPS ne répond pas : {$problem}}} * {{HTTPS ne répond pas : {$problem} ; dernière sortie du programme : {$words}}}",
  "fault.box.unwell.mail":
    ".input {$words :string} .match $words || {{Un e-mail de test n’a pas été accepté : {$problem}}} * {{Un e-mail de test n’a pas été accepté : {$problem} ; dernière sortie du programme : {$words}}}",
  "fault.box.unwell.rebuilding": "reconstruction des données en cours",
  "fault.box.unwell.not-smtp": "ce service ne parle pas SMTP",
});
