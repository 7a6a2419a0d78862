import { describe, expect, test } from 'vitest';
import { OPERATIONS, type OperationName } from '../../src/operations/index.ts';
import { CASES } from './parity/cases.ts';
import { type Answer, FACES } from './parity/faces.ts';
import { empty } from './parity/worlds.ts';

const cases = Object.entries(CASES).flatMap(([operation, list]) =>
  list.map((one, n) => ({
    ...one,
    operation: operation as OperationName,
    ends: one.failure?.code ?? `outcome ${n + 1}`,
  })),
);

test('every operation of the table has an outcome and a failure here', () => {
  expect(Object.keys(CASES).sort()).toEqual(Object.keys(OPERATIONS).sort());
  for (const [operation, list] of Object.entries(CASES)) {
    expect([operation, list.some(({ outcome }) => outcome), list.some(({ failure }) => failure)]).toEqual([
      operation,
      true,
      true,
    ]);
  }
});

test.each(cases)('$operation: every face gives the same JSON ($ends)', async ({ world, outcome, failure, ...call }) => {
  const wanted = outcome ? { outcome } : { failure };
  const answers: Record<string, Answer> = {};
  for (const [name, ask] of Object.entries(FACES)) answers[name] = unnamed(await ask(world(), call));
  expect(answers.library).toMatchObject(wanted);
  expect(answers).toEqual(Object.fromEntries(Object.keys(FACES).map((name) => [name, answers.library])));
});

/** Ids that an operation generates at random differ each time. */
function unnamed(answer: Answer): Answer {
  const ids: string[] = [];
  const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;
  const named = JSON.stringify(answer).replace(uuid, (id) => {
    if (!ids.includes(id)) ids.push(id);
    return `id ${ids.indexOf(id)}`;
  });
  return JSON.parse(named) as Answer;
}

describe('an invalid input', () => {
  test('is refused with the same message, but each face spells a field in its own way', async () => {
    const call = { operation: 'state' as const, input: { session: '../x' }, argv: ['../x'] };
    const { library, commandLine, ...others } = Object.fromEntries(
      await Promise.all(Object.entries(FACES).map(async ([name, ask]) => [name, await ask(empty(), call)])),
    );
    expect(library).toMatchObject({ failure: { code: 'bad_input', error: expect.stringMatching(/^session: /) } });
    expect(others).toEqual({ http: library, mcp: library });
    const { failure } = commandLine;
    expect({ failure: { ...failure, error: failure.error.replace('<session>', 'session') } }).toEqual(library);
  });
});
