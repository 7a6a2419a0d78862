import { ALONE, asWord, B, E, type Language, QUOTED, SAID } from './language.ts';

export const nl: Language = {
  spot: 'wat ik je jij jullie het een niet welke wil moet zal graag laat weten wacht kies bevestig vertel zeg geef nodig nog waarmee kan bedankt stuur deel plak zodra jou keuze aan om op dan antwoord door voor bij hier niets als',
  courtesy:
    '^(?:en |dus )?(?:wat (?:nu|is de volgende stap|doen we (?:nu|hierna))|hoe (?:gaan we )?(?:nu )?verder)\\W*$|nog iets (?:voor|anders|doen)|ergens (?:anders|nog) mee helpen|waarmee kan ik',
  invite: '^wat (?:wil je|zou je) (?:graag )?(?:nu |eerst |hierna )?(?:doen|willen doen|aanpakken)',
  offer:
    '^(?:als|indien|mocht) |^(?:laat|zeg|vertel)\\b.{0,16} of (?:je|u|jullie) (?:nog|meer)\\b|\\blaat.{0,16}weten (?:als|indien|mocht)(?! (?:het|dit|dat|alles|je) (?:\\S+ )?(?:klaar|af|gelukt|gedaan|werkt|draait|online|live))|^(?:zeg|laat)(?: me| het)?(?: maar| gewoon)*(?: weten)?,? wat (?:je|u|jullie)\\b.{0,20}\\bhierna\\b',
  request: [
    '^antwoord (?:met|door)\\b',
    // The user is to decide.
    '(?:^|[,;:] ?)(?:maar )?(?:de keuze is )?aan (?:jou|jullie|u)(?: de (?:keuze|beslissing))?\\W*$',
    '\\b(?:laat (?:het )?me weten|laat mij weten|vertel me|zeg me|geef me|geef aan|bevestig)\\b.{0,20}\\b(?:welke?|wat|hoe|waar|wanneer|of ik|of het|de|het|een)\\b',
    '\\bkies (?:welke?|tussen|een van|één)\\b',
    '(?:^|\\b(?:en|dan) )(?:stuur|deel|plak|toon|laat)(?: me| mij| hier)?\\b.{0,50}\\b(?:uitvoer|resultaat|output|foutmelding|log\\S*|hier|zien|weten)\\b',
    '\\bik wacht op (?:je|uw|jouw|jullie)\\b|\\b(?:heb ik|ik heb)\\b.{0,80}\\bnodig\\b',
  ].join('|'),
  approval: [
    `^(?:als|zodra|wanneer) (?:je|u|jullie) ${SAID} (?:zegt|typt|schrijft|antwoordt),? (?:\\S+ ){0,3}(?:ik|we|wij)\\b`,
    '^(?:zodra|nadat) (?:je|jij|u|jullie)\\b(?!.{0,24}\\b(?:wil|wilt|nodig)\\b)[^,]{3,100}, \\S+ (?:ik|we)\\b',
    '^(?:als|zodra|wanneer) (?:je|u)\\b[^,]{0,40}\\b(?:akkoord|goedkeur\\S*|bevestig\\S*|instemt|klaar (?:bent|voor))\\b',
    '^(?:laat (?:het )?(?:me|mij) weten|zeg het) (?:zodra|wanneer|als je klaar)|^(?:zodra|wanneer)\\b.{0,60}, (?:laat|stuur|zeg)\\b',
  ].join('|'),
  lead: '^(?:kun je|kan je|kunt u|zou je)\\b',
  toAgent: '\\b(?:klaar om|zal ik|moet ik|wil je dat|kan ik|mag ik|zullen we)\\b',
  conjunctions: { and: 'en|dan', or: 'of', choice: 'of' },
  cues: {
    open: `${B}(?:nog|blijft|staat) (?:open|te beslissen|onbeslist|te bepalen)${E}|^(?:open vraag|nog open|open punt)${E}`,
    consent: `${B}(?:als|indien|zodra|mits) (?!(?:\\S{1,12} ){0,3}(?:niet|geen(?! bezwaar)) ).{0,30}(?<=[ '])(?:eens bent|akkoord|goed vindt|bevalt|ok|oké|geen bezwaar|uitkomt|instemt)${E}`,
    owed: `${B}(?:keuze|beslissing|besluit) (?:is|ligt|blijft) (?:\\S{1,8} )?(?:aan|bij) (?:jou|jullie|u)${E}|${B}aan (?:jou|u|jullie) (?:de (?:keuze|beslissing)|om te (?:kiezen|beslissen))${E}|${B}moet (?:jij|u|je) (?:\\S{1,12} ){0,2}(?:beslissen|kiezen)${E}`,
    yours: `${B}(?:die|dat) (?:heb|hebt|kan|weet) (?:alleen )?(?:jij|u)${E}|${B}alleen (?:jij|u)${E}|${B}van (?:jou|jullie)${E}|${B}aan (?:jouw|uw) kant${E}|${B}bij jou${E}`,
    tell: `${B}(?:(?<!ik )laat (?:het )?(?:me |mij )?(?:even |maar )?weten|vertel (?:me|mij)|graag bevestigen)${E}|^(?:en |dan )?zeg${E}|${B}(?:zeg (?:me|mij|het)|geef (?:me|mij|aan|een seintje)|stuur (?:me|mij)|antwoord|reageer|(?<!ik )meld)${E}`,
    act: `(?:^|${B}(?:en|dan) )(?:kies|bevestig|beslis|plak|deel|stuur|typ|beoordeel|controleer)${E}(?! (?:ik|we)\\b)`,
    step: `^(?:)?(?:draai|voer|start|open|test|herstart|installeer|maak|voeg|log|probeer|verbind)${E}(?! (?:ik|we)\\b)`,
    answer: `${B}(?:welke?|wat|hoe|of|waar|uitvoer|resultaat|output|log\\S*|fout\\S*|optie|nummer|keuze|beslissing|akkoord)${E}|${QUOTED}`,
    moment: `${B}(?:zodra|wanneer|als|nadat|tot|voordat|na|op|zonder|met)${E}`,
    signal: `${B}tot (?:je|jij|u|jullie)${E}|${B}(?:je|jouw|uw) (?:teken|sein|akkoord|goedkeuring|bevestiging|keuze|beslissing|antwoord|feedback|reactie|ok|go|toestemming)${E}|${B}(?:je|u) (?:\\S+ ){0,2}(?:akkoord|bevestigt|goedkeurt|klaar bent|beslist|kiest|gekozen|zegt)${E}|${B}(?:jij|u) het zegt${E}`,
    next: `${B}(?:ik|kunnen we|om (?:verder te gaan|door te gaan))${E}`,
    waits: `${B}(?:(?:raak|doe|begin|ga) ik .{0,40}niet|ik .{0,40}niet (?:aan|verder|door)|ik wacht|wacht (?:ik )?op|heb ik|ik heb .{1,40} nodig|ontbreekt|rest)${E}`,
    ready: `${B}(?:klaar (?:voor|om)|ik (?:stop|pauzeer))${E}`,
    wish: `${B}(?:(?:als|indien|wanneer) (?:je|u) (?:\\S+ ){0,3}(?:wil|wilt|nodig|vragen|liever)|mocht|eventueel|nog iets|iets (?:anders|nieuws)|de agent)${E}`,
  },
  signs: {
    yesNo: 'j\\s?/\\s?n|ja\\s?/\\s?nee',
    toItself: `^waarom${E}`,
    settles: `^nee${ALONE}`,
    // "of" is English as well.
    either: '[ ,]of (?!(?:all|course|it|my|our|the|them|these|this|those|your) )',
    advice: 'start|gebruik',
    leavesOpen: 'bedankt',
    awaits: '\\bwacht\\b',
    work: '\\bachtergrond\\b',
    what: asWord('wat|waar'),
    goOn: 'verder|ja',
    greeting: 'hoi|hallo|goede(?:morgen|middag|navond)|goedendag',
    choiceNames: 'optie',
  },
};
