import { afterEach, expect, test } from 'vitest';
import { keepDraft, sendDraft } from '../../../../src/faces/ui/acts/actions.ts';
import { now } from '../../../../src/faces/ui/model/store.ts';

const draft = () => now().drafts.get('job');

afterEach(() => keepDraft('job', ''));

test('a text being sent is removed from the field, so that a second Enter does not send it twice', async () => {
  keepDraft('job', 'Hello');
  let arrive = (_: boolean) => {};
  const sending = sendDraft('job', (text) => {
    expect(text).toBe('Hello');
    return new Promise((done) => {
      arrive = done;
    });
  });
  expect(draft()).toBe('');
  keepDraft('job', 'And then');
  arrive(true);
  await sending;
  expect(draft()).toBe('And then');
});

test.each([
  ['', 'Hello'],
  ['And then', 'Hello\nAnd then'],
])('a text that did not arrive is put back before %j', async (since, expected) => {
  keepDraft('job', 'Hello');
  await sendDraft('job', async () => {
    keepDraft('job', since);
    return false;
  });
  expect(draft()).toBe(expected);
});
