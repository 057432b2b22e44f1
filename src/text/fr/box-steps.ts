import type { boxStepTexts as English } from "../en/box-steps.ts";
import type { Translation } from "../messages.ts";

export const boxStepTexts = (): Translation<typeof English> => ({
  "step.update.fetching": "Récupération de la mise à jour",
  "step.update.checking": "Vérification de la mise à jour",
  "step.update.writing": "Écriture sur le disque",
  "step.update.reading-back": "Relecture depuis le disque",
  "step.update.readying": "Préparation au démarrage",
  "step.medium.copying": "Copie depuis la clé USB ou le disque",
  "step.medium.writing": "Écriture sur la clé USB",
  "step.medium.reading-back": "Relecture depuis la clé USB",
  "step.bundle.packing": "Compression",
  "step.restore.placing": "Restauration",
});
