import { ar } from './ar.ts';
import { bg } from './bg.ts';
import { czechSlovak } from './cs-sk.ts';
import { danishNorwegian } from './da-nb.ts';
import { de } from './de.ts';
import { el } from './el.ts';
import { romance } from './es-pt-it.ts';
import { fa } from './fa.ts';
import { fi } from './fi.ts';
import { fr } from './fr.ts';
import { he } from './he.ts';
import { hi } from './hi.ts';
import { southSlavic } from './hr-sr.ts';
import { hu } from './hu.ts';
import { id } from './id.ts';
import { ja } from './ja.ts';
import { ko } from './ko.ts';
import type { Language } from './language.ts';
import { nl } from './nl.ts';
import { pl } from './pl.ts';
import { ro } from './ro.ts';
import { ru } from './ru.ts';
import { sv } from './sv.ts';
import { th } from './th.ts';
import { tr } from './tr.ts';
import { uk } from './uk.ts';
import { vi } from './vi.ts';
import { zh } from './zh.ts';

/** The languages other than English, by their codes. */
export const LANGUAGES: Record<string, Language> = {
  de,
  fr,
  'es, pt, it': romance,
  nl,
  pl,
  ru,
  tr,
  ja,
  zh,
  ko,
  vi,
  ar,
  el,
  hi,
  id,
  sv,
  'da, nb': danishNorwegian,
  'cs, sk': czechSlovak,
  'hr, sr, bs, sl': southSlavic,
  hu,
  ro,
  uk,
  bg,
  fi,
  th,
  fa,
  he,
};
