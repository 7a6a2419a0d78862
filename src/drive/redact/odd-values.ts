import { isNoValue, looksRandom } from './secret-names.ts';

/** Not a word of a text: letters among digits or symbols, or capitals within. */
export function isOdd(value: string): boolean {
  if (value.length < 6 || value.length > 256 || isNoValue(value) || isPlace(value)) return false;
  return (/[A-Za-z]/.test(value) && /\d/.test(value)) || (/[A-Za-z]/.test(value) && /[!@#$%^&*?~+|{]/.test(value));
}

/** So unusual that the surrounding text need not indicate a secret. */
export function isVeryOdd(value: string): boolean {
  if (!isOdd(value) || /[(){}\\]|=$/.test(value)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[!@#$%^&*?~+]/].filter((kind) => kind.test(value)).length;
  return (
    looksRandom(value) || (kinds >= 3 && /\d/.test(value) && !/^[A-Z]?[a-z]{2,}(?:[A-Z][a-z]{2,})*\d{0,2}$/.test(value))
  );
}

/** A file, an address, a release or a time. */
export function isPlace(value: string): boolean {
  return /^(?:[a-z][\w+.-]*:\/\/|[~.]{0,2}\/|[A-Za-z]:\\|v?\d+(?:[.:-]\d+)+)|\.[a-z]{1,4}(?::\d+)?$|^[\w.-]+\/[\w./-]+$/.test(
    value,
  );
}
