import type { networkTexts as English } from "../en/network.ts";
import type { Translation } from "../messages.ts";

export const networkTexts = (): Translation<typeof English> => ({
  "system.network": "Réseau",
  "network.lead":
    "Les paramètres réseau de l’appliance. Une modification est d’abord mise à l’essai et annulée automatiquement si vous ne la confirmez pas : vous ne risquez donc pas de vous bloquer l’accès.",
  "network.absent": "Cette machine n’est pas une appliance MailManager",
  "network.absent.text": "Configurez le réseau dans le système d’exploitation de cette machine.",
  "network.now": "Paramètres actuels",
  "network.up": "connectée",
  "network.down": "non connectée",
  "network.gateways": "Passerelle",
  "network.servers": "Serveurs DNS",
  "network.none": "aucun",
  "network.check": "Tester le réseau",
  "network.found": "Résultats du test",
  "network.change": "Modifier les paramètres",
  "network.card": "Carte réseau",
  "network.vlan": "VLAN",
  "network.vlan.hint": "Uniquement pour un réseau étiqueté (802.1Q).",
  "network.ipv4": "IPv4",
  "network.ipv6": "IPv6",
  "network.method.dhcp": "DHCP",
  "network.method.auto": "Automatique",
  "network.method.static": "Statique",
  "network.method.off": "Désactivé",
  "network.address4": "Adresse IPv4",
  "network.address4.hint": "Avec la longueur de son préfixe, par exemple 192.0.2.10/24.",
  "network.gateway4": "Passerelle IPv4",
  "network.address6": "Adresse IPv6",
  "network.address6.hint": "Avec la longueur de son préfixe, par exemple 2001:db8::10/64.",
  "network.gateway6": "Passerelle IPv6",
  "network.dns": "Serveurs DNS",
  "network.auto.hint": "Séparés par des espaces. Laissez vide pour utiliser ceux du réseau.",
  "network.search": "Domaines de recherche",
  "network.proxy": "Proxy web",
  "network.proxy.hint":
    "Uniquement si l’accès au web en exige un, par exemple http://proxy.example.org:3128.",
  "network.management": "Réseaux autorisés à ouvrir ces pages",
  "network.management.hint":
    "Par exemple 192.0.2.0/24, séparés par des espaces. Laissez vide pour tous les autoriser. Les e-mails sont acceptés de partout.",
  "network.try": "Appliquer à l’essai",
  "network.test": "Tester seulement",
  "network.trial":
    ".input {$n :integer} .match $n one {{Une modification est à l’essai et sera annulée automatiquement dans {$n} seconde.}} * {{Une modification est à l’essai et sera annulée automatiquement dans {$n} secondes.}}",
  "network.trial.here":
    "Si vous lisez ceci, l’appliance est joignable. Conservez la modification ou annulez-la.",
  "network.trial.moves":
    "L’appliance a une nouvelle adresse. Cette page s’y rend : acceptez le certificat, connectez-vous (pendant la configuration initiale : saisissez à nouveau le code) et conservez la modification.",
  "network.trial.lost":
    "Si cette page ne revient pas, vérifiez l’adresse sur l’écran de l’appliance ou attendez que la modification soit annulée.",
  "network.keep": "Conserver la modification",
  "network.revert": "Annuler maintenant",
  "network.clock": "Horloge",
  "network.clock.by": "{$time}, synchronisée avec {$server}.",
  "network.clock.set": "{$time}, synchronisée.",
  "network.clock.not":
    "{$time}, non synchronisée avec un serveur de temps : les e-mails peuvent porter une heure erronée.",
  "network.zone": "Fuseau horaire de l’appliance",
  "network.ntp": "Serveurs de temps",
  "network.clock.save": "Enregistrer",
  "setup.network": "Réseau de cette appliance",
  "done.tried": "La modification est à l’essai.",
  "done.kept": "Modification conservée. Elle s’applique aussi après un redémarrage.",
  "done.reverted": "Les paramètres précédents sont à nouveau en vigueur.",
  "done.clock": "Enregistré.",
});
