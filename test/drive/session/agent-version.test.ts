import { expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import type { Backend } from '../../../src/detect/agent/backend.ts';
import { explainWarning, markerWarning } from '../../../src/drive/session/agent-version.ts';

const backend: Backend = { ...claude, releases: { verified: ['2.1.99', '2.1.205', '2.1.1000'] } };
const said = (version: string | null, env = {}) => markerWarning(backend, version, env);

test.each([['2.1.99'], ['2.1.205'], ['2.1.1000']])('nothing is reported for %s, which is verified', (version) => {
  expect(said(version)).toBeUndefined();
});

test.each([
  ['2.1.100', 'claude 2.1.100 is between 2.1.99 and 2.1.205, both verified'],
  ['2.1.999', 'claude 2.1.999 is between 2.1.205 and 2.1.1000, both verified'],
])('%s gets a note', (version, note) => {
  expect(said(version)).toBe(note);
});

test.each([
  ['2.1.98', 'not verified, it is older than 2.1.99'],
  ['1.9.999', 'not verified, it is older than 2.1.99'],
  ['2.1.1001', 'not verified, it is newer than 2.1.1000'],
  ['2.2.0', 'not verified, it is newer than 2.1.1000'],
  ['3.0.0', 'not verified, it is newer than 2.1.1000'],
  [null, 'the version of claude is not known'],
])('starting an agent with %s warns, naming the rules and the way to silence it', (version, warning) => {
  const long = explainWarning(backend, version, {});
  expect(long).toContain(warning);
  expect(long).toContain('the rules for 2.1.99 to 2.1.1000; set CSD_VERIFIED_VERSIONS');
});

test('an agent without a verified release is said to have none', () => {
  const long = explainWarning({ ...claude, releases: { verified: [] } }, '1.0.0', {});
  expect(long).toContain('not verified: its screens are read by rules that no release was verified with; set CSD_');
});

test.each([['2.1.100'], ['2.2.0']])('CSD_VERIFIED_VERSIONS silences it for %s', (version) => {
  expect(said(version, { CSD_VERIFIED_VERSIONS: `1.0.0, ${version}` })).toBeUndefined();
  expect(said(version, { CSD_VERIFIED_VERSIONS: '1.0.0' })).toBeDefined();
});

test('a version that is not a number causes a warning', () => {
  expect(explainWarning(backend, 'nightly', {})).toMatch(/^claude nightly is not verified: its screens/);
});

test.each(['2.1.98', '2.2.0', 'nightly'])('every state of %s says only that it is not verified', (version) => {
  expect(said(version)).toBe(`claude ${version} is not verified`);
});
