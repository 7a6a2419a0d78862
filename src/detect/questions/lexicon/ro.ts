import { byWords } from './by-words.ts';
import { asWord, B, E, type Language } from './language.ts';

const TELL =
  '(?:spune|spuneți|anunță|anunțați|trimite|trimiteți|arată|arătați|dă|dați)-(?:mi|mă)|(?:confirmă|confirmați|alege|alegeți|lipește|lipiți|răspunde|răspundeți|precizează)';

export const ro: Language = {
  spot: '[ășț] vrei dacă pentru să este sunt aștept și imediat aprobi încep continui aici sau ce mai înainte',
  courtesy: `cu ce(?: \\S+){0,4} ajuta|(?:mai (?:ai|aveți) nevoie|mai este) (?:de )?(?:ceva|altceva)|^altceva${E}`,
  offer: `^(?:dacă|în caz că|la nevoie)${E}|(?:${TELL}),? dacă${E}(?! (?:să|e (?:ok|bine)|merge|funcționează))`,
  request: `(?:^|[,;:—–-] |${B}(?:și|apoi|te rog,? (?:să )?) ?)(?:${TELL})${E}(?!,? dacă)|${B}(?:aștept|am nevoie de) (?:confirm|răspuns|decizi|aprob)|(?:decizia|alegerea) (?:e|este|îți) (?:a ta|aparține)`,
  approval: `^(?:când|după ce|dacă|imediat ce) .{0,40}(?:confirmi|confirmați|aprobi|aprobați|ești de acord).{0,60}|(?:${TELL}),? (?:când|după ce|imediat ce)`,
  toAgent: `${B}(?:vrei să|vreți să|să (?:încep|continui|fac|aplic)|pot să|preferi|care)${E}`,
  conjunctions: { and: 'și', or: 'sau', choice: 'sau' },
  cues: byWords({
    open: '(?:încă|rămâne) (?:deschis\\S{0,2}|de (?:decis|stabilit)|nedecis)',
    consent:
      'dacă (?!(?:\\S{1,12} ){0,3}(?:nu(?! ai)) ).{0,24}(?<= )(?:de acord|ok|convine|aprobi|aprobați|e bine|nu ai nimic împotrivă)',
    owed: '(?:decizia|alegerea) (?:\\S{1,16} ){0,2}(?:aparține|a ta|la tine|revine)|rămâne la (?:latitudinea|alegerea) ta|tu (?:decizi|alegi)|trebuie să (?:decizi|alegi)',
    yours: '(?:doar|numai) tu|de la (?:tine|dumneavoastră)|din partea ta',
    please: 'te rog(?: să)?|vă rog(?: să)?|și|apoi|doar|atunci',
    tell: '(?:spune|spuneți|anunță|anunțați|trimite|trimiteți|arată|arătați|dă|dați|scrie)-(?:mi|mă|ne)|răspunde\\S{0,16}|scrie|confirm(?:ă|ați|i)|lipește|lipiți',
    act: 'aleg(?:e|eți|i)|decide|decideți|lipește|trimite|aprobă|aprobați|verifică|indică',
    step: 'rulează|deschide|pornește|repornește|instalează|creează|adaugă|încearcă',
    answer:
      'care|ce|cum|da|nu|ok|varianta?|opțiun\\S{1,16}|număr\\S{0,16}|rezultat\\S{0,16}|ieșirea|log\\S{0,16}|eroare\\S{0,16}|aici',
    moment: 'când|după ce|imediat ce|până|înainte să|fără|ca să|pentru a',
    signal:
      'până (?:când )?(?:te |îl |o |le |îmi |mă )?\\S{2,12}i|(?:confirmarea|aprobarea|decizia|răspunsul|alegerea|acordul|ok-ul) (?:ta|tău|voastră|vostru|dumneavoastră|dvs)|(?:confirmi|confirmați|aprobi|aprobați|decizi|alegi|ești (?:gata|de acord)|îmi (?:spui|dai ok))',
    next: 'eu|(?:și )?(?:continui|încep|verific|implementez|fac|aplic|rulez|repar|șterg|adaug|trec|pot|merg mai departe|o implementez|o fac)',
    waits: 'aștept|am nevoie|îmi trebuie|mai (?:lipsește|rămâne)|lipsește',
    ready: 'mă opresc(?: aici)?|gata (?:să|de)|pregătit|mă opresc|m-am oprit',
    wish: 'dacă|în caz|la nevoie|altceva|cum (?:merge|a mers)',
  }),
  signs: {
    toItself: `^de ce${E}`,
    either: '[ ,]sau ',
    awaits: '\\baștept\\b',
    work: 'două \\S{3,10}nt',
    what: asWord('ce'),
    goOn: 'continuă|da',
    greeting: 'bună(?: ziua)?|salutare',
  },
};
