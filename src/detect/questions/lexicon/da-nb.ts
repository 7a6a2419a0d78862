import { byWords } from './by-words.ts';
import { asWord, E, type Language, SAID } from './language.ts';

/** Danish and Norwegian. */
export const danishNorwegian: Language = {
  spot: '[æø] jeg ikke hvilken hvilket gerne gjerne vil på til det er og så når dit din svar klar lim inn nei hva du deg dig med',
  courtesy:
    '(?:noget|noe) (?:andet|annet|mere|mer) (?:jeg|du)|(?:hvordan|hva|hvad) kan jeg hjelp|(?:hvordan|hvad) kan jeg hjælpe',
  offer: `^(?:hvis|dersom|om)${E}|(?:sig (?:bare |gerne )?til|si (?:bare |gjerne )?(?:fra|ifra)|giv mig besked|gi meg beskjed|skriv),? (?:hvis|om|dersom)${E}`,
  request: `(?:sig|si|fortæl|fortell|skriv|giv|gi|meddel)(?: til)?(?: mig| meg)?(?: besked| beskjed)?,? (?:hvilken|hvilket|hvilke|hvad|hva|hvordan|når|om (?:jeg|det (?:virker|fungerer|er ok)))${E}|(?:^|og |så )(?:indsæt|lim inn|(?:send|vis|del) (?:mig|meg|her|loggen|output|resultatet))|(?:venligst|vennligst|vær så venlig at) (?:\\S+ )?(?:angiv|oppgi|bekræft|bekreft|vælg|velg|send|svar)|jeg (?:har brug for|trenger|venter på|afventer) (?:din|dit|ditt|dine|at du)|(?:valget|beslutningen) er (?:dit|din|ditt)`,
  approval: `^(?:hvis|når|så snart) (?:du|i|dere) (?:siger|sier|skriver|svarer) ${SAID},? (?:\\S+ )?(?:jeg|vi)(?= )|^(?:når|hvis|så snart) du (?:godkender|godkjenner|er klar|siger til|sier fra|bekræfter|bekrefter).{0,60}jeg`,
  toAgent: '(?:vil du|skal jeg|må jeg|bør jeg|kan jeg)|(?:hvilken|hvilket) .{0,20}(?:vil|foretrækker|foretrekker)',
  conjunctions: { and: 'og|så', or: 'eller', choice: 'eller' },
  cues: byWords({
    open: '(?:stadig|fortsat|fortsatt|endnu|ennå) (?:åbent|åpent|uafklaret|uavklart)',
    consent:
      '(?:hvis|dersom|om|når) (?!(?:\\S{1,12} ){0,3}(?:ikke) ).{0,24}(?<= )(?:enig|godkender|godkjenner|passer|fint|greit|ok|er med på)',
    owed: '(?:valget|beslutningen|avgjørelsen) (?:er|ligger) (?:\\S{1,16} )?(?:din|dit|ditt|hos (?:dig|deg))|opp? til (?:dig|deg)|du (?:skal|må) (?:bestemme|vælge|velge|beslutte)',
    yours: '(?:kun|bare) (?:du|dere)|fra (?:dig|deg)|hos (?:dig|deg)',
    please: 'venligst|vennligst|gerne|gjerne|og|så|bare|vær (?:så venlig|snill) (?:at|å)',
    tell: 'sig(?: til| det)?(?: mig)?|si(?: fra| ifra)?(?: meg)?|fortæl(?: mig)?|fortell(?: meg)?|giv(?: mig)? besked|gi(?: meg)? beskjed|meld|svar|skriv|bekræft|bekreft|(?:send|vis|giv|gi)(?= (?:mig|meg|hertil|hit))|(?:indsæt|lim inn|send|del)(?=.{0,50}(?:her|output|utskrift|log|resultat|fejl|feil))',
    act: 'vælg|velg|bestem|indsæt|lim inn|send|angiv|oppgi|godkend|godkjenn|gennemse|se på',
    step: 'kør|kjør|åbn|åpne|test|start|installer|opret|opprett|tilføj|legg|prøv|gør|gjør|log|logg',
    answer:
      'hvilken|hvilket|hvilke|hvad|hva|hvordan|ja|nej|nei|ok|alternativ\\S{0,16}|nummer\\S{0,16}|tallet|resultat\\S{0,16}|output\\S{0,16}|utskrift\\S{0,16}|log\\S{0,16}|fejl\\S{0,16}|feil\\S{0,16}|her',
    moment: 'når|så snart|efter|etter|indtil|til|før jeg|på|for at|for å|uden|uten|med',
    signal:
      '(?:indtil|inntil|til) (?:du|dere)|(?:din|dit|ditt|dine|jeres|deres) (?:bekræftelse|bekreftelse|godkendelse|godkjenning|svar|beslutning|avgjørelse|valg|ok|signal|tilbagemelding|tilbakemelding)|(?:bekræftelsen|bekreftelsen|godkendelsen|godkjenningen|svaret|avgjørelsen|valget) (?:din|dit|ditt|fra dig|fra deg)|du (?:\\S{1,16} )?(?:godken\\S{1,16}|godkjen\\S{1,16}|bekræfter|bekrefter|beslutter|bestemmer|siger til|sier fra|er klar|vælger|velger)',
    next: 'jeg|vi',
    waits:
      '(?:jeg |vi )?(?:venter|afventer|avventer)|har jeg brug for|jeg har brug for|trenger jeg|jeg trenger|(?:mangler|gjenstår)',
    ready: 'klar(?! med)|jeg (?:stopper|holder)',
    wish: '(?:hvis|dersom|om|skulle) (?:du|dere|i|noget|noe|der|det|jeg skal)|ved behov|(?:noget|noe) (?:andet|annet|mere|mer)|hvordan det (?:går|gik|gikk)',
  }),
  signs: {
    yesNo: 'j\\s?/\\s?n',
    toItself: `^hvorfor${E}`,
    either: '[ ,]eller ',
    awaits: '\\b(?:venter|afventer)\\b',
    work: '\\bbaggrunden\\b',
    what: asWord('hva|hvad'),
    goOn: 'videre',
    greeting: 'hej|hei',
  },
};
