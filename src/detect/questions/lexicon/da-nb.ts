import { E, type Language } from './language.ts';

/** Danish and Norwegian. */
export const danishNorwegian: Language = {
  spot: '[æø] jeg ikke hvilken hvilket gerne gjerne vil på til det er og så når dit din svar klar lim inn nei hva du deg dig med',
  courtesy:
    '(?:noget|noe) (?:andet|annet|mere|mer) (?:jeg|du)|(?:hvordan|hva|hvad) kan jeg hjelp|(?:hvordan|hvad) kan jeg hjælpe',
  offer: `^(?:hvis|dersom|om)${E}|(?:sig (?:bare |gerne )?til|si (?:bare |gjerne )?(?:fra|ifra)|giv mig besked|gi meg beskjed|skriv),? (?:hvis|om|dersom)${E}`,
  request: `(?:sig|si|fortæl|fortell|skriv|giv|gi|meddel)(?: til)?(?: mig| meg)?(?: besked| beskjed)?,? (?:hvilken|hvilket|hvilke|hvad|hva|hvordan|når|om (?:jeg|det (?:virker|fungerer|er ok)))${E}|(?:^|og |så )(?:indsæt|lim inn|(?:send|vis|del) (?:mig|meg|her|loggen|output|resultatet))|(?:venligst|vennligst|vær så venlig at) (?:\\S+ )?(?:angiv|oppgi|bekræft|bekreft|vælg|velg|send|svar)|jeg (?:har brug for|trenger|venter på|afventer) (?:din|dit|ditt|dine|at du)|(?:valget|beslutningen) er (?:dit|din|ditt)`,
  approval:
    '^(?:når|hvis|så snart) du (?:godkender|godkjenner|er klar|siger til|sier fra|bekræfter|bekrefter).{0,60}jeg',
  toAgent: '(?:vil du|skal jeg|må jeg|bør jeg|kan jeg)|(?:hvilken|hvilket) .{0,20}(?:vil|foretrækker|foretrekker)',
  follows: '^(?:så|derefter|deretter|da kan jeg|det)',
};
