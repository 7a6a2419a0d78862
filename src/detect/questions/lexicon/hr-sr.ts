import { B, E, type Language } from './language.ts';

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
  follows: `^(?:onda|zatim|nakon toga|time|tako (?:mogu|ću)|to će)${E}`,
};
