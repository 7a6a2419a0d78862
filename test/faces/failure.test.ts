import { expect, test } from 'vitest';
import { CsdError, Stopped } from '../../src/contract/errors.ts';
import { runCli } from '../../src/faces/cli/main.ts';
import { describeFailure } from '../../src/faces/failure.ts';
import { recordingHost } from './host.ts';

test('an expected failure is reported with its data, which cannot replace its code', () => {
  const error = new CsdError('dead', 'gone', { session: 'x', code: 'other' });
  expect(describeFailure(error)).toEqual({ json: { error: 'gone', code: 'dead', session: 'x' }, code: 'dead' });
});

test('an exception is reported by its kind, not by its message', () => {
  const { json, code } = describeFailure(new TypeError('secret words'));
  expect([code, JSON.stringify(json)]).toEqual(['internal', expect.not.stringContaining('secret')]);
});

test('a csd that is told to stop reports that, and no internal error', async () => {
  const { host, played } = recordingHost(['state', 'job', '--json']);
  const call = async () => {
    throw new Stopped('stopped by SIGTERM before it was done');
  };
  expect(await runCli({ ...host, call })).toBe(1);
  expect(played).toEqual({
    stdout: '',
    stderr: '{"error":"stopped by SIGTERM before it was done","code":"stopped"}\n',
  });
});

test('too many open files are reported as such, wherever csd opens something', () => {
  const error = Object.assign(new Error('EMFILE: too many open files, open /secret'), { code: 'EMFILE' });
  const { json } = describeFailure(error);
  expect(json).toMatchObject({ code: 'storage_failed', errno: 'EMFILE', error: expect.stringContaining('ulimit -n') });
  expect(JSON.stringify(json)).not.toContain('secret');
});
