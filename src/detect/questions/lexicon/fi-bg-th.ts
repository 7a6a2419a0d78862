import { E, type Language } from './language.ts';

// Languages that are read by their cues alone: what each asks for in a statement is weighed.

const NONE = '(?!)';

export const fi: Language = {
  spot: 'ja ei että tämä kun jos tai voin sen niin haluat kerro valmis minä sinun ovat mutta myös vielä olen odotan tarvitsen liitä valitse vastaa miten mikä tähän ennen jatkan',
  courtesy: 'miten voin auttaa|voinko auttaa|(?:tarvitsetko|onko) (?:vielä )?(?:jotain )?muuta',
  offer: `^(?:jos|mikäli|tarvittaessa)${E}`,
  request: NONE,
  toAgent: '(?:haluatko|jatkanko|aloitanko|teenkö|voinko|pitäisikö|lisäänkö|korjaanko)',
  follows: `^(?:sitten|sen jälkeen|niin|tämä)${E}`,
};

/** Bulgarian; its letters are read as Russian too. */
export const bg: Language = {
  spot: '[ъ] [к]ажи [щ]ом [ч]акам [и]ска[шт] [п]остав [и]збери [в]ариант [к]ъм',
  courtesy: '(?:как|с какво) мога да (?:ти |ви )?помогна|(?:нещо|има ли) друго',
  offer: `^(?:ако|при нужда|в случай)${E}`,
  request: NONE,
  toAgent: '(?:искаш ли|искате ли|да (?:продължа|започна|направя)|кой вариант)',
  follows: `^(?:след това|тогава|така|после)${E}`,
};

export const th: Language = {
  spot: '[ก-๙]',
  courtesy: '(?:มีอะไรให้|ช่วยอะไร|อะไรเพิ่มเติม)(?:ช่วย|ได้บ้าง|ไหม)?',
  offer: '^(?:ถ้า|หาก)',
  request: '(?:ไหม|มั้ย|หรือไม่|หรือเปล่า|หรือยัง)(?:ครับ|คะ|ค่ะ)?$',
  toAgent: '(?:ต้องการให้|ให้ผม|ให้ฉัน|อยากให้)',
};
