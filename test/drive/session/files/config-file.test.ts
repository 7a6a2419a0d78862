import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { CHANNELS } from '../../../../src/contract/config.ts';
import { readSecret } from '../../../../src/drive/notify/read-secret.ts';
import { checkConfig, readConfig } from '../../../../src/drive/session/files/config-file.ts';
import { configPath } from '../../../../src/drive/session/files/config-path.ts';
import { createFakeContext } from '../../../fakes/context.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '../../../../docs/notify.md'), 'utf8');
const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].flatMap(([, text = '']) =>
  text.includes('"notify"') ? [text] : [],
);
const problems = (text: string) => checkConfig(text).problems.map(({ at, problem }) => `${at}: ${problem}`);

test('every example of the page is a valid configuration', () => {
  expect(examples.length).toBeGreaterThanOrEqual(6);
  for (const text of examples)
    expect([text, problems(text), checkConfig(text).config?.notify.length]).toEqual([text, [], expect.any(Number)]);
  for (const word of ['ntfy', 'slack', 'telegram', 'postmark', 'exec']) expect(examples.join('')).toContain(word);
});

describe('each mistake is reported with its place and the expected value', () => {
  const rule = (changed: object) =>
    JSON.stringify({
      notify: [
        { when: 'blocked', do: 'bell' },
        { when: 'blocked', do: 'bell', ...changed },
      ],
    });
  test.each<[string, RegExp]>([
    ['{\n "a": 1,\n}', /^: is not JSON: .*line 3 column 1/],
    ['[]', /^: not an object/],
    ['{"hosts":["-x"]}', /^hosts\[0\]: a host is .*got "-x"$/],
    ['{"hosts":[{"name":"a","prog":1}]}', /^hosts\[0\]: unknown: "prog"$/],
    ['{"notify":{}}', /^notify: not an array$/],
    [
      rule({ when: 'bloked' }),
      /^notify\[1\]\.when: needs_you, a status \(.*blocked.*\) or a gate \(.*permission.*\), got "bloked"$/,
    ],
    [rule({ when: ['blocked', 'x'] }), /^notify\[1\]\.when\[1\]: needs_you.*got "x"$/],
    [rule({ do: 'bel' }), new RegExp(`^notify\\[1\\]\\.do: one of ${CHANNELS.join(', ')}, `)],
    [rule({ do: { exec: 'rm -rf' } }), /^notify\[1\]\.do/],
    [rule({ do: { webhook: { url: 'https://x', secrt: 'y' } } }), /^notify\[1\]\.do\.webhook: unknown: "secrt"$/],
    [
      rule({ do: { webhook: { url: { env: '1x' } } } }),
      /^notify\[1\]\.do\.webhook\.url\.env: the name of an environment variable$/,
    ],
    [rule({ do: { webhook: {} } }), /^notify\[1\]\.do\.webhook\.url: /],
    [rule({ after_ms: -1 }), /^notify\[1\]\.after_ms: at least 0, got -1$/],
    [rule({ after_ms: 1.5 }), /^notify\[1\]\.after_ms: not a whole number, got 1.5$/],
    [
      rule({ quiet_hours: { from: '25:00', to: '07:00' } }),
      /^notify\[1\]\.quiet_hours\.from: a time of day as "22:00", got "25:00"$/,
    ],
    [rule({ quiet: 1 }), /^notify\[1\]: unknown: "quiet"$/],
  ])('%s', (text, said) => {
    expect(problems(text)).toEqual([expect.stringMatching(said)]);
  });

  test('no value that may be a secret is repeated', () => {
    const said = problems(rule({ do: { webhook: { url: 7_654_321, secret: 7_654_321, headers: { A: 7_654_321 } } } }));
    expect(said).toHaveLength(3);
    expect(said.join('')).not.toContain('7654321');
  });
});

test('fields of later versions are ignored, and no file is needed', async () => {
  const ctx = createFakeContext();
  expect(await readConfig(ctx)).toEqual({ hosts: [], notify: [] });
  expect(problems('{"later":{}}')).toEqual([]);
});

test('a file that is too large is refused', async () => {
  const ctx = createFakeContext();
  await ctx.files.writeAtomic(configPath(ctx), `{"later":"${'x'.repeat(1024 * 1024)}"}`);
  await expect(readConfig(ctx)).rejects.toMatchObject({ code: 'bad_input', message: expect.stringContaining('1 MiB') });
});

test('a secret is a text, a variable or the first line of a private file', async () => {
  const ctx = createFakeContext();
  ctx.env.TOKEN = 'of the environment';
  expect(await readSecret(ctx, 'itself')).toBe('itself');
  expect(await readSecret(ctx, { env: 'TOKEN' })).toBe('of the environment');
  await expect(readSecret(ctx, { env: 'NONE' })).rejects.toMatchObject({
    code: 'bad_input',
    message: expect.stringContaining('NONE'),
  });
  const folder = path.dirname(configPath(ctx));
  await ctx.files.writeAtomic(`${folder}/key`, 'of a file\nmore\n');
  expect(await readSecret(ctx, { file: 'key' })).toBe('of a file');
  await ctx.files.writeAtomic(`${ctx.home}/key2`, '\n');
  await expect(readSecret(ctx, { file: '~/key2' })).rejects.toMatchObject({ code: 'bad_input' });
  await expect(readSecret(ctx, { file: '~/none' })).rejects.toMatchObject({ code: 'bad_input' });
});
