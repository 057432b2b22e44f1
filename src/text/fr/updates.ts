import type { updateTexts as English } from "../en/updates.ts";
import type { Translation } from "../messages.ts";

export const updateTexts = (): Translation<typeof English> => ({
  "system.updates": "Mises à jour",
  "updates.lead":
    "Une nouvelle version est installée à côté de la version en cours et démarre au prochain redémarrage. Si elle échoue à son contrôle de santé, la version précédente est rétablie automatiquement. Dans tous les cas, aucun e-mail n’est perdu.",
  "updates.runs": "Version en cours : {$version}",
  "updates.trying":
    "Elle est nouvelle et encore en cours de vérification. D’ici là, les e-mails sont différés et rien ne peut être modifié.",
  "updates.waiting": "La version {$version} est installée et démarrera au prochain redémarrage",
  "updates.other": "Autre version installée : {$version}",
  "updates.other.bad": "Autre version installée : {$version}, qui a échoué à son contrôle de santé",
  "updates.none": "Aucune autre version n’est installée.",
  "updates.development":
    "Cette appliance accepte les mises à jour signées avec la clé publique de développement. Utilisez-la pour des tests, pas pour de vrais e-mails.",
  "updates.fellBack":
    "La version {$to} a échoué à son contrôle de santé, et {$from} a été rétablie : {$cause}",
  "updates.fellBack.unknown": "cause inconnue",
  "updates.job.done": "La version {$version} est installée. Redémarrez pour la lancer.",
  "updates.job.runs": "Installation",
  "updates.job.percent": "{$what} : {$percent} %",
  "updates.upload": "Depuis un fichier",
  "updates.upload.file": "Fichier de mise à jour",
  "updates.upload.hint": "mailmanager-VERSION.update ; aucun accès à Internet nécessaire.",
  "updates.upload.go": "Envoyer et installer",
  "updates.stick": "Depuis une clé USB ou un disque",
  "updates.stick.look": "Rechercher des mises à jour sur les clés USB et les disques",
  "updates.stick.again": "Rechercher à nouveau",
  "updates.stick.none":
    "Aucune mise à jour trouvée. Son nom doit se terminer par .update, et elle ne doit pas être dans un dossier. Les clés USB doivent être formatées en FAT ou exFAT.",
  "updates.stick.on": "Sur {$label}, {$size}",
  "updates.address": "Depuis une URL",
  "updates.address.url": "URL d’une mise à jour ou d’une page qui en énumère plusieurs",
  "updates.address.look": "Vérifier",
  "updates.address.go": "Installer",
  "updates.found": "Version {$version} du {$date}, {$size}",
  "updates.restart": "Redémarrer maintenant",
  "updates.restart.hint":
    "Prend environ une minute. Les expéditeurs remettent leurs e-mails plus tard ; aucun n’est perdu.",
  "updates.rollback": "Revenir à {$version}",
  "updates.rollback.hint":
    "Démarre au prochain redémarrage, avec les données actuelles. En cas d’échec au contrôle de santé, la présente version est rétablie.",
  "updates.history": "Historique",
  "updates.history.none": "Rien pour le moment.",
  "updates.absent": "Cette machine n’est pas une appliance MailManager",
  "updates.absent.text": "Installez-y plutôt un paquet ou un fichier programme plus récent, puis redémarrez.",
  "updates.restarting": "L’appliance redémarre. Rechargez cette page dans une minute environ.",
  "done.rollback": "La version précédente démarrera au prochain redémarrage.",
});
