import type { commandTexts as English } from "../en/command.ts";
import type { Translation } from "../messages.ts";

export const commandTexts = (): Translation<typeof English> => ({
  "usage.line": "utilisation : mailmanager {$usage}",
  "usage.command": "commande inconnue « {$words} » ; {$suggestion}",
  "usage.did-you-mean": "vouliez-vous dire « {$name} » ?",
  "usage.family": "{$first} accepte {$names}",
  "usage.option-first": '{$option} précède la commande ; la forme est "mailmanager COMMAND [OPTIONS]"',
  "usage.see-help": 'voir "mailmanager help"',
  "usage.unexpected": "argument inattendu « {$word} »",
  "usage.unexpected-user": "argument inattendu « {$word} », utilisez --user {$word}",
  "usage.unknown-option": "option inconnue {$option}",
  "usage.misspelt-option": "option inconnue {$option} ; vouliez-vous dire {$close} ?",
  "usage.no-value": "{$option} exige une valeur",
  "usage.value": "{$option} n’accepte pas de valeur",
  "usage.missing": "{$name} est manquant",
  "usage.one-of": "{$option} doit être l’une des valeurs {$values}",
  "usage.number": "{$option} doit être un nombre entier de {$least} à {$most}",

  "help.overview": `MailManager transforme les e-mails entrants en tickets.

utilisation : mailmanager COMMAND [OPTIONS]

{$commands}

  help COMMAND        explique une commande
  --version, -V       affiche la version
  help configuration  affiche un exemple de fichier de configuration avec tous les paramètres
  help licences       affiche les licences
`,
  "help.none": 'aucune aide sur « {$name} » ; voir "mailmanager help"',

  "progress.line": "{$what} : {$done} sur {$of}",

  "version.summary": "affiche la version",
  "version.help": "Affiche aussi les versions de Node et de SQLite incluses.",
  "version.line": "mailmanager {$version} (Node {$node}, SQLite {$sqlite})",

  "doctor.summary": "contrôle l’installation et indique que faire pour chaque problème",
  "doctor.help": `Contrôle le dossier, le disque, la base de données, le journal, le programme en cours, ses paramètres et ce qui attend
une décision. Ne modifie rien et peut s’exécuter pendant que le programme fonctionne sur DIR. Chaque constat est ok, un
avertissement ou un problème, avec une ligne indiquant que faire. Le code de retour est 1 s’il y a un problème.

  --config FILE  le fichier de configuration avec lequel le programme est démarré, le cas échéant
  --full         contrôle tout le journal (par défaut : les 10 000 événements les plus récents)
  --json         un objet : \\{"ok", "findings": [\\{"check", "level", "what", "todo", "line"\\}]\\}`,
  "doctor.level.ok": "ok",
  "doctor.level.warning": "avertissement",
  "doctor.level.problem": "problème",
  "doctor.counts": "{$ok} ok, avertissements : {$warnings}, problèmes : {$problems}",

  "console.summary": "la console de l’appliance à l’écran",
  "console.help":
    "Affiche l’état et le menu de l’appliance dans le terminal. Exige root et ne fonctionne que dans l’image disque.",

  "appliance.serve.summary": "exécute le service de l’appliance, qui agit pour le programme et la console",
  "appliance.apply.summary":
    "au début de chaque démarrage : écrit la configuration du système selon les paramètres de l’appliance",
  "appliance.seed.summary":
    "tant que l’appliance n’est pas configurée : cherche une préconfiguration à chaque démarrage et l’applique",
  "appliance.health.summary":
    "après le démarrage d’une nouvelle version : la contrôle et rétablit la précédente en cas d’échec",
  "appliance.emergency.summary":
    "si la partition de données est inutilisable : en indique la cause, sur tous les écrans, avec un menu",
  "appliance.reset.summary": "au début d’un démarrage : efface tout si une réinitialisation a été demandée",
  "appliance.failed": "{$problem}",
  "appliance.help":
    "Démarré par les unités de l’image disque ; n’est pas destiné à être exécuté par des personnes. Exige root et ne fonctionne que dans l’image disque.",
});
