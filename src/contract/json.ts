/** A JSON object whose fields have not been checked. */
export type Json = Record<string, unknown>;

/** True for a JSON object: not an array, not null. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses JSON; `undefined` if the text is malformed. Never throws. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Parses a JSON object; `undefined` for anything else. */
export function parseObject(text: string): Json | undefined {
  const value = parseJson(text);
  return isObject(value) ? value : undefined;
}

/** The most characters of a text that an error message quotes. */
const MOST_QUOTED = 200;

/** A text for an error message, as JSON; of a long one the beginning. */
export function quote(text: string): string {
  return JSON.stringify(text.length > MOST_QUOTED ? `${text.slice(0, MOST_QUOTED)}…` : text);
}

/** The fields of an object that have one of these names, in the order of the names. */
export function pick(fields: Json, names: readonly string[]): Json {
  return Object.fromEntries(names.filter((name) => name in fields).map((name) => [name, fields[name]]));
}

/** The deepest nesting of JSON that others wrote: code that walks it is recursive. */
export const MOST_LEVELS = 200;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** True if JSON text is nested deeper than `MOST_LEVELS`. */
export function isTooDeep(json: string): boolean {
  if (!opensMore(json, '{') && !opensMore(json, '[')) return false;
  let depth = 0;
  let inText = false;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (inText) {
      if (code === BACKSLASH) at++;
      else if (code === QUOTE) inText = false;
    } else if (code === QUOTE) inText = true;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      if (++depth > MOST_LEVELS) return true;
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
  }
  return false;
}

/** True if the character is frequent enough that the text could be nested too deep: cheaper to check than the depth. */
function opensMore(json: string, sign: '{' | '['): boolean {
  let at = -1;
  for (let count = 0; count <= MOST_LEVELS / 2; count++) {
    at = json.indexOf(sign, at + 1);
    if (at === -1) return false;
  }
  return true;
}
