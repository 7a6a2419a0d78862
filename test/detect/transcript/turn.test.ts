import { describe, expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import { readFacts } from '../../../src/detect/transcript/parse.ts';
import { foldTurn } from '../../../src/detect/transcript/turn.ts';
import { Log, T0, turnOf } from '../records.ts';

const hello = () => new Log().prompt('say hello');

describe('phases', () => {
  test.each([
    ['nothing written', new Log(), 'none'],
    ['lines that say nothing about a turn', new Log().chatter(8), 'none'],
    ['a prompt', hello(), 'running'],
    ['an answer being written', hello().answer('Hel', null), 'running'],
    ['a whole answer', hello().answer('Hello.'), 'ended'],
    ['a tool call', hello().call('Bash'), 'running'],
    ['the result of a tool', hello().call('Bash', 't').result('t'), 'running'],
    ['the mark of the end', hello().answer('Hello.', null).ended(), 'ended'],
    ['thirty lines of metadata after the end', hello().answer('Hello.').ended().chatter(30), 'ended'],
    ['the next prompt', hello().answer('Hello.').ended().prompt('again'), 'running'],
    ['a pause of a long turn', hello().answer('…', 'pause_turn'), 'running'],
  ])('%s: %s', (_, log, phase) => {
    expect(log.turn.phase).toBe(phase);
  });

  test.each([
    'end_turn',
    'stop_sequence',
    'max_tokens',
    'refusal',
    'model_context_window_exceeded',
    'one we do not know',
  ])('%s ends a turn and is reported', (stop) => {
    expect(hello().answer('Hello.', stop).turn).toMatchObject({ phase: 'ended', stopReason: stop, text: 'Hello.' });
  });
});

describe('text and tools', () => {
  test('the text is that of all blocks of the newest message, and of no other', () => {
    const log = hello()
      .answer('First I look.', 'tool_use', 'm1')
      .call('Read', 't1', {}, 'm1')
      .result('t1')
      .block('m2', { type: 'thinking', thinking: 'hm' })
      .answer('Part one.', null, 'm2')
      .answer('Part two.', 'end_turn', 'm2');
    expect(log.turn).toMatchObject({ text: 'Part one.\n\nPart two.', phase: 'ended', openTools: [] });
  });

  test('a message with only thinking and a tool call has no text', () => {
    const log = hello().block('m1', { type: 'thinking', thinking: 'hm' }).call('Bash', 't1', {}, 'm1');
    expect(log.turn).toMatchObject({ text: '', phase: 'running', openTools: [{ id: 't1', name: 'Bash' }] });
  });

  test('a turn may end without any text', () => {
    expect(hello().answer('', 'end_turn').turn).toMatchObject({ text: '', phase: 'ended', stopReason: 'end_turn' });
  });

  test('tool calls without a result are open', () => {
    const log = hello().call('Bash', 'a', {}, 'm').call('Write', 'b', {}, 'm').call('Read', 'c', {}, 'm').result('b');
    expect(log.turn.openTools.map(({ name }) => name)).toEqual(['Bash', 'Read']);
    expect(log.result('a').result('c').turn.openTools).toEqual([]);
  });

  test('a turn that streams is distinguished from one that waits for a tool', () => {
    expect(hello().answer('Hel', null).turn.streaming).toBe(true);
    expect(hello().answer('Hel', null, 'm').call('Bash', 't', {}, 'm').turn.streaming).toBe(false);
    expect(hello().answer('Hello.').turn.streaming).toBe(false);
  });
});

describe('interrupts', () => {
  test.each([
    ['while it wrote', hello().answer('Row 1', null).interrupted()],
    ['while it wrote, with a stop reason (2.1.158)', hello().answer('Row 1', 'stop_sequence').interrupted()],
    [
      'while a tool ran',
      hello().answer('Row 1', null, 'm').call('Bash', 't', {}, 'm').result('t').interrupted(' for tool use'),
    ],
    ['and the session was resumed', hello().answer('Row 1', null).interrupted().chatter(10)],
  ])('%s', (_, log) => {
    expect(log.turn).toMatchObject({ phase: 'ended', interrupted: true, text: 'Row 1', openTools: [] });
  });

  test('before any output there is no mark: the turn stays open', () => {
    expect(hello().chatter(9).turn).toMatchObject({ phase: 'running', interrupted: false, text: '' });
  });

  test('the next turn is not interrupted', () => {
    expect(hello().interrupted().prompt('again').answer('Hi.').turn).toMatchObject({ interrupted: false, text: 'Hi.' });
  });
});

describe('lines out of order', () => {
  const lines = hello().answer('Hello.').chatter(2).lines;

  test('an answer recorded before its prompt', () => {
    const [prompt = '', answer = ''] = lines;
    expect(turnOf([answer, prompt])).toMatchObject({ phase: 'ended', text: 'Hello.', prompt: 'say hello' });
  });

  test('with equal times, parents go before their children', () => {
    const now = new Log(() => T0).prompt('say hello').answer('Hello.');
    expect(turnOf([...now.lines].reverse())).toMatchObject({ phase: 'ended', text: 'Hello.' });
  });

  test('every order of the lines of two turns gives the same turn', () => {
    const two = hello()
      .answer('Hello.')
      .ended()
      .prompt('again')
      .answer('Hi.', 'tool_use', 'm')
      .call('Bash', 't', {}, 'm')
      .result('t')
      .answer('Bye.')
      .ended();
    const turn = two.turn;
    for (let shift = 1; shift < two.lines.length; shift++) {
      const rotated = [...two.lines.slice(shift), ...two.lines.slice(0, shift)];
      expect(turnOf(rotated)).toEqual(turn);
    }
  });
});

describe('records that are not prompts', () => {
  const done = () => hello().answer('Hello.').ended();

  test.each([
    ['a side chain', done().prompt('look for it', { isSidechain: true })],
    [
      'a side chain that was killed during its tool call',
      done().block('x', { type: 'tool_use', id: 'x', name: 'Bash', input: {} }, 'tool_use', { isSidechain: true }),
    ],
    ['an answer of a side chain', done().answer('Found.', null, 'x', { isSidechain: true })],
    ['a meta record', done().prompt('Caveat: …', { isMeta: true })],
    [
      'the summary of a compaction',
      done().raw({ type: 'system', subtype: 'compact_boundary' }).prompt('Summary …', { isCompactSummary: true }),
    ],
    [
      'a command of the agent itself',
      done().prompt('<command-name>/compact</command-name>\n<command-message>compact</command-message>'),
    ],
    [
      'such a command that was recorded as a prompt when it began (2.1.251)',
      done()
        .prompt('/compact')
        .raw({ type: 'system', subtype: 'compact_boundary' })
        .prompt('<command-name>/compact</command-name>\n<command-message>compact</command-message>')
        .prompt('<local-command-stdout>Compacted</local-command-stdout>'),
    ],
    ['its output', done().prompt('<local-command-stdout>Compacted</local-command-stdout>')],
    ['its caveat', done().prompt('<local-command-caveat>Caveat: …</local-command-caveat>')],
    ['a reminder', done().prompt('<system-reminder>…</system-reminder>')],
    ['a shell command', done().prompt('<bash-input>ls</bash-input>').prompt('<bash-stdout>a</bash-stdout>')],
    [
      'the words of another type',
      done().raw({ type: 'user', message: 7 }).raw({ type: 'assistant' }).raw({ type: 'summary' }),
    ],
  ])('%s does not open a turn', (_, log) => {
    expect(log.turn.prompt).toBe('say hello');
    expect(log.turn).toMatchObject({ text: 'Hello.' });
  });

  const shell = (log = done()) =>
    log.prompt('<bash-input>ls</bash-input>').prompt('<bash-stdout>a</bash-stdout><bash-stderr></bash-stderr>');

  test('a shell command that the model answers is a turn, once it does (2.1.332)', () => {
    expect(shell().answer('One file.').ended().turn).toMatchObject({
      prompt: '! ls',
      text: 'One file.',
      phase: 'ended',
    });
    expect(shell(shell().answer('One.').ended()).turn).toMatchObject({ prompt: '! ls', text: 'One.', complete: true });
  });

  test.each([
    ['the next prompt', shell().prompt('what is it?'), 'what is it?'],
    ['background work that has ended', shell().prompt('<task-notification>x</task-notification>'), undefined],
  ])('a shell command does not open a turn if the answer belongs to %s (2.1.158)', (_, log, prompt) => {
    const { turn } = log.answer('A file.').ended();
    expect(turn.prompts.map(({ text }) => text)).toEqual(['say hello', ...(prompt === undefined ? [] : [prompt])]);
  });

  const NAME = '<command-name>/goal</command-name>\n <command-message>goal</command-message>';
  const SAID = '<local-command-stdout>Goal set: say finished</local-command-stdout>';
  /** What the agent writes for `/goal say finished`, below `above`. */
  const goal = (log = done()) => log.prompt(`${NAME}\n <command-args>say finished</command-args>`).prompt(SAID);

  test.each([
    ['alone', goal()],
    ['with a message of the agent', goal().prompt('A Stop hook is now active. Begin.', { isMeta: true })],
  ])('a command of the agent that the model answers is a turn, %s', (_, log) => {
    const prompt = '/goal say finished';
    const { turn } = log.answer('Finished.').ended();
    expect(turn).toMatchObject({ prompt, phase: 'ended', text: 'Finished.', complete: true });
    expect(turn.prompts.map(({ text }) => text)).toEqual(['say hello', prompt]);
  });

  test.each([
    ['has a caveat', goal(done().prompt('<local-command-caveat>Caveat: …</local-command-caveat>', { isMeta: true }))],
    ['stands in a notice', done().raw({ type: 'system', subtype: 'local_command', content: NAME })],
    ['comes before the next prompt', goal().prompt('go on')],
  ])('a command of the agent that %s does not take the answer', (_, log) => {
    expect(
      log
        .answer('More.')
        .ended()
        .turn.prompts.map(({ text }) => text),
    ).not.toContainEqual(/goal/);
    expect(log.turn.prompt).not.toMatch(/goal/);
  });

  test('an answer that is only written behind a shell command does not belong to it', () => {
    const log = done();
    const before = new Date(log.lastAt - 1).toISOString();
    const late = shell(log).answer('Late.', null, 'late', { timestamp: before });
    expect(late.turn.prompt).toBe('say hello');
  });

  test('of what was written since an entry, an answered shell command is one more turn', () => {
    const [before, sent] = [readFacts(shell().answer('One.').ended().lines, claude.transcript), new Log().prompt('go')];
    const since = (log: Log) => foldTurn(before, readFacts(log.answer('Done.').ended().lines, claude.transcript)).since;
    expect(since(sent)).toMatchObject({ prompts: 1, first: { text: 'go' } });
    expect(since(shell(sent))).toMatchObject({ prompts: 2, first: { text: 'go' } });
  });

  test('a command that still runs is a turn in flight, and so is one after another that was answered', () => {
    expect(done().prompt('/compact').turn).toMatchObject({ phase: 'running', prompt: '/compact' });
    const named = (name: string) => `<command-name>${name}</command-name>\n<command-message>x</command-message>`;
    const other = done().prompt('/compact').prompt(named('/context'));
    expect(other.turn.prompt).toBe('/compact');
    const answered = done().prompt('/compact all').answer('I did.').prompt(named('/compact'));
    expect(answered.turn).toMatchObject({ prompt: '/compact all', text: 'I did.' });
  });

  test('a command whose text goes to the model is a turn each time, also where the first was cut off', () => {
    const fix = '<command-message>fix</command-message>\n<command-name>/fix</command-name>';
    expect(
      done()
        .prompt(fix)
        .prompt(fix)
        .turn.prompts.map(({ text }) => text),
    ).toEqual(['say hello', '/fix', '/fix']);
  });

  test('a notification starts a turn without a prompt', () => {
    const { turn } = done().prompt('<task-notification>done</task-notification>').answer('It is back.');
    expect(turn).toMatchObject({ phase: 'ended', text: 'It is back.' });
    expect(turn.prompts.map(({ text }) => text)).toEqual(['say hello']);
  });

  test('after a clear there is no turn', () => {
    const log = new Log()
      .prompt('<local-command-caveat>…</local-command-caveat>', { isMeta: true })
      .prompt('<command-name>/clear</command-name>\n<command-message>clear</command-message>')
      .raw({ type: 'system', subtype: 'local_command', content: '' });
    expect(log.turn).toMatchObject({ phase: 'none', prompts: [], complete: true });
  });
});

describe('errors, queue and plans', () => {
  test('an answer that reports an error ends the turn and carries its status', () => {
    const log = hello().answer("You've hit your limit", null, 'm', {
      isApiErrorMessage: true,
      apiErrorStatus: 429,
      error: 'rate_limit',
    });
    expect(log.turn).toMatchObject({
      phase: 'ended',
      error: { message: "You've hit your limit", status: 429, kind: 'rate_limit' },
    });
    expect(log.prompt('again').turn.error).toBeUndefined();
  });

  test('the same words without the mark are an answer', () => {
    expect(hello().answer("You've hit your limit").turn.error).toBeUndefined();
  });

  test('queued prompts are counted, and distinguished from sent ones', () => {
    const log = hello().enqueue('and this').enqueue('and that');
    expect(log.turn.queued).toBe(2);
    expect(log.turn.prompts.map(({ text, queued }) => [text, queued])).toEqual([
      ['say hello', false],
      ['and this', true],
      ['and that', true],
    ]);
    log.raw({ type: 'queue-operation', operation: 'dequeue' }).raw({ type: 'queue-operation', operation: 'remove' });
    expect(log.turn.queued).toBe(0);
    expect(log.raw({ type: 'queue-operation', operation: 'dequeue' }).turn.queued).toBe(0);
  });

  test('the newest twenty prompts are kept', () => {
    const log = new Log();
    for (let n = 0; n < 30; n++) log.prompt(`prompt ${n}`).answer('ok');
    expect(log.turn.prompts.map(({ text }) => text)).toEqual(Array.from({ length: 20 }, (_, n) => `prompt ${n + 10}`));
  });

  test('the plan is that of the newest record that names one', () => {
    const log = hello()
      .call('Write', 'a', { file_path: '/c/plans/one.md' })
      .call('Write', 'b', { file_path: '/app/src/plans.md' })
      .call('ExitPlanMode', 'c', { plan: '# Two', planFilePath: '/c/plans/two.md' });
    expect(log.turn.plan).toEqual({ path: '/c/plans/two.md', text: '# Two' });
    expect(log.prompt('go on').turn.plan).toEqual({ path: '/c/plans/two.md', text: '# Two' });
  });
});
