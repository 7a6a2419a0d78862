import type { SecretMask } from './mask.ts';
import { isNumberName, soundOf } from './secret-names.ts';

/** Values nested deeper are cut, because the traversal is recursive. */
const DEEPEST = 100;
/** Words that belong to a format and not to a text. */
const FORMAL = /^[a-z][a-z_-]{0,31}$/;

/**
 * Masks a JSON value string by string after decoding, also in JSON inside one of its strings; everything else stays.
 */
export function maskJson(value: unknown, mask: SecretMask, name = '', depth = 0): unknown {
  if (typeof value === 'string') return maskString(value, mask, name, depth);
  if (typeof value === 'number') return isSecretNumber(name, value) ? 0 : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST) return null;
  if (Array.isArray(value)) return maskList(value, mask, name, depth);
  const fields = value as Record<string, unknown>;
  const called = nameIn(fields);
  return Object.fromEntries(
    Object.entries(fields).map(([key, inner]) => {
      const isNamed = called !== undefined && /^(?:value|val|content|data)$/i.test(key) && typeof inner === 'string';
      // Values below a secret name count as named by it, unless they have a more specific name.
      const own = isNamed ? called : soundOf(key) === undefined && soundOf(name) === 'firm' ? name : key;
      return [FORMAL.test(key) ? key : mask.text(key), maskJson(inner, mask, own, depth + 1)];
    }),
  );
}

/** Every string of a value, decoded, with its name: to be searched before anything is written. */
export function textsOf(value: unknown, out: string[] = [], name = '', depth = 0): string[] {
  if (typeof value === 'string') {
    const inner = parse(value);
    if (inner !== undefined && depth <= DEEPEST) textsOf(inner, out, name, depth + 1);
    else out.push(value);
  } else if (Array.isArray(value)) {
    if (depth <= DEEPEST) for (const one of value) textsOf(one, out, name, depth + 1);
  } else if (typeof value === 'object' && value !== null && depth <= DEEPEST) {
    for (const [key, inner] of Object.entries(value)) {
      out.push(key);
      textsOf(inner, out, key, depth + 1);
    }
  }
  return out;
}

function maskString(text: string, mask: SecretMask, name: string, depth: number): string {
  const inner = parse(text);
  if (inner !== undefined && depth <= DEEPEST) {
    const masked = JSON.stringify(maskJson(inner, mask, name, depth + 1));
    return masked === JSON.stringify(inner) ? text : masked;
  }
  if (FORMAL.test(text) && soundOf(name) === undefined) return text;
  return mask.field(name, text);
}

/** `["--password", "x"]`: the word after a flag is its value; the others have the list's name. */
function maskList(list: unknown[], mask: SecretMask, name: string, depth: number): unknown[] {
  return list.map((one, n) => {
    const before = list[n - 1];
    const flag =
      typeof before === 'string' && /^--?[A-Za-z][\w-]*$/.test(before) ? before.replace(/^-+/, '') : undefined;
    if (typeof one !== 'string' || flag === undefined) return maskJson(one, mask, name, depth + 1);
    if (before === '-u' || flag === 'user') return mask.text(`-u ${one}`).slice(3);
    return soundOf(flag) !== undefined && !one.startsWith('-')
      ? mask.secret(one, 'credential')
      : maskJson(one, mask, name, depth + 1);
  });
}

/** `{"name": "DB_PASSWORD", "value": "x"}`. */
function nameIn(fields: Record<string, unknown>): string | undefined {
  for (const key of ['name', 'key', 'field', 'header', 'variable', 'var', 'env', 'id', 'Name', 'Key']) {
    const called = fields[key];
    if (typeof called === 'string' && called.length < 100 && soundOf(called) !== undefined) return called;
  }
  return undefined;
}

function isSecretNumber(name: string, value: number): boolean {
  const isNamed = isNumberName(name) || (soundOf(name) === 'firm' && /pass|pin|secret|otp|pwd/i.test(name));
  return isNamed && Math.abs(value) > 999;
}

function parse(text: string): unknown {
  if (!/^\s*[[{"]/.test(text.slice(0, 100)) || text.length < 4) return undefined;
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null
      ? value
      : typeof value === 'string' && value !== text
        ? value
        : undefined;
  } catch {
    return undefined;
  }
}
