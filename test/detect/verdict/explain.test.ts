import { expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import { explain } from '../../../src/detect/verdict/explain.ts';
import { observe } from '../../../src/drive/observe/observe.ts';
import { listFixtures, worldOf } from '../fixture.ts';

const explained = async (id: string) => {
  const fixture = listFixtures().find((candidate) => candidate.id === id);
  if (!fixture) throw new Error(`no fixture ${id}`);
  const { context, sidecar } = worldOf(fixture);
  const [seen] = await observe(context, [sidecar]);
  if (!seen) throw new Error('not observed');
  return Object.fromEntries(explain(seen.verdict, seen.signals, claude).map((entry) => [entry.signal, entry]));
};

test('only the screen decides a gate', async () => {
  const evidence = await explained('2.1.330/gate-bash--gate');
  expect(evidence.screen).toMatchObject({ rule: expect.stringContaining('menu:'), without: 'unknown' });
  expect(evidence.transcript).toMatchObject({ without: 'blocked' });
  expect(evidence.status_file).toMatchObject({ without: 'blocked', age_ms: expect.any(Number) });
  expect(evidence.liveness).toMatchObject({ without: 'unknown' });
});

test('a finished turn is decided by the transcript', async () => {
  const evidence = await explained('2.1.330/done');
  expect(evidence.transcript).toMatchObject({ rule: 'ended', age_ms: expect.any(Number) });
  expect(evidence.transcript?.without).not.toBe('idle_done');
  expect(evidence.status_file).toMatchObject({ without: 'idle_done' });
});
