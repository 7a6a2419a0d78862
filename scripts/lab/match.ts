/** The expected shape of the truth: objects match by the fields they name, arrays and plain values exactly. */
export type Expected =
  | string
  | number
  | boolean
  | null
  | undefined
  | RegExp
  | ((actual: unknown) => boolean)
  | readonly Expected[]
  | { readonly [key: string]: Expected };

/**
 * Where `actual` differs from `expected`, as `path: what`; empty if it matches. An expected `undefined` means absent.
 */
export function differences(actual: unknown, expected: Expected, path = ''): string[] {
  if (expected instanceof RegExp) {
    return typeof actual === 'string' && expected.test(actual)
      ? []
      : [`${path}: ${show(actual)} is not like ${expected}`];
  }
  if (typeof expected === 'function') return expected(actual) ? [] : [`${path}: ${show(actual)} fails its test`];
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return [`${path}: ${show(actual)} is no list`];
    if (actual.length !== expected.length) return [`${path}: ${show(actual)} is not ${show(expected)}`];
    return expected.flatMap((item, n) => differences(actual[n], item, `${path}[${n}]`));
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) return [`${path}: ${show(actual)} is no object`];
    const fields = actual as Record<string, unknown>;
    return Object.entries(expected).flatMap(([key, value]) =>
      differences(fields[key], value, path ? `${path}.${key}` : key),
    );
  }
  return Object.is(actual, expected) ? [] : [`${path}: ${show(actual)} is not ${show(expected)}`];
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
