import { byWords } from './by-words.ts';
import { asWord, E, type Language, NONE } from './language.ts';

export const fi: Language = {
  spot: 'ja ei että tämä kun jos tai voin sen niin haluat kerro valmis minä sinun ovat mutta myös vielä olen odotan tarvitsen liitä valitse vastaa miten mikä tähän ennen jatkan',
  courtesy: 'miten voin auttaa|voinko auttaa|(?:tarvitsetko|onko) (?:vielä )?(?:jotain )?muuta',
  offer: `^(?:jos|mikäli|tarvittaessa)${E}`,
  request: NONE,
  toAgent: '(?:haluatko|jatkanko|aloitanko|teenkö|voinko|pitäisikö|lisäänkö|korjaanko)',
  conjunctions: { and: 'ja|niin', or: 'tai', choice: 'tai|vai' },
  cues: byWords({
    open: '(?:vielä|edelleen) (?:avoinna|auki|päättämättä)',
    consent: '(?:jos|mikäli) (?!(?:\\S{1,12} ){0,3}(?:et|ei) ).{0,24}(?<= )(?:samaa mieltä|sopii|hyväksyt|käy|ok)',
    owed: '(?:päätös|valinta) on (?:sinun|teidän)|sinun (?:on|täytyy|pitää) (?:päättää|valita)',
    yours: 'vain (?:sinulla|sinä|teillä)|sinulta|teiltä',
    please: 'ole hyvä ja|ja|sitten|niin|vain',
    tell: 'kerro|ilmoita|sano|vastaa|kirjoita|vahvista|(?:liitä|lähetä|anna|näytä|jaa)(?=.{0,50}(?:tähän|tänne|minulle|tulos|loki|virhe))',
    act: 'valitse|päätä|liitä|lähetä|hyväksy|tarkista|katso',
    step: 'aja|avaa|käynnistä|asenna|luo|lisää|kokeile',
    answer:
      'mikä|minkä|kumpi|kumman|mitä|miten|kyllä|ei|ok|vaihtoeh\\S{1,16}|numero\\S{0,16}|tulo(?:s|ste)\\S{0,16}|loki\\S{0,16}|virhe\\S{0,16}|tähän|tänne',
    moment: 'kun|heti kun|ennen kuin|jälkeen|kunnes|ilman',
    signal:
      'kunnes \\S{3,14}t|(?:vahvistu\\S{1,16}|hyväksyn\\S{1,16}|päätö\\S{1,16}|vastau\\S{1,16}|valin\\S{1,16}|lupa\\S{0,16})(?:si|nne)(?:\\S{0,4})?|(?:hyväksyt|vahvistat|päätät|annat luvan|olet valmis|sanot|valitset)',
    next: 'jatkan|aloitan|toteutan|tarkistan|teen|voin|korjaan|ajan|lisään|poistan|minä',
    waits: 'odotan|odotamme|tarvitsen|puuttuu',
    ready: 'valmiina|pysähdyn|pysäytin',
    wish: 'jos|mikäli|tarvittaessa|jotain muuta|miten (?:meni|menee)',
  }),
  signs: {
    toItself: `^miksi${E}`,
    either: '[ ,](?:tai|vai) ',
    awaits: '\\bodotan\\b',
    what: asWord('mihin|mitä'),
    goOn: 'jatka|seuraava',
    greeting: 'moi|terve|hei',
  },
};

/** Bulgarian; words in its letters are also checked as Russian. */
