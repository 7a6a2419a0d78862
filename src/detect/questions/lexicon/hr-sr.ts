import { byWords } from './by-words.ts';
import { asWord, B, E, type Language } from './language.ts';

const TELL =
  '(?:javi|reci|napiši|odgovori|potvrdi|navedi|odaberi|izaberi|pošalji|zalijepi|nalepi|sporoči|povej)(?:te)?';

/** Croatian, Serbian and Bosnian in Latin letters, and Slovenian. */
export const southSlavic: Language = {
  spot: '[čćđšž] nije ili mogu kako što šta želiš hoćeš javi ovdje ovde je odgovori treba tvoja tvoj čim kad nastavak samo bih ću odaberi',
  courtesy: `(?:kako|čime)(?: ti| vam)? mogu(?: ti| vam)?(?: još)? pomoći|(?:treba|ima)(?: li)?(?: ti| vam)? (?:još nešto|išta drugo)|^(?:još nešto|nešto drugo)${E}`,
  offer: `^(?:ako|ukoliko|u slučaju|po želji|če)${E}|(?:javi|reci|napiši|piši|sporoči)(?:te)?(?: mi)?,? (?:ako|ukoliko|če)${E}`,
  request: `(?:^|[,;:—–-] |${B}(?:i|pa|zatim|molim(?: te| vas)?,?) )${TELL}(?: mi| ovdje| ovde| sem)?,? (?=.{0,60}(?:mi${E}|ovdje|ovde|koj|kako|kad|što|šta|da li|je li|želiš|želite|rezultat|izlaz|ispis|log))|^(?:molim(?: te| vas)?,? )${TELL}|${B}čekam (?:tvoj|vaš|na|potvrdu|odgovor|da)|(?:odluka|izbor) je (?:tvoj|vaš|na (?:tebi|vama))`,
  approval: `^(?:kad|kada|čim|nakon što|ako) .{0,40}(?:potvrdiš|potvrdite|odobriš|odobrite|slažeš|slažete|spreman|spremni).{0,60}(?:nastav|kren|počinj|primijen|primen)`,
  toAgent: `${B}(?:da li (?:da|želiš|želite|hoćeš)|želiš li|želite li|hoćeš li|trebam li|mogu li|smijem li|koju|koji|ali naj)${E}`,
  conjunctions: { and: 'i|a|pa', or: 'ali', choice: 'ili|ali' },
  cues: byWords({
    open: '(?:još|i dalje) (?:otvoren\\S{1,2}|neodlučen\\S{1,2}|treba odlučiti)|ostaje otvoreno',
    consent:
      '(?:ako|ukoliko|če) (?!(?:\\S{1,12} ){0,3}(?:ne) ).{0,24}(?<= )(?:slaž\\S{1,8}|odgovara|u redu|odobr\\S{1,8}|strinja\\S{0,4})',
    owed: '(?:odluka|izbor|odločitev) (?:je )?(?:tvoj\\S{0,4}|vaš\\S{0,4}|na (?:tebi|vama))|(?:ti|vi) (?:odlučuješ|odlučujete)|moraš (?:odlučiti|izabrati|odabrati)',
    yours: 'samo (?:ti|vi)|od (?:tebe|vas)|kod (?:tebe|vas)',
    please: 'molim(?: te| vas)?|i|pa|zatim|onda|samo|in|potem|prosim',
    tell: '(?:javi|reci|napiši|piši|odgovori|potvrdi|sporoči|povej)(?:te)?(?: mi)?|(?:pošalji|zalijepi|nalepi|podijeli|podeli|prilepi)(?:te)?(?=.{0,50}(?:mi|ovdje|ovde|sem|ispis|izlaz|rezultat|log|grešk))',
    act: '(?:odaberi|izaberi|odluči|odobri|pregledaj|pogledaj|zalijepi|pošalji|navedi|izberi)(?:te)?',
    step: '(?:pokreni|otvori|instaliraj|stvori|napravi|dodaj|provjeri|probaj)(?:te)?',
    answer:
      'koj\\S{1,16}|što|šta|kako|kaj|kater\\S{1,16}|da|ne|ok|opcij\\S{1,16}|varijant\\S{1,16}|broj\\S{0,16}|rezultat\\S{0,16}|izlaz\\S{0,16}|ispis\\S{0,16}|log\\S{0,16}|grešk\\S{1,16}|ovdje|ovde|sem',
    moment: 'kad|kada|čim|nakon|poslije|posle|dok|prije nego|pre nego|na|bez|za nastavak|da bih',
    signal:
      '(?:tvoj\\S{0,16}|vaš\\S{0,16}) (?:potvrd\\S{1,16}|odobrenj\\S{1,16}|odluk\\S{1,16}|odgovor\\S{0,16}|izbor\\S{0,16}|suglasnost|saglasnost|znak|ok|povratn\\S{1,16})|(?:potvrdiš|potvrdite|odobriš|odobrite|odlučiš|odlučite|odabereš|izabereš|slažeš|kažeš|budeš spreman\\S{0,16})',
    next: 'ja|ću|mogu|krećem|nastavljam|počinjem|radim|pokrećem|nastavim|provjerit ću|napravit ću|bom',
    waits: 'čekam|treba mi|mi treba|trebam|nedostaje|preostaje|fali',
    ready: 'spreman\\S{0,16}|zastajem|stao sam',
    wish: 'ako|ukoliko|u slučaju|po potrebi|če|nešto drugo|još nešto|kako (?:ide|je prošlo)',
  }),
  signs: {
    toItself: `^zašto${E}`,
    either: '[ ,](?:ili|u) ',
    awaits: 'čekam',
    what: asWord('šta|što|čemu'),
    goOn: 'da|dalje',
    greeting: 'bok|zdravo|dobar dan|živjo|pozdrav',
  },
};
