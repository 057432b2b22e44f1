import type { directoryTexts as English } from "../en/directory.ts";
import type { Translation } from "../messages.ts";

export const directoryTexts = (): Translation<typeof English> => ({
  "settings.directory": "Annuaire",
  "directory.lead":
    "Les personnes se connectent avec leur mot de passe de l’annuaire de l’entreprise : OpenLDAP, Active Directory ou un autre serveur LDAP.",
  "directory.enabled": "Connexion avec l’annuaire",
  "directory.enabled.hint":
    "Les personnes qui ont un mot de passe ici peuvent toujours l’utiliser pour se connecter.",
  "directory.server": "Connexion",
  "directory.servers": "Serveurs",
  "directory.servers.hint":
    "Un par ligne, par exemple ldap://dc1.example.org ou ldaps://dc2.example.org:636. Le premier qui répond est utilisé.",
  "directory.encryption": "Chiffrement de ldap://",
  "directory.encryption.starttls": "StartTLS, obligatoire",
  "directory.encryption.none": "Aucun : les mots de passe sont envoyés en clair",
  "directory.authorities": "Certificat de l’autorité",
  "directory.authorities.hint":
    "Uniquement si aucune autorité publique n’a émis les certificats des serveurs : collez le certificat de votre propre autorité de certification (PEM). Elle seule est alors de confiance.",
  "directory.account": "Compte de recherche",
  "directory.bindDn": "Compte",
  "directory.bindDn.hint": "Son DN ou, dans Active Directory, nom@domaine. Un accès en lecture suffit.",
  "directory.bindPassword": "Mot de passe",
  "directory.bindPassword.kept":
    "Un mot de passe est enregistré. Laissez vide pour le conserver ; pour un autre serveur ou utilisateur, saisissez-le à nouveau.",
  "directory.people": "Utilisateurs",
  "directory.baseDn": "DN de base",
  "directory.baseDn.hint": "Par exemple ou=people,dc=example,dc=org.",
  "directory.filter": "Filtre utilisateur",
  "directory.filter.hint":
    "\\{user\\} est le nom d’utilisateur saisi. Dans Active Directory : (&(objectClass=user)(sAMAccountName=\\{user\\}))",
  "directory.nameAttribute": "Attribut du nom",
  "directory.nameAttribute.hint": "Dans Active Directory : displayName",
  "directory.mailAttribute": "Attribut de l’adresse e-mail",
  "directory.newcomers": "Personnes sans compte",
  "directory.newcomers.refuse": "Refuser l’accès",
  "directory.newcomers.refuse.hint": "Les administrateurs ajoutent des personnes sous Personnes.",
  "directory.newcomers.create": "Créer un agent",
  "directory.newcomers.create.hint": "À la première connexion, pour toute personne qui correspond au filtre.",
  "directory.test": "Test",
  "directory.test.lead":
    "Interroge chaque serveur avec les paramètres enregistrés ci-dessus, que l’annuaire soit activé ou non.",
  "directory.test.none": "Enregistrez d’abord l’annuaire ; il peut être testé avant d’être activé.",
  "directory.test.user": "Nom d’utilisateur",
  "directory.test.user.hint": "L’utilisateur à rechercher. Laissez vide pour ne tester que la connexion.",
  "directory.test.password": "Son mot de passe",
  "directory.test.password.hint": "Essayé, mais pas enregistré. Laissez vide pour ignorer ce test.",
  "directory.test.result": "Résultat",
  "directory.test.go": "Tester",
  "people.directory": "Mot de passe dans l’annuaire",
  "people.directory.mark": "annuaire",
  "people.directory.new": "Utiliser le mot de passe de l’annuaire",
  "people.directory.taken": "Le nom et l’adresse sont actualisés à partir de l’annuaire à chaque connexion.",
  "people.directory.now":
    "L’annuaire vérifie le mot de passe. Si vous en définissez un ici, c’est lui qui est utilisé.",
  "people.directory.lead":
    "L’annuaire vérifie alors le mot de passe, et celui qui est enregistré ici est supprimé.",
  "people.directory.go": "Utiliser l’annuaire",
  "account.lead.directory": "Votre nom et votre adresse proviennent de l’annuaire de l’entreprise.",
  "account.directory":
    "Vous vous connectez avec votre mot de passe de l’annuaire de l’entreprise. Modifiez-le là-bas.",
  "done.delegated": "L’annuaire vérifie désormais ce mot de passe.",
});
