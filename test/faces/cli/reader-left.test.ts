import { expect, test } from 'vitest';
import { Stopped } from '../../../src/contract/errors.ts';
import { runCli } from '../../../src/faces/cli/main.ts';
import { recordingHost } from '../host.ts';

test.each(['history', 'output'])('%s, which can read for seconds, ends silently with its reader', async (command) => {
  const { host, played } = recordingHost([command, 'job']);
  const left = new AbortController();
  const code = await runCli({
    ...host,
    readerLeft: async () => left.signal,
    call: async () => {
      left.abort();
      throw new Stopped('the reader of stdout has gone');
    },
  });
  expect({ code, stdout: played.stdout, stderr: played.stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('a signal that stops it is reported as usual', async () => {
  const { host, played } = recordingHost(['history', 'job']);
  const call = async () => {
    throw new Stopped('stopped by SIGTERM before it was done');
  };
  expect(await runCli({ ...host, call })).not.toBe(0);
  expect(played.stderr).toContain('"stopped"');
});
