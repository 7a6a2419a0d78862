import { B, E, type Language } from './language.ts';

export const hu: Language = {
  spot: '[őű] kérlek szeretnéd hogy melyik vagy nem kész az és egy meg amint várom szükségem van amikor futtasd másold írd miben',
  courtesy: `(?:miben|hogyan|mivel) (?:\\S+ ){0,2}segíthetek|(?:van|lenne) még (?:valami|bármi)|^(?:még valami|valami más)`,
  offer: `^(?:ha|amennyiben|igény esetén)${E}|(?:szólj|szóljon|jelezd|jelezze|írj|írd meg),? ha${E}`,
  request: `${B}(?:írd|mondd|add|küldd|másold|válaszd|oszd)(?: meg| el| ki| be| ide)${E}(?!,? ha)|${B}(?:jelezd|erősítsd meg|válassz|dönts)${E}(?!,? ha)|^kérlek,? .{0,40}(?:írd|mondd|add|küldd|másold|válaszd|erősítsd|jelezd|válassz|döntsd)|${B}(?:várom|várok) (?:a |az )?(?:válasz|döntés|jóváhagyás|megerősítés)`,
  approval: `^(?:ha|amint|miután) .{0,40}(?:jóváhagyod|egyetértesz|megerősíted|rábólintasz).{0,60}|(?:szólj|írd meg|jelezd),? ha (?:kész|lefutott|elkészült|megvan)`,
  toAgent: `${B}(?:szeretnéd,? (?:hogy|ha)|akarod,? hogy|folytassam|csináljam|megcsináljam|elkezdjem|melyik)`,
  follows: `^(?:akkor|utána|ezután|ezzel|így)${E}`,
};
