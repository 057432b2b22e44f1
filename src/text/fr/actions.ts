import type { actionTexts as English } from "../en/actions.ts";
import type { Translation } from "../messages.ts";

export const actionTexts = (): Translation<typeof English> => ({
  "action.text": "{$text}",
  "action.denied": "non autorisé depuis cet endroit",
  "action.verb": "{$verb}",
  "action.hostname.set": "nom d’hôte {$hostname}",
  "action.clock.set": "fuseau horaire {$timezone}, horloge réglée par {$servers}",
  "action.clock.adjust": "horloge réglée manuellement sur {$to}",
  "action.clock.set.usual": "fuseau horaire {$timezone}, horloge réglée par les serveurs habituels",
  "action.authorities.set": "fait confiance à {$names}",
  "action.authorities.set.none": "fait confiance aux seules autorités de certification publiques",
  "action.certificate.reset": "a remplacé le certificat par un certificat autosigné",
  "action.program.restart": "a redémarré le programme",
  "action.restart": "a redémarré l’appliance",
  "action.power.off": "a éteint l’appliance",
  "action.factory.reset": "a rétabli les paramètres d’usine",
  "action.still-up": "n’a pas pu arrêter le système",
  "action.network.set": "réseau à l’essai pendant {$seconds} s : {$settings}",
  "action.network.confirm": "a confirmé la modification du réseau",
  "action.network.revert": "a annulé la modification du réseau",
  "action.network.not-taken":
    "n’a pas pu appliquer la modification du réseau et a rétabli les paramètres précédents",
  "action.network.timed-out": "a annulé une modification du réseau que personne n’a confirmée à temps",
  "action.network.unconfirmed": "a annulé une modification du réseau que personne n’avait confirmée",
  "action.media.fetch": "a copié {$path} depuis la clé USB ou le disque {$medium}",
  "action.support.bundle": "a créé une archive de support",
  "action.support.save": "a enregistré une archive de support sur la clé USB {$medium}",
  "action.backup.save": "a enregistré une sauvegarde sur la clé USB {$medium}",
  "action.backup.restore":
    "a configuré l’appliance à partir de la sauvegarde {$path} de la clé USB ou du disque {$medium}",
  "action.password.reset": "nouveau mot de passe pour {$user}, défini sur la console",
  "action.pin.set": "a défini le code PIN de la console",
  "action.pin.remove": "a supprimé le code PIN de la console",
  "action.pin.remove.machine":
    "a supprimé le code PIN de la console, comme l’indiquent les paramètres de la machine virtuelle",
  "action.pin.unlock": "a saisi le code PIN de la console",
  "action.update.install": "a installé une mise à jour depuis {$place}",
  "action.update.install.medium":
    "a installé une mise à jour depuis {$path} de la clé USB ou du disque {$medium}",
  "action.update.rollback": "la version précédente démarrera au prochain redémarrage",
  "action.release.installed": "la version {$to} a été installée à côté de {$from}",
  "action.release.healthy": "la version {$to} a remplacé {$from} et réussi son contrôle de santé",
  "action.release.rolled-back": "la version {$to} fonctionne à nouveau à la place de {$from}, comme demandé",
  "action.release.fell-back":
    "la version {$to} a échoué au contrôle de santé, et {$from} fonctionne à nouveau",
  "action.release.refused": "la version {$to} a été refusée",
  "action.seed.box":
    "a appliqué les paramètres fournis par {$from} : l’appliance uniquement ; le premier démarrage demande le reste",
  "action.seed.set-up": "a appliqué les paramètres fournis par {$from} : configuration terminée",
  "action.seed.asks": "a appliqué les paramètres fournis par {$from} : le premier démarrage demande le reste",
  "action.seed.failed": "a appliqué les paramètres fournis par {$from} : non configuré",
  "action.seed.unknown": "a ignoré des champs inconnus dans les paramètres fournis : {$names}",
});
