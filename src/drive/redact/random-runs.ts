import { isHashedSecret, isOrdinary, isSessionName, looksRandom } from './secret-names.ts';

/** Whether a value with a name is a long string without any order: a key. */
export function isRandomValue(name: string, marked: string): boolean {
  // In bold or italic text, the markers follow it.
  const value = marked.replace(/[*_]{1,3}$/, '');
  if (!/^[\w+/=.~-]{20,512}$/.test(value) || isPath(value) || isWords(value) || /^sha\d{1,3}-/.test(value))
    return false;
  // A line number is not a name.
  if (/^\d*$/.test(name)) return false;
  if (isHashedSecret(name)) return looksRandom(value) || isUuid(value);
  return (!isOrdinary(name) || isSessionName(name)) && !isUuid(value) && looksRandom(value);
}

/** Words separated by symbols, some with a number, as in the name of a cache or a branch. */
function isWords(text: string): boolean {
  return (
    /[-_.]/.test(text) &&
    text.split(/[-_.]/).every((part) => /^(?:[A-Z]?[a-z]{2,20}\d{0,2}|x\d{2}|\d{1,4})$/.test(part))
  );
}

/** Whether a value without a name is a key: a commit id, a digest or a path can be as long. */
export function isRandomAlone(text: string, at: number, hit: string): boolean {
  const run = hit.replaceAll('=', '');
  const before = text.slice(Math.max(0, at - 12), at);
  // After the sign of a diff, and after an escape with which the run begins.
  if (isNamedByItself(run.slice(before.endsWith('\\') ? 1 : 0).replace(/^[+-]{1,3}/, ''))) return true;
  if (/^[\da-fA-F-]+$/.test(run)) {
    if (!/^[\da-fA-F]{32,}$/.test(run) || !looksRandom(run) || ORDINARY_HEX.has(run.length)) return false;
    return !/[\w.]$|(?:md5|sum|hash|etag|digest|trace|span|(?:^|[^a-z])id)\W{0,3}$/i.test(before);
  }
  if (isLowerKey(run)) return !/(?:sha\d{1,3}|hash)\W{0,4}$/i.test(before);
  if (
    run.length < 40 ||
    isPath(run) ||
    /(?:sha(?:1|224|256|384|512)|\bh1)[-:]$/i.test(before) ||
    /^sha\d{1,3}-/.test(run)
  )
    return false;
  return /\d/.test(run) && /[a-z]/.test(run) && /[A-Z]/.test(run) && looksRandom(run);
}

/**
 * A long key of lower-case letters and digits, as in Azure DevOps; not a hash of Nix, which uses only some of the
 * letters, or an address of IPFS.
 */
function isLowerKey(run: string): boolean {
  return /^[a-z\d]{50,}$/.test(run) && /[eotu]/.test(run) && !/^ba[fg][a-z]/.test(run) && looksRandom(run);
}

/** The first words of many vendors' keys: the kind of key, or its environment. */
const FIRST_WORDS = /^(?:[a-z0-9]{1,12}[_-]){0,2}(?:[a-z]{0,8}(?:sk|key|token|secret)|live|prod|production)[_-]/;

/** A key without any order after words that identify it; not a commit id after `prod` or `live`. */
function isNamedByItself(run: string): boolean {
  const words = FIRST_WORDS.exec(run)?.[0];
  if (words === undefined) return false;
  const rest = run.slice(words.length).replace(/^(?:live|test|prod|production)[_-]/, '');
  if (/^[\da-f]+$/.test(rest))
    return rest.length >= 32 && looksRandom(rest) && !(rest.length === 40 && /prod|live/.test(words));
  // A short one may have no digit by chance.
  return rest.length >= 20 && /^[A-Za-z\d]+$/.test(rest) && looksRandom(`${rest}0`);
}

/** SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512. */
const ORDINARY_HEX = new Set([40, 56, 64, 96, 128]);

function isUuid(text: string): boolean {
  return /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(text);
}

/** Parts between slashes that a person wrote. */
function isPath(text: string): boolean {
  const parts = text.split('/');
  if (parts.length < 2) return false;
  return parts.filter((part) => part !== '' && looksRandom(part.padEnd(16, part))).length * 3 < parts.length;
}
