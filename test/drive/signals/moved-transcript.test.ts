import { beforeEach, describe, expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import { followByProof } from '../../../src/drive/signals/moved-transcript.ts';
import { Log, T0 } from '../../detect/records.ts';
import { FakeFiles } from '../../fakes/files.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const SIBLING = '00000000-0000-4000-8000-000000000002';
const FOLDER = '/home/me/.claude/projects/-work-app';
const OWN = `${FOLDER}/${ID}.jsonl`;
const NEXT = `${FOLDER}/next.jsonl`;
const OTHER = `${FOLDER}/other.jsonl`;
const CLEAR = '<command-name>/clear</command-name>\n<command-message>clear</command-message>';

let files: FakeFiles;
let clock: number;
beforeEach(() => {
  files = new FakeFiles();
  clock = T0;
});

/** Writes a transcript that is newer than those before it. */
function write(path: string, tell: (log: Log) => Log): void {
  const log = tell(new Log(() => (clock += 1000)));
  files.put(path, log.records.map((record) => JSON.stringify(record)).join('\n'));
}
const follow = (shown?: string) => followByProof(files, OWN, claude, { sessionId: ID, shown });
const first = (log: Log) => log.prompt('first please').answer('The first answer.');
const cleared = (text: string) => (log: Log) => log.prompt(CLEAR).prompt(text).answer(`Answer to ${text}.`);

describe('without a status file a session is followed only with proof', () => {
  test('without a newer transcript: its first one, and nothing to report', async () => {
    write(OTHER, first);
    write(OWN, first);
    expect(await follow('first please')).toEqual({ path: OWN });
  });

  test('to the transcript whose records name this process', async () => {
    write(OWN, first);
    write(NEXT, (log) => log.prompt(CLEAR).prompt('again').answer('Again.', 'end_turn', 'm', { session_id: ID }));
    expect(await follow()).toMatchObject({ path: NEXT, note: expect.stringContaining('this process') });
  });

  test('never to a transcript whose records name another process, whatever the screen shows', async () => {
    write(OWN, first);
    write(NEXT, (log) => log.prompt(CLEAR).prompt('again').answer('Again.', 'end_turn', 'm', { session_id: SIBLING }));
    expect(await follow('again')).toMatchObject({ path: OWN, note: expect.stringContaining('none proven') });
  });

  test('not to an older record of this process', async () => {
    write(NEXT, (log) => log.prompt(CLEAR).prompt('again').answer('Again.', 'end_turn', 'm', { session_id: ID }));
    write(OWN, first);
    files.put(NEXT, (await files.read(NEXT)) ?? '');
    expect(await follow()).toMatchObject({ path: OWN });
  });

  test('to a cleared conversation that contains the prompt on the screen', async () => {
    write(OWN, first);
    write(NEXT, cleared('second please'));
    write(OTHER, cleared('third please'));
    expect(await follow('second please')).toMatchObject({ path: NEXT });
  });

  test('to none of two cleared ones that both hold it', async () => {
    write(OWN, first);
    write(NEXT, cleared('go on'));
    write(OTHER, cleared('go on'));
    expect(await follow('go on')).toMatchObject({ path: OWN, note: expect.stringContaining('2 newer') });
  });

  test('not to a sibling’s conversation that was not cleared, with the same prompt', async () => {
    write(OWN, first);
    write(OTHER, (log) => log.prompt('second please').answer('Other.'));
    expect(await follow('second please')).toMatchObject({ path: OWN });
  });

  test('not to a cleared conversation while the screen shows no prompt', async () => {
    write(OWN, first);
    write(NEXT, cleared('second please'));
    expect(await follow()).toMatchObject({ path: OWN });
  });
});
