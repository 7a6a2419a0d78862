import { byWords } from './by-words.ts';
import { asWord, B, E, type Language } from './language.ts';

export const hu: Language = {
  spot: '[őű] csak már mert lehet volt itt ezt azt döntés én neked megvan szólj kérlek szeretnéd hogy melyik vagy nem kész az és egy meg amint várom szükségem van amikor futtasd másold írd miben',
  courtesy: `(?:miben|hogyan|mivel) (?:\\S+ ){0,2}segíthetek|(?:van|lenne) még (?:valami|bármi)|^(?:még valami|valami más)`,
  offer: `^(?:ha|amennyiben|igény esetén)${E}|(?:szólj|szóljon|jelezd|jelezze|írj|írd meg),? ha${E}`,
  request: `döntés (?:a )?(?:tiéd|tied|öné)${E}|${B}(?:írd|mondd|add|küldd|másold|válaszd|oszd)(?: meg| el| ki| be| ide)${E}(?!,? ha)|${B}(?:jelezd|erősítsd meg|válassz|dönts)${E}(?!,? ha)|^kérlek,? .{0,40}(?:írd|mondd|add|küldd|másold|válaszd|erősítsd|jelezd|válassz|döntsd)|${B}(?:várom|várok) (?:a |az )?(?:válasz|döntés|jóváhagyás|megerősítés)`,
  approval: `^(?:ha|amint|miután) .{0,40}(?:jóváhagyod|egyetértesz|megerősíted|rábólintasz).{0,60}|(?:szólj|írd meg|jelezd),? ha (?:kész|lefutott|elkészült|megvan)`,
  toAgent: `${B}(?:szeretnéd,? (?:hogy|ha)|akarod,? hogy|folytassam|csináljam|megcsináljam|elkezdjem|melyik)`,
  conjunctions: { and: 'és', or: 'vagy', choice: 'vagy' },
  cues: byWords({
    open: '(?:még|továbbra is) (?:nyitott|eldöntendő|nyitva van)|eldöntendő',
    consent:
      'ha (?!(?:\\S{1,12} ){0,3}(?:nem) ).{0,24}(?<= )(?:egyetért\\S{0,8}|rendben|megfelel|jó így|ok|elfogadod|nincs kifogásod|beleegyez\\S{0,8})',
    owed: 'döntés (?:a )?(?:tiéd|tied|öné|nálad van|rajtad áll)|(?:neked|önnek) kell (?:el)?(?:döntened|döntenie|választanod)|rajtad áll',
    yours: 'csak (?:nálad|neked|te|önnél)|tőled|öntől|nálad van',
    please: 'kérlek|kérem|és|majd|aztán|akkor|csak',
    tell: 'mondd(?: el| meg)?|szólj|jelezd|írj|írd(?: meg| be| le)?|válaszolj|erősítsd meg|(?:küldd|másold|illeszd|oszd|add|mutasd)(?: el| be| meg| ide| át)*',
    act: 'válassz|válaszd(?: ki)?|döntsd? ?(?:el)?|hagyd jóvá|nézd (?:át|meg)|add meg',
    step: 'futtasd(?: le)?|nyisd meg|indítsd(?: el| újra)?|telepítsd|hozd létre|add hozzá|próbáld ki',
    answer:
      'melyik\\S{0,16}|mit|mi|hogyan|hogy|igen|nem|ok|opció\\S{0,16}|szám\\S{0,16}|eredmény\\S{0,16}|kimenet\\S{0,16}|log\\S{0,16}|hib\\S{0,16}|ide|amit',
    moment: 'amíg|amint|miután|amikor|ha kész|mielőtt|után|nélkül|addig|a folytatáshoz|ahhoz',
    signal:
      'amíg (?:nem |meg |át )?\\S{3,14}(?:ed|od|öd|sz)|(?:válasz|döntés|jóváhagyás|megerősítés|engedély|visszajelzés|választás)(?:od|odat|odra|ed|edet|edre|át|ára|ét|ére|otokat|ását|ását)\\S{0,16}|(?:jóváhagyod|megerősíted|eldöntöd|egyetértesz|rábólintasz|kiválasztod|szólsz|jóváhagyja)',
    next: 'folytatom|elkezdem(?: is)?|megcsinálom|ellenőrzöm|folytathassam|tudjam|kezdem|javítom|futtatom|megnézem|indítom|beépítem|törlök|törlöm|csinálok|\\S{3,16}(?:olom|elem|ölöm|ítom|tom)',
    waits: 'várom|várok|szükségem van|kell még|hiányzik|csak .{1,30} hiányzik',
    ready: 'itt (?:megállok|várok)|készen állok|megállok|megálltam',
    wish: 'ha (?!kész|megvan|lefutott|elkészült|jóváhagy)|amennyiben|szükség esetén|bármi|valami más|hogy megy',
  }),
  signs: {
    toItself: `^miért${E}`,
    either: '[ ,]vagy ',
    awaits: '\\b(?:várom|várok)\\b',
    work: 'két \\S{0,10}ügynök',
    what: asWord('min|miben|mit'),
    goOn: 'tovább|igen',
    greeting: 'szia|sziasztok|helló|üdv\\S*',
  },
};
