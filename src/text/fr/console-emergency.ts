import type { consoleEmergencyTexts as English } from "../en/console-emergency.ts";
import type { Translation } from "../messages.ts";

export const consoleEmergencyTexts = (): Translation<typeof English> => ({
  "emergency.title":
    "MailManager ne peut pas utiliser la partie du disque qui contient ses données. Les derniers messages à ce sujet :",
  "emergency.unknown": "(aucun message : voir les logs)",
  "emergency.again": "Redémarrer",
  "emergency.turnOff": "Éteindre",
  "emergency.log": "Afficher les logs",
  "emergency.erase":
    "Effacer toutes les données et tout reconfigurer depuis le début ou à partir d’une sauvegarde",
  "emergency.choose":
    "Saisissez un numéro et appuyez sur Entrée. Sans réponse, la machine redémarre au bout de dix minutes.",
  "emergency.erase.word": "effacer",
  "emergency.erase.sure":
    "Tous les e-mails, tickets et paramètres de ce disque seront perdus. Saisissez {$word} pour les effacer, ou appuyez sur Entrée pour revenir.",
  "emergency.erase.failed": "L’effacement a échoué : {$problem}",
  "emergency.restart": "Redémarrage...",
  "emergency.off": "Arrêt...",
});
