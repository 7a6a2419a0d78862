import { ar } from './ar.ts';
import { czechSlovak } from './cs-sk.ts';
import * as words from './cues-by-words.ts';
import * as wordsMore from './cues-by-words-more.ts';
import { danishNorwegian } from './da-nb.ts';
import { de } from './de.ts';
import { el } from './el.ts';
import { romance } from './es-pt-it.ts';
import { bg, fi, th } from './fi-bg-th.ts';
import { fr } from './fr.ts';
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
import { tr } from './tr.ts';
import { uk } from './uk.ts';
import { vi } from './vi.ts';
import { zh } from './zh.ts';

/** The languages beside English, by their codes. */
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
  ar: { ...ar, cues: wordsMore.ar },
  el: { ...el, cues: wordsMore.el },
  hi: { ...hi, cues: wordsMore.hi },
  id: { ...id, cues: wordsMore.id },
  sv: { ...sv, cues: words.sv },
  'da, nb': { ...danishNorwegian, cues: words.danishNorwegian },
  'cs, sk': { ...czechSlovak, cues: words.czechSlovak },
  'hr, sr, bs, sl': { ...southSlavic, cues: words.southSlavic },
  hu: { ...hu, cues: words.hu },
  ro: { ...ro, cues: words.ro },
  uk: { ...uk, cues: wordsMore.uk },
  bg: { ...bg, cues: wordsMore.bg },
  fi: { ...fi, cues: words.fi },
  th: { ...th, cues: wordsMore.th },
};
