import { describe, expect, test } from 'vitest';
import { SecretMask } from '../../../src/drive/redact/mask.ts';

const HEX = 'd41d8cd98f00b204e9800998ecf8427e';
const BASE64 = 'Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX';

describe('text that looks like a secret is replaced by a filler of the same length', () => {
  test.each([
    ['sk-ant-api03-AbCdEf0123456789'],
    ['ghp_0123456789abcdefghijABCDEFGHIJ012345'],
    ['github_pat_11ABCDEFG0abcdefghijkl_mnop'],
    ['glpat-abcdefghijklmnopqrst'],
    ['xoxb-1234567890-abcdefghij'],
    ['AKIAIOSFODNN7EXAMPLE'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'],
    [HEX],
    [BASE64],
    ['jane.doe+work@mail.example.org'],
    ['-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----'],
  ])('%s', (secret) => {
    const out = new SecretMask().text(`before ${secret} after`);
    expect(out).toMatch(/^before x[x\s]+\d+ after$/);
    expect(out).toHaveLength(`before ${secret} after`.length);
  });

  test.each([
    ['Authorization: Bearer abcDEF123456xyz', 'abcDEF123456xyz'],
    ['git clone https://jane:hunter22@host.example/repo', 'hunter22'],
    ['DB_PASSWORD=correcthorse', 'correcthorse'],
    ['{"command":"curl -d \'{\\"api_key\\": \\"abcdef12\\"}\'"}', 'abcdef12'],
  ])('%s', (text, secret) => {
    expect(new SecretMask().text(text)).not.toContain(secret);
  });
});

test.each([
  ['Do you want to proceed?'],
  ['❯ 1. Yes, and switch to auto mode · auto mode handles these prompts for you'],
  ['"output_tokens":123456,"message":{"id":"msg_01AbCdEfGhIjKlMnOpQrStUv"}'],
  ['/home/user/projects/some-long-folder-name/src/components/Button2.tsx'],
  ['00000000-0000-4000-8000-000000010001'],
  ['the token is missing; a password was asked for'],
  ['npm i vitest@4.1.12'],
])('%s stays', (text) => {
  expect(new SecretMask().text(text)).toBe(text);
});

test('one secret has one filler wherever it is, and two secrets have two', () => {
  const mask = new SecretMask();
  const [a, b, again] = [mask.text(HEX), mask.text(HEX.replace('d', 'e')), mask.text(HEX)];
  expect(again).toBe(a);
  expect(b).not.toBe(a);
  expect(mask.text(a)).toBe(a);
});

test('on a screen the rest of a secret in the next row is masked too', () => {
  const screen = `key: ${HEX}\x1b[0m\n  \x1b[1m98ecf84\x1b[0m and more\nplain\n`;
  const out = new SecretMask().screen(screen);
  expect(out).not.toContain('98ecf84');
  expect(out).toMatch(/and more\nplain\n$/);
  expect(out).toHaveLength(screen.length);
});

test('a key that ends in the next row is found, even if words without a blank follow in the row after it', () => {
  const key = ['AK', 'IAL4LUOIVZA6GULD2F'].join('');
  const rows = [`aws_access_key_id = ${key.slice(0, 16)}`, key.slice(16), 'aws_secret_access_key = none'];
  const screen = rows.map((row) => `│ ${row.padEnd(36)} │`).join('\n');
  expect(new SecretMask().screen(screen, 40)).not.toMatch(/AKIA|LD2F/);
});

test('a long key over many rows is found below a row that was not full', () => {
  const key = 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ'.repeat(8);
  const rows = ['the key of minisign', ...(key.match(/.{1,36}/g) ?? [])];
  const screen = rows.map((row) => `│ ${row.padEnd(36)} │`).join('\n');
  expect(new SecretMask().screen(screen, 40)).not.toMatch(/aB3d|7jK9m|pQ3sT/);
});
