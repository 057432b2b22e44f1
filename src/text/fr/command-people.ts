import type { commandPeopleTexts as English } from "../en/command-people.ts";
import type { Translation } from "../messages.ts";

export const commandPeopleTexts = (): Translation<typeof English> => ({
  "user.name": "« {$text} » n’est pas un nom d’utilisateur valide",

  "user.list.summary": "énumère les personnes qui peuvent se connecter",
  "user.list.help":
    "Une ligne par personne : nom d’utilisateur, rôle, actif ou désactivé, nom complet, adresse.",
  "user.list.active": "actif",
  "user.list.disabled": "désactivé",

  "user.create.summary": "ajoute une personne et affiche son mot de passe une fois",
  "user.create.help":
    'Affiche "user: NAME" et "password: SECRET". Un agent traite les tickets ; un admin gère aussi les paramètres et les personnes.',

  "user.reset-password.summary": "définit un nouveau mot de passe pour une personne et l’affiche une fois",
  "user.reset-password.help": `Déconnecte cette personne partout. Ses jetons d’API restent valides et sont énumérés, à moins d’être aussi révoqués.

  --revoke-tokens  révoque aussi les jetons d’API de la personne`,
  "user.reset-password.tokens":
    "ces jetons d’API restent valides : {$tokens} ; pour les révoquer aussi, utilisez {$option}",
  "user.reset-password.revoked": "ces jetons d’API ont été révoqués : {$tokens}",

  "user.disable.summary": "désactive le compte d’une personne ; ses tickets et son historique sont conservés",
  "user.disable.help": "Déconnecte cette personne partout, et ses jetons d’API cessent de fonctionner.",
  "user.disable.done": "{$user} est désactivé",

  "token.create.summary": "crée un jeton d’API et l’affiche",
  "token.create.help": `Le jeton agit en tant que USER (par défaut : admin), dans sa portée : "read" permet de lire, "write" aussi de répondre et de
modifier des tickets, "admin" (par défaut) tout ce que USER peut faire. Peut s’exécuter pendant que le programme fonctionne sur DIR. N’affiche
que le jeton sur la sortie standard. Seule son empreinte est conservée : si vous le perdez, créez-en un autre.`,
});
