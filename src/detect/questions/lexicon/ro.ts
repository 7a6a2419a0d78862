import { B, E, type Language } from './language.ts';

const TELL =
  '(?:spune|spuneți|anunță|anunțați|trimite|trimiteți|arată|arătați|dă|dați)-(?:mi|mă)|(?:confirmă|confirmați|alege|alegeți|lipește|lipiți|răspunde|răspundeți|precizează)';

export const ro: Language = {
  spot: '[ășț] vrei dacă pentru să este sunt aștept și imediat aprobi încep continui aici sau ce mai înainte',
  courtesy: `cu ce(?: \\S+){0,4} ajuta|(?:mai (?:ai|aveți) nevoie|mai este) (?:de )?(?:ceva|altceva)|^altceva${E}`,
  offer: `^(?:dacă|în caz că|la nevoie)${E}|(?:${TELL}),? dacă${E}(?! (?:să|e (?:ok|bine)|merge|funcționează))`,
  request: `(?:^|[,;:—–-] |${B}(?:și|apoi|te rog,? (?:să )?) ?)(?:${TELL})${E}(?!,? dacă)|${B}(?:aștept|am nevoie de) (?:confirm|răspuns|decizi|aprob)|(?:decizia|alegerea) (?:e|este|îți) (?:a ta|aparține)`,
  approval: `^(?:când|după ce|dacă|imediat ce) .{0,40}(?:confirmi|confirmați|aprobi|aprobați|ești de acord).{0,60}|(?:${TELL}),? (?:când|după ce|imediat ce)`,
  toAgent: `${B}(?:vrei să|vreți să|să (?:încep|continui|fac|aplic)|pot să|preferi|care)${E}`,
  follows: `^(?:apoi|atunci|după aceea|astfel|asta)${E}`,
};
