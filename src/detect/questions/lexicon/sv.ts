import { byWords } from './by-words.ts';
import { asWord, E, type Language, SAID } from './language.ts';

export const sv: Language = {
  spot: 'båda här du säg och inte är jag för att vill ska vilken vilket varför på med det den är om när så redo svara kör välj',
  courtesy:
    '^(?:och |så )?(?:vad (?:nu|blir nästa steg|gör vi (?:nu|härnäst))|hur går vi vidare)[.!?…]*$|något (?:annat|mer) (?:jag|du)|(?:hur|vad) kan jag hjälpa',
  offer: '^(?:om|ifall|skulle) |(?:säg (?:bara |gärna )?till|hör (?:gärna )?av dig|meddela mig) (?:om|ifall)',
  request: `(?:säg|berätta|meddela|skriv)(?: till)?(?: mig)?,? (?:vilken|vilket|vilka|vad|hur|när|om (?:jag|det (?:fungerar|är okej)))${E}|(?:^|och |sedan )(?:klistra in|(?:skicka|bifoga|visa) (?:mig|hit|in|loggen|utdata|resultatet))|(?:vänligen|snälla|var snäll och) (?:\\S+ )?(?:ange|bekräfta|välj|skicka|svara|dela)|jag (?:behöver|väntar på) (?:din|ditt|dina|att du|veta)|(?:valet|beslutet) är (?:ditt|ert)|(?:du|ni) bestämmer`,
  approval: `^(?:om|när|så fort) (?:du|ni) (?:säger|skriver|svarar) ${SAID},? (?:\\S+ )?(?:jag|vi)(?= )|^(?:så fort|så snart) (?:du|ni) (?!.{0,12}(?:vill|behöver))[^,]{2,80} (?:jag|vi)(?= )|^(?:när|om) du (?:godkänner|är klar|är redo|säger till).{0,60}jag`,
  toAgent: '(?:vill du|ska jag|får jag|bör jag|kan jag)|vilken .{0,20}(?:vill|föredrar)',
  conjunctions: { and: 'och|så', or: 'eller', choice: 'eller' },
  cues: byWords({
    open: '(?:fortfarande|ännu|kvar är) (?:öppet|öppen|oavgjort|att bestämma)|återstår att bestämma',
    consent:
      '(?:om|ifall|när) (?!(?:\\S{1,12} ){0,3}(?:inte(?! har)) ).{0,24}(?<= )(?:håller med|är med på|godkänner|passar|funkar|okej|ok|inte har något emot)',
    owed: '(?:valet|beslutet) (?:är|ligger|blir) (?:\\S{1,16} )?(?:ditt|ert|hos dig|hos er)|upp till (?:dig|er)|(?:du|ni) (?:behöver|måste|får) (?:bestämma|välja|besluta)',
    yours: 'bara (?:du|ni)|från (?:dig|er)|hos (?:dig|er)|på din sida',
    please: 'vänligen|snälla|gärna|och|så|sedan|då|bara|var (?:snäll|vänlig) och',
    tell: 'säg(?: bara)?(?: till)?(?: mig)?|berätta|meddela|hör av dig|svara|skriv|återkom|bekräfta|(?:ge|skicka|visa)(?= (?:mig|hit))|(?:klistra in|skicka|dela)(?=.{0,50}(?:hit|här|utdata|logg|resultat|felmeddel))',
    act: 'välj|bestäm|klistra in|skicka|bifoga|ange|godkänn|granska|kolla',
    step: 'kör|öppna|testa|starta|installera|skapa|lägg|prova|gör|logga',
    answer:
      'vilke[nt]|vilka|vad|hur|ja|nej|ok|alternativ(?:et)?|nummer|siffran?|resultate[tn]?|utdata\\S{0,16}|utskriften|logg\\S{0,16}|fel\\S{0,16}|här|hit',
    moment: 'när|så fort|så snart|efter|tills|innan jag|på|för att|utan|med',
    signal:
      'tills (?:du|ni)|(?:din|ditt|dina|er|ert) (?:bekräftelse|godkännande|svar|beslut|val|klartecken|ok|signal|återkoppling|input|besked)|du (?:\\S{1,16} )?(?:godkän\\S{1,16}|bekräftar|bestäm\\S{1,16}|säger till|är (?:redo|klar|nöjd)|väljer|valt)',
    next: 'jag|vi',
    waits:
      'jag (?:rör|börjar|ändrar|går) (?:\\S{1,12} )?inte|(?:jag |vi )?(?:väntar|avvaktar)|behöver jag|jag behöver|(?:återstår|saknas)',
    ready: 'redo|jag (?:stannar|pausar|har stannat)',
    wish: '(?:om|ifall|skulle) (?:du|ni|något|det behövs|jag ska|ni)|vid behov|något (?:annat|mer)|hur det (?:går|gick)',
  }),
  signs: {
    yesNo: 'j\\s?/\\s?n',
    toItself: `^varför${E}`,
    either: '[ ,]eller ',
    awaits: '\\bväntar\\b',
    work: '\\bbakgrunden\\b',
    what: asWord('vad'),
    goOn: 'vidare|fortsätt',
    greeting: 'hej|hejsan',
  },
};
