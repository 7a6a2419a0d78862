import type { Language } from './language.ts';

const TELL =
  '(?:sagt?|sagen|gib|gebt|geben|melde?t?|schreibe?t?|schreiben|teile?t?|teilen|nenne?t?|nennen|lass|lasst|lassen)';

export const de: Language = {
  spot: '[äöüß] ich du sie wir der das und ist nicht soll sollen bitte welche welcher welchen welches wenn ein eine einen kann noch auch ob dir sag gib oder danke womit wie mir dann sobald führe starte',
  courtesy:
    '(?:möchtest|willst) du (?:noch )?etwas (?:ändern|anpassen|hinzufügen)(?!.{0,40}bevor)|(?:möchten|wollen) sie (?:noch )?etwas (?:ändern|anpassen|hinzufügen)(?!.{0,40}bevor)|sonst noch|noch etwas (?:für|anderes)|womit kann ich|wie kann ich (?:dir|ihnen|euch)? ?(?:heute )?(?:noch )?helfen',
  invite:
    '^(?:und )?was (?:möchtest du|möchten sie|willst du|sollen wir|soll ich) (?:als nächstes |zuerst |jetzt |heute )?(?:tun|machen|angehen|bauen)',
  ready: '\\b(?:bereit|helfe gerne?|hallo|guten tag)\\b',
  offer:
    '^(?:bei fragen|wenn\\b|falls\\b|sollte\\b(?! (?:ich|wir))|(?:sag|gib|melde|lass).{0,40}\\b(?:wenn|falls)\\b|gerne? (?:kann|passe)|(?:sag|sagt|sagen sie)(?: mir)?(?: einfach| gerne?| nur)*,? (?:was|womit) (?:du|ihr|sie)\\b.{0,20}\\bals nächstes\\b)',
  request: [
    '^ich (?:stoppe|halte|pausiere|warte) hier,? (?:damit|bis) (?:du|sie|ihr)\\b',
    '^antworten? (?:sie )?(?:einfach |bitte )?mit (?:der|einer|nur)\\b|^(?:ich )?warte (?:noch )?auf (?:dein|ihr|euer)',
    // The person is to decide.
    '\\b(?:das ist|es ist|die (?:wahl|entscheidung) (?:ist|liegt)|das liegt) (?:ganz )?(?:deine|eure|ihre|bei (?:dir|euch|ihnen))(?: (?:wahl|entscheidung))?\\W*$|\\b(?:entscheide du|entscheiden sie|du entscheidest|sie entscheiden)\\W*$',
    '^(?:.{1,60}[,;:] )?bitte (?:\\S+ ){0,3}(?:teil\\S*|sag\\S*|nenn\\S*|gib|geben|bestätig\\S*|wähl\\S*|entscheid\\S*|schick\\S*|send\\S*|antwort\\S*|klär\\S*|poste?\\S*|kopier\\S*|berichte?\\S*|melde?\\S*|lass\\S* mich wissen)',
    `^(?:dann |danach |und )?${TELL}\\b.{0,40}\\b(?:welche\\S*|was|wie|ob|wo|wann|den|die|das|ergebnis\\S*|ausgabe)\\b`,
    // Führ es aus und schick mir die Ausgabe.
    `\\b(?:und|dann) (?:${TELL} (?:mir|uns)|schicke?n? (?:sie )?mir|poste?|melde dich|berichte|(?:sag|gib)(?: mir)?(?: kurz)? bescheid)\\b`,
    '^(?:schicke?|sende|kopiere?|poste|füge?|zeige?) (?:sie )?(?:mir|hier|uns)?\\b.{0,60}\\b(?:ausgabe|ergebnis\\S*|log\\S*|fehler\\S*|hier|mir|datei|screenshot)\\b',
    '^(?:sag|sagen sie|schreib|schreiben sie|antworte|antworten sie)(?: einfach| mir)? \\*{0,2}["„»“].{1,30}["“«”]\\*{0,2},? (?:um|dann|und|wenn)\\b',
    '\\bich (?:warte|bräuchte|brauche|benötige)\\b.{0,80}\\b(?:dein\\S*|ihr\\S*|eur\\S*|dir|ihnen|euch|bevor|um)\\b|\\b(?:brauche|benötige|bräuchte|warte) ich\\b',
  ].join('|'),
  approval: [
    '^(?:wenn|sobald|falls) (?:du|sie|ihr|das|der)\\b.{0,50}(?:freig\\S+|zustimm\\S+|bestätig\\S+|genehmig\\S+|einverstanden|(?:bereit|startklar|so ?weit) (?:bist|sind|seid)|entscheid\\S+|entschieden|auswähl\\S+|wählst|gewählt|passt|okay|\\bok\\b|grünes licht).{0,60}\\b(?:ich|wir)\\b',
    `^${TELL}\\b.{0,40}\\b(?:wenn|sobald)\\b.{0,60}(?:fertig|erledigt|durch|abgeschlossen|gelaufen|installiert|gestartet|bereit|läuft|soweit|so weit)\\b`,
    `^(?:wenn|sobald|nachdem)\\b.{0,60}(?:fertig|erledigt|durch|abgeschlossen|gelaufen|installiert|gestartet|bereit|läuft|hast|haben)\\b.{0,20}, ${TELL}\\b(?! (?:er|es)\\b)`,
  ].join('|'),
  lead: '^(?:kannst du|können sie|könntest du|könnten sie)\\b',
  toAgent:
    '^bereit\\b|\\b(?:soll(?:en|te)? (?:ich|wir)|(?:möchtest du|möchten sie|willst du|wollen sie),? (?:dass|lieber)|wollen wir|darf ich|kann ich)\\b',
  follows:
    '^(?:als nächstes|nach(?:dem)?|das|dies|dann|damit|danach|darauf|daraufhin|je nach|auf (?:dieser |der )?(?:basis|grundlage)|sobald|anschließend|so (?:kann|weiß)|ich (?:kann|werde)|sonst)\\b',
};
