import type { consoleNetworkTexts as English } from "../en/console-network.ts";
import type { Translation } from "../messages.ts";

export const consoleNetworkTexts = (): Translation<typeof English> => ({
  "network.change": "Modifier les paramètres",
  "network.change.hint":
    "Une modification est à l’essai pendant {$n} secondes : elle est annulée automatiquement si vous ne la confirmez pas ; vous ne risquez donc pas de vous bloquer l’accès.",
  "network.test": "Tester le réseau",
  "network.test.hint": "Teste la passerelle, les serveurs DNS et la connexion à Internet.",
  "network.testing": "Test du réseau…",
  "network.none": "aucun",
  "network.up": "connectée",
  "network.down": "non connectée",
  "network.used": "Utilisée",
  "network.dhcp": "par DHCP",
  "network.static": "statique",
  "network.off": "désactivé",
  "network.auto": "automatique",
  "network.dhcp.short": "DHCP",
  "network.static.short": "Statique",
  "network.off.short": "Désactivé",
  "network.auto.short": "Automatique",
  "network.vlan": "VLAN {$vlan}",
  "network.interface": "Carte réseau",
  "network.interface.hint": "La carte réseau qu’utilise l’appliance.",
  "network.vlan.hint":
    "Le numéro d’un réseau étiqueté (802.1Q), de 1 à 4094. Vide : non étiqueté, le cas habituel.",
  "network.vlan.wrong": "Un VLAN est un nombre de 1 à 4094, ou vide.",
  "network.ipv4.hint": "DHCP : le réseau attribue l’adresse. Statique : saisissez-la ici.",
  "network.ipv6.hint": "Automatique : le réseau attribue l’adresse. Statique : saisissez-la ici.",
  "network.off.wrong": "Sans IPv4 ni IPv6, l’appliance n’est pas joignable.",
  "network.address": "Adresse",
  "network.address4.hint":
    "L’adresse de l’appliance avec la longueur de son préfixe, par exemple 192.0.2.10/24.",
  "network.address4.wrong":
    "Saisissez une adresse avec la longueur de son préfixe, par exemple 192.0.2.10/24.",
  "network.address6.hint":
    "L’adresse de l’appliance avec la longueur de son préfixe, par exemple 2001:db8::10/64.",
  "network.address6.wrong":
    "Saisissez une adresse avec la longueur de son préfixe, par exemple 2001:db8::10/64.",
  "network.gateway": "Passerelle",
  "network.gateway4.hint": "L’adresse du routeur, par exemple 192.0.2.1. Vide : aucune.",
  "network.gateway4.wrong": "Saisissez une passerelle telle que 192.0.2.1, sans longueur de préfixe.",
  "network.gateway4.outside":
    "La passerelle n’est pas dans le réseau {$network} : elle n’est donc pas joignable.",
  "network.gateway6.hint": "L’adresse du routeur, par exemple fe80::1. Vide : aucune.",
  "network.gateway6.wrong": "Saisissez une passerelle telle que fe80::1, sans longueur de préfixe.",
  "network.dns": "Serveurs DNS",
  "network.dns.hint": "Adresses, séparées par des espaces. Vide : celles du réseau.",
  "network.dns.wrong": "{$bad} n’est pas une adresse. Saisissez des adresses telles que 192.0.2.53.",
  "network.search": "Domaines DNS",
  "network.search.hint":
    "Domaines essayés pour les noms courts, par exemple example.org. Vide : ceux du réseau.",
  "network.search.wrong": "{$bad} n’est pas un nom de domaine.",
  "network.proxy": "Proxy web",
  "network.proxy.hint":
    "Uniquement si l’accès au web exige un proxy : son URL, par exemple http://proxy.example.org:3128.",
  "network.proxy.wrong": "Saisissez l’URL complète, par exemple http://proxy.example.org:3128, ou rien.",
  "network.management": "Accès aux pages",
  "network.management.hint":
    "Réseaux autorisés à ouvrir les pages, par exemple 192.0.2.0/24. Vide : tous. Les e-mails sont acceptés de partout.",
  "network.management.wrong": "{$bad} n’est pas un réseau tel que 192.0.2.0/24.",
  "network.try": "Appliquer à l’essai",
  "network.setting": "Application des paramètres réseau…",
  "network.same": "Ces paramètres sont déjà en vigueur ; rien n’a été modifié.",

  "trial.left":
    ".input {$n :integer} .match $n one {{À l’essai : annulation automatique dans {$n} seconde.}} * {{À l’essai : annulation automatique dans {$n} secondes.}}",
  "trial.about":
    "Ouvrez les pages dans un navigateur ou testez le réseau. Si tout fonctionne, conservez les paramètres.",
  "trial.keep": "Conserver les nouveaux paramètres",
  "trial.keep.hint": "Ils s’appliquent aussi après un redémarrage.",
  "trial.back": "Revenir maintenant aux paramètres précédents",
  "trial.back.hint": "Comme si rien n’avait été modifié.",
  "trial.keeping": "Enregistrement des nouveaux paramètres…",
  "trial.going": "Retour aux paramètres précédents…",
  "trial.kept": "Nouveaux paramètres conservés.",
  "trial.gone": "Les paramètres précédents sont à nouveau en vigueur.",
  "trial.over": "L’essai est terminé. L’écran suivant affiche les paramètres actuels.",

  "hostname.about":
    "Le nom de cette appliance dans le DNS, par exemple helpdesk.example.org. Les serveurs de messagerie et les navigateurs la trouvent sous ce nom.",
  "hostname.name": "Nom d’hôte",
  "hostname.hint": "Lettres, chiffres et traits d’union, avec des points entre les parties.",
  "hostname.wrong":
    "Saisissez un nom d’hôte tel que helpdesk.example.org : lettres, chiffres, traits d’union et points.",
  "hostname.doing": "Changement du nom d’hôte en {$hostname}…",
  "hostname.done": "Le nom d’hôte est maintenant {$hostname}.",

  "clock.about":
    "L’appliance synchronise son horloge avec des serveurs de temps. Si aucun n’est saisi, elle utilise ceux qu’indique le réseau, à défaut le pool public de Debian, debian.pool.ntp.org.",
  "clock.zone": "Fuseau horaire",
  "clock.zone.hint":
    "Par exemple Europe/Paris, America/Montreal ou UTC. Saisissez une partie et appuyez sur Entrée pour rechercher.",
  "clock.zone.near": "Vouliez-vous dire {$near} ?",
  "clock.zone.wrong": "Fuseau horaire inconnu. Saisissez-en un tel que Europe/Paris.",
  "clock.now": "Date et heure",
  "clock.now.hint":
    "Uniquement si aucun serveur de temps n’est joignable : par exemple 2026-11-30 15:45, dans le fuseau horaire ci-dessus. Vide : inchangé.",
  "clock.now.wrong": "Saisissez une date et une heure telles que 2026-11-30 15:45.",
  "clock.servers": "Serveurs de temps",
  "clock.servers.hint": "Noms ou adresses, séparés par des espaces. Vide : ceux du réseau.",
  "clock.servers.wrong": "{$bad} n’est ni un nom ni une adresse.",
  "clock.doing": "Réglage de l’horloge…",
  "clock.done": "Il est {$time}.",
});
