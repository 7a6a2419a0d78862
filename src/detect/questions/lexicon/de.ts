import { ALONE, asWord, B, E, type Language, QUOTED, SAID } from './language.ts';

const TELL =
  '(?:sagt?|sagen|gib|gebt|geben|melde?t?|schreibe?t?|schreiben|teile?t?|teilen|nenne?t?|nennen|lass|lasst|lassen)';

export const de: Language = {
  spot: '[äöüß] ich du sie wir der das und ist nicht soll sollen bitte welche welcher welchen welches wenn ein eine einen kann noch auch ob dir sag gib oder danke womit wie mir dann sobald führe starte auf den dem zu im von dein deine antworte bereit wähle hier wenn bis',
  courtesy:
    '(?:möchtest|willst) du (?:noch )?etwas (?:ändern|anpassen|hinzufügen)(?!.{0,40}bevor)|(?:möchten|wollen) sie (?:noch )?etwas (?:ändern|anpassen|hinzufügen)(?!.{0,40}bevor)|sonst noch|noch etwas (?:für|anderes)|^(?:und |also )?(?:wie (?:geht es|geht.s|machen wir) (?:jetzt )?weiter|was (?:kommt|ist) (?:jetzt |nun )?als nächstes|was (?:nun|jetzt))\\W*$|(?:womit|wobei) kann ich|wie kann ich (?:\\S+ ){0,8}helfen',
  invite:
    '^(?:und )?was (?:möchtest du|möchten sie|willst du|sollen wir|soll ich) (?:als nächstes |zuerst |jetzt |heute )?(?:tun|machen|angehen|bauen)',
  offer:
    '^(?:bei fragen|wenn\\b|falls\\b|sollte\\b(?! (?:ich|wir))|(?:sag|gib|melde|lass).{0,40}\\b(?:wenn|falls)\\b|sag\\b.{0,20}\\bob (?:\\S+ ){0,3}(?:noch|weitere\\S*|mehr|zusätzlich\\S*)\\b|gerne? (?:kann|passe)|(?:sag|sagt|sagen sie)(?: mir)?(?: einfach| gerne?| nur)*,? (?:was|womit) (?:du|ihr|sie)\\b.{0,20}\\bals nächstes\\b)',
  request: [
    '^ich (?:stoppe|halte|pausiere|warte) hier,? (?:damit|bis) (?:du|sie|ihr)\\b',
    '^antworten? (?:sie )?(?:einfach |bitte )?mit (?:der|einer|nur)\\b|^(?:ich )?warte (?:noch )?auf (?:dein|ihr|euer)',
    // The user is to decide.
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
    // If you say “go”, I start.
    `^(?:wenn|sobald|falls) (?:du|sie|ihr) (?:mir |einfach |nur |mit ){0,2}${SAID} (?:sagst|sagt|sagen|schreibst|schreibt|schreiben|antwortest|antwortet|antworten|tippst|tippen),? (?:\\S+ ){0,3}(?:ich|wir)\\b`,
    '^(?:wenn|sobald|falls) (?:du|sie|ihr|das|der)\\b[^,]{0,50}(?:freig\\S+|zustimm\\S+|bestätig\\S+|genehmig\\S+|einverstanden|(?:bereit|startklar|so ?weit) (?:bist|sind|seid)|entscheid\\S+|entschieden|auswähl\\S+|wählst|gewählt|passt|okay|\\bok\\b|grünes licht).{0,60}\\b(?:ich|wir)\\b',
    // As soon as you give it to me, I begin.
    '^(?:sobald|nachdem) (?:(?:du|ihr)\\b(?!.{0,30}\\b(?:möchtest|willst|magst|brauchst|wollt)\\b)|sie (?=[^,]{0,60}\\b(?:mir|uns|ihren?|haben)\\b))[^,]{3,100}, (?:\\S+ ){1,2}(?:ich|wir)\\b',
    `^${TELL}\\b.{0,40}\\b(?:wenn|sobald)\\b.{0,60}(?:fertig|erledigt|durch|abgeschlossen|gelaufen|installiert|gestartet|bereit|läuft|soweit|so weit)\\b`,
    `^(?:wenn|sobald|nachdem)\\b.{0,60}(?:fertig|erledigt|durch|abgeschlossen|gelaufen|installiert|gestartet|bereit|läuft|hast|haben)\\b.{0,20}, ${TELL}\\b(?! (?:er|es)\\b|.{0,12}\\bob (?:du|sie|ihr)\\b.{0,40}\\b(?:möchte|will|brauch|wollen)\\S*\\W*$)`,
  ].join('|'),
  lead: '^(?:bitte )?(?:sag|sagt|sagen sie|nenn\\S*|schick\\S*|gib|bestätig\\S*|prüfe?) ?(?:mir|uns)?(?: bitte| kurz| noch| dann)*\\W*$|^(?:kannst du|können sie|könntest du|könnten sie)\\b',
  toAgent:
    '^bereit\\b|\\b(?:soll(?:en|te)? (?:ich|wir)|(?:möchtest du|möchten sie|willst du|wollen sie),? (?:dass|lieber)|(?:wollen|warten|machen|gehen|fangen|starten|lassen|nehmen|bleiben) wir|darf ich|kann ich)\\b',
  conjunctions: { and: 'und|dann', or: 'oder', choice: 'oder' },
  cues: {
    open: `${B}(?:offen|ungeklärt|unentschieden|noch zu klären|zu klären)(?: (?:ist|bleibt|sind|wäre))?(?: noch)?${E}`,
    consent: `${B}(?:wenn|falls|sofern|sobald) (?!(?:\\S{1,12} ){0,3}(?:nicht|kein) ).{0,30}(?<=[ '])(?:einverstanden|recht|passt|zustimm\\S{1,6}|zusagt|genehm|ok|okay|mitgehst|so siehst|dafür bist|keine einwände)${E}`,
    owed: `${B}(?:entscheidung|wahl|entscheid) (?:liegt|bleibt|obliegt|überlasse|steht) (?:\\S{1,8} )?(?:bei )?(?:dir|ihnen|euch)${E}|${B}(?:musst|müssen|müsst|solltest) (?:du|sie|ihr) (?:\\S{1,12} ){0,3}(?:entscheiden|festlegen|auswählen)${E}|${B}überlasse ich (?:dir|ihnen|euch)${E}|${B}(?:ist|bleibt) (?:das )?(?:deine|ihre|eure) (?:entscheidung|wahl)${E}`,
    yours: `${B}nur (?:du|sie|ihr)${E}|${B}(?:bei|von) (?:dir|ihnen|euch)${E}|${B}auf (?:deiner|ihrer|eurer) seite${E}|${B}deinerseits${E}`,
    tell: `(?:^|${B}(?:und|dann) )[a-zäöüß]{3,10}(?= (?:mir|uns) (?:(?:bitte|kurz|mal|dann|noch) )?(?:das|die|den|eine?n?|ob|was|wie|welche\\S*|wo)${E})|${B}(?:sagt?|sagen sie|schreibt?|schreiben sie|teilt?|nennt?|nenne|schickt?|schicke|zeigt?|zeige|gebt?|gib|geben sie|lass(?:t|en sie)?) (?:\\S+ )?(?:mir|mich|uns|bescheid|kurz)${E}|${B}(?:melde dich|antworten? sie|antworte?t?)${E}`,
    act: `(?:^|${B}(?:und|dann|bitte) )(?:bitte )?(?:bestätige?|bestätigen sie|wähle?|wählen sie|such dir|entscheide?|entscheiden sie|schreibe?|tippe?|poste|kopiere?|füge|nenne|prüfe?|gib|sende?)${E}(?! ich\\b)`,
    step: `^(?:bitte |por favor,? |per favore,? )?(?:führe?|starte|öffne|teste|installiere|lege?|erstelle|verbinde|logge?|mach|mache|lade|prüfe?|probiere?|setze?|trage?)${E}(?! ich\\b)`,
    answer: `${B}(?:welche\\S*|ob|was|wie|wo|variante|option|nummer|zahl|ausgabe|ergebnis\\S*|log\\S*|fehlermeldung|wahl|entscheidung|(?:mir|uns) (?:bitte |kurz |dann )?(?:das|die|den|eine?n?) (?!moment|sekunde|minute)\\S+)${E}|${QUOTED}`,
    moment: `${B}(?:wenn|sobald|nachdem|bis|bevor|nach|auf|vor|mit|sowie|ohne|braucht|brauche)${E}`,
    signal: `${B}bis (?:du|sie|ihr)${E}|${B}(?:dein\\S*|ihr\\S*|eur\\S*) (?:ok|okay|go|freigabe|zustimmung|bestätigung|entscheidung|wahl|antwort|feedback|rückmeldung|signal|zeichen|kommando|input|ja|einverständnis|abnahme|anweisung\\S*)${E}|${B}du (?:\\S+ ){0,3}(?:zustimmst|bestätigst|bestätigt hast|freigibst|einverstanden|so ?weit|bereit|fertig|entschieden|sagst|gesagt)${E}|${B}(?:grünes licht|freigegeben ist)${E}|warte (?:ich )?(?:noch )?auf (?:\\S+ ){0,2}(?:freigabe|bestätigung|antwort|entscheidung|rückmeldung|abnahme|review)${E}`,
    next: `${B}(?:(?:kann|werde|mache|setze|starte|beginne|lege|fange|gehe|baue|prüfe|übernehme|implementiere|committe|pushe|merge|schreibe) ich|ich (?:kann|werde|mache|setze|starte|beginne|lege|fange|gehe|baue|prüfe|übernehme|implementiere|committe|pushe|merge|schreibe)|machen wir|gehen wir|um (?:\\S+ )?(?:fortzufahren|weiterzumachen)|ich (?:\\S+ ){0,3}(?:um|an|los|weiter|damit)|(?:los|weiter)zu\\S+)${E}`,
    waits: `${B}(?:möchte ich|ich möchte|hätte ich gerne?|ich hätte gerne?|ich warte|warte (?:ich )?(?:noch )?auf|(?:brauche|benötige|bräuchte) ich|ich (?:brauche|benötige|bräuchte)|es fehlt|fehlt (?:nur )?noch|offen (?:ist|bleibt)|ich (?:\\S+ ){1,5}(?:nicht|nichts))${E}`,
    ready: `${B}(?:bereit|startklar|ich (?:stoppe|halte|pausiere)|pausiert|angehalten)${E}`,
    wish: `${B}(?:(?:wenn|falls|sobald) (?:du|sie|ihr) (?:\\S+ ){0,4}(?:möchtest|möchten|willst|wollen|magst|brauchst|hast|hilfe)|falls|bei (?:fragen|bedarf|problemen)|gerne?|sonst noch|etwas (?:anderes|ändern)|sollte (?:etwas|es)|selbst)${E}`,
  },
  signs: {
    yesNo: 'j\\s?/\\s?n|ja\\s?/\\s?nein',
    toItself: `^(?:warum|wieso|weshalb|was (?:war|ist|hat))${E}`,
    settles: `^(?:ja|nein|doch)${ALONE}|^nur${E}|\\bich habe (?:mich|es|sie|ihn)\\b.{0,40}(?:entschieden|gelassen)`,
    either: '[ ,](?:oder) ',
    advice: 'starte|führe|nutze|start',
    leavesOpen: 'quellen:|danke|sag (?:einfach )?bescheid|ich warte',
    meanwhile: '\\b(?:in der zwischenzeit|vorerst)\\b',
    awaits: '\\bwarte\\b',
    work: '\\b(?:hintergrund|benachrichtigung(?:en)?)\\b',
    wishes:
      '(?:sag|sagt|sagen sie)(?: mir)?(?: einfach| kurz| nur)*,? (?:was|womit|wobei) (?:du|ihr|sie)(?: dir| ihnen)? (?:möchtest|brauchst|willst|wünschst|möchten|brauchen|wollen|wünschen|braucht|wollt)',
    yours: '\\b(?:du|dein\\S{0,2}|sie|ihr\\S{0,2}|dir)\\b',
    what: asWord('was|womit|woran|wobei'),
    goOn: 'weiter|ja',
    greeting: 'hallo|moin|guten (?:tag|morgen|abend)',
    choiceNames: 'variante option',
  },
};
