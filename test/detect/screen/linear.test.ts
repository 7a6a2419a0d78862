import { describe, expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import { nameGate } from '../../../src/detect/screen/gates/gates.ts';
import { readScreen } from '../../../src/detect/screen/screen.ts';
import { fuse } from '../../../src/detect/verdict/fuse.ts';
import { createRandom } from '../derive/random.ts';
import { signalsOf } from '../judge.ts';
import { Log } from '../records.ts';

/* The screen-reader mode, as 2.1.332 and 2.1.251 draw it. `¦` marks the terminal's cursor. */
function parse(text: string) {
  const rows = text.split('\n');
  const y = rows.findIndex((row) => row.includes('¦'));
  const x = rows[y]?.indexOf('¦') ?? 0;
  return { capture: rows.map((row) => row.replace('¦', '')).join('\n'), cursor: { x, y } };
}

function read(text: string, width = 80) {
  const { capture, cursor } = parse(text);
  return readScreen(capture, { width, height: 50, cursor }, claude.screen);
}

const done = new Log().prompt('say hello').answer('Hello.').ended();

function judge(text: string, status: 'idle' | 'waiting' = 'idle', width = 80) {
  const signals = signalsOf(undefined, { log: done, status });
  return fuse({ ...signals, screen: { kind: 'seen', screen: read(text, width) } }, claude).state;
}

const HEAD = '[Screen Reader Mode: on via flag]\nClaude Code v2.1.332\nOpus 5.5 · API Usage Billing\n/work';
const TALK = `${HEAD}\nyou: say hello\nclaude: Hello.\nCogitated for 0s · done 1:27 AM`;
const TRUST = `[Screen Reader Mode: on via flag]
Permission Required: Accessing workspace:
/work
Quick safety check: Is this a project you created or one you trust? (Like your
own code, a well-known open source project, or work from your team). If not,
take a moment to review what's in this folder first.
Claude Code'll be able to read, edit, and execute files here.
Security guide
y. Yes, I trust this folder
n. No, exit
Enter y/n: ¦
Enter to confirm · Esc to cancel`;
const BASH = `${TALK}
you: bash
tool: Bash (touch made && echo hi)
Waiting…
Permission Required: Bash command
> Run it
> touch made && echo hi
Do you want to proceed?
1. Yes
2. Yes, and always allow access to /work from this project
3. Yes, and switch to auto mode — · auto mode handles these prompts for you
4. No
Select with numbers [1-4]. Then Enter to submit or Escape to cancel: ¦
Esc to cancel`;
const QUESTION = `${TALK}
you: ask
Question: DB
> Which database should we use?
1. Postgres — Relational and solid
2. SQLite — Single file
3. Other
4. Chat about this
Select with numbers [1-4]. Then Enter to submit or Escape to cancel: ¦`;
const SEVERAL = `${TALK}
you: ask
Questions: DB (answered), Checks
> Which checks should run?
1. Lint — Static
2. Types — Compiler
3. Other
Select with numbers [1-3] (comma- or space-separated for several). Then Enter to
Submit or Escape to cancel: 1,¦`;
const REVIEW = `${TALK}
you: ask
Questions: DB (answered), Checks
Review your answers
warning: Some questions are unanswered
> Which database should we use?
→ Postgres
y. Submit answers
n. Cancel
Answer y or n.
Enter y/n: ¦`;
const PLAN = `${TALK}
you: plan it
Permission Required: Ready to code?
Here is Claude's plan:
The plan

1. Do it
2. Test it
Claude has written up a plan and is ready to execute. Would you like to proceed?
1. Yes, and use auto mode
2. Yes, manually approve edits
3. No, keep planning — shift+tab to approve with this feedback
Select with numbers [1-3]. Then Enter to submit or Escape to cancel: ¦
ctrl+g to edit in Vim · ~/.claude/plans/plan-it-fuzzy-toast.md`;
const OLD = `${TALK}
you: ask
 ☐ DB
Which database should we use?
1. Postgres — Relational and solid
2. SQLite — Single file
3. Other
4. Chat about this
Enter selection [1-4], or Escape to cancel: ¦`;
const OLD_SEVERAL = `${TALK}
you: ask
←   ☐ Checks   ✔ Submit   →
Which checks should run?
1. Lint — Static
2. Types — Compiler
3. Other
Enter selections (comma- or space-separated) [1-3] then Enter to Submit, or
Escape to cancel: 1,¦`;
const PICKER = `${TALK}
you: /model
Select model
1. (selected) Default (recommended) — Use the default model
2. Opus — Best for everyday
Select with numbers [1-2]. Then Enter to submit or Escape to cancel: ¦
○  effort ←/→ to adjust
s to use this session only · Enter to save · Esc to cancel`;
const DIALOGS = { TRUST, BASH, QUESTION, SEVERAL, REVIEW, PLAN, OLD, OLD_SEVERAL, PICKER };

test('several numbers are accepted where 2.1.251 asks for selections', () => {
  expect(read(OLD_SEVERAL).menu).toMatchObject({ options: { length: 3 }, entry: { typed: '1,', several: true } });
});

test('an answered page of several answers says what a bare Enter does, and is still read', () => {
  const text = SEVERAL.replace(
    'Then Enter to\nSubmit or Escape',
    'Then Enter to\nSubmit, bare Enter for defaults, or Escape',
  );
  expect(text).not.toBe(SEVERAL);
  expect(read(text).menu).toMatchObject({ options: { length: 3 }, entry: { typed: '1,', several: true } });
});

describe('the composer', () => {
  test('empty, with a draft, with one of several rows', () => {
    expect(read(`${TALK}\nmanual mode on\n$¦`).composer).toMatchObject({ draft: '', shell: false });
    expect(read(`${TALK}\nmanual mode on\n$\u00a0 a draft¦`).composer).toMatchObject({ draft: 'a draft' });
    expect(read(`${TALK}\nmanual mode on\n$\u00a0 one\ntwo¦`).composer).toMatchObject({ draft: 'one\ntwo' });
    expect(read(`${TALK}\nmanual mode on\n$\u00a0 [Pasted text #1 +3 lines]¦`).composer).toMatchObject({
      pasted: true,
    });
  });

  test('the note below it about deleted text is not a draft', () => {
    expect(read(`${TALK}\nmanual mode on\nctrl+y to paste deleted text\n$\na draft¦`).composer?.draft).toBe('');
    expect(read(`${TALK}\nmanual mode on\n$\u00a0 one two ¦\n\nthree`).composer?.draft).toBe('one two');
    expect(read(`${TALK}\nmanual mode on\n$  ¦\n\none two x`).composer?.draft).toBe('');
  });

  test('is neither a shell prompt nor a marker above the conversation', () => {
    expect(read(`${TALK}\n$ ¦`).composer).toBeUndefined();
    expect(read(`${HEAD}\n$\u00a0 old\nyou: say hello\nclaude: Hello.\n¦x`).composer).toBeUndefined();
  });

  test('takes a shell command', () => {
    expect(read(`${TALK}\n! for shell mode\nls¦`).composer).toMatchObject({ shell: true, draft: 'ls' });
  });
});

describe('a turn', () => {
  test('is over, in flight, interrupted', () => {
    expect(judge(`${TALK}\nmanual mode on\n$¦`)).toMatchObject({ status: 'idle_done', text: 'Hello.' });
    const flight = read(`${TALK}\nyou: more\nGitifying…\nTip: Start small\nmanual mode on  ·  esc to interrupt\n$¦`);
    expect(flight).toMatchObject({ activity: 'Gitifying…', busyHint: true, newestPrompt: 'more' });
    const cut = read(`${TALK}\nyou: more\nInterrupted · What should Claude do instead?\nmanual mode on\n$¦`);
    expect(cut).toMatchObject({ interrupted: true });
  });

  test('words of an answer with an ellipsis are not activity', () => {
    const shown = read(`${TALK}\nyou: more\nclaude: One moment.\nThinking…\nmanual mode on\n$¦`);
    expect(shown.activity).toBeUndefined();
  });
});

describe('dialogs', () => {
  const kindOf = (text: string, width?: number) => {
    const { menu } = read(text, width);
    return menu && nameGate(menu, claude.gates).kind;
  };

  test('are named', () => {
    const kinds = Object.fromEntries(Object.entries(DIALOGS).map(([name, text]) => [name, kindOf(text)]));
    expect(kinds).toEqual({
      TRUST: 'trust',
      BASH: 'permission',
      QUESTION: 'question',
      SEVERAL: 'question',
      REVIEW: 'question',
      PLAN: 'plan',
      OLD: 'question',
      OLD_SEVERAL: 'question',
      PICKER: 'other',
    });
  });

  test('report their text, options and answer line', () => {
    expect(read(TRUST).menu).toMatchObject({
      title: 'Accessing workspace:',
      options: [
        { label: 'Yes, I trust this folder', typed: 'y' },
        { label: 'No, exit', typed: 'n' },
      ],
      numbered: false,
      entry: { typed: '', several: false },
    });
    expect(read(BASH).menu).toMatchObject({
      title: 'Bash command',
      question: 'Do you want to proceed?',
      body: 'Bash command\n\nRun it\ntouch made && echo hi\nDo you want to proceed?',
      options: [{ typed: '1' }, {}, { label: 'Yes, and switch to auto mode' }, { label: 'No', number: 4 }],
    });
    expect(read(SEVERAL).menu).toMatchObject({
      entry: { typed: '1,', several: true },
      options: [{}, {}, { ownWords: true }],
    });
    const words = QUESTION.replace(/Select with.*/, 'Enter text for option 3 (Other), or Escape for the list: mine¦');
    expect(read(words).menu).toMatchObject({ entry: { typed: 'mine', words: 3 } });
    const wrapped = PLAN.replace(
      /Select with.*/,
      'Enter text for option 3 (No, keep planning), or Escape for the list: ¦',
    ).replace('— shift', '—\nshift');
    expect(read(wrapped).menu?.options).toHaveLength(3);
    expect(judge(QUESTION)).toMatchObject({ status: 'awaiting_answer', question: 'Which database should we use?' });
    expect(judge(PLAN)).toMatchObject({ status: 'plan_ready' });
  });

  test('are read when wrapped in a narrow pane', () => {
    const narrow = `you: bash
Permission Required: Bash command
> touch made && echo hi
Do you want to proceed?
1. Yes
2. Yes, and always allow access to
/tmp/work/folder from this project
3. Yes, and switch to auto mode — · auto
mode handles these prompts for you
4. No
Select with numbers [1-4]. Then Enter to
submit or Escape to cancel: 2¦
Esc to cancel`;
    expect(read(narrow, 44).menu).toMatchObject({
      options: [
        {},
        { label: 'Yes, and always allow access to /tmp/work/folder from this project' },
        {},
        { label: 'No' },
      ],
      entry: { typed: '2' },
    });
    expect(kindOf(narrow, 44)).toBe('permission');
  });

  test('do not have the agent’s own tip in their text', () => {
    const tip = 'Tip: auto mode handles these prompts for you — choose "switch to auto mode"\nbelow\n';
    const menu = read(BASH.replace('> Run it', `${tip}> Run it`)).menu;
    expect(menu).toMatchObject({ body: read(BASH).menu?.body, mark: read(BASH).menu?.mark });
  });

  test('a full row above the question is not part of it', () => {
    const full = BASH.replace('> touch made && echo hi', `> ${'x'.repeat(78)}`);
    expect(read(full).menu?.question).toBe('Do you want to proceed?');
  });

  test('are cut if their beginning is not on the screen', () => {
    const rows = BASH.split('\n');
    const cut = rows.slice(rows.indexOf('Do you want to proceed?')).join('\n');
    expect(read(cut).menu).toMatchObject({ borderless: true });
    expect(judge(cut)).toMatchObject({ status: 'blocked', gate: 'permission', truncated: true });
  });

  test('do not count if quoted above a composer, or typed into it', () => {
    for (const text of Object.values(DIALOGS)) {
      const quoted = `${HEAD}\nyou: show\nclaude: It is:\n${text.replace('¦', '')}\nBaked for 0s · done\nmanual mode on\n$¦`;
      expect(read(quoted).menu).toBeUndefined();
      expect(read(quoted).composer?.draft).toBe('');
    }
    const typed = read(`${TALK}\nmanual mode on\n$\u00a0 1. Yes\n2. No\nEnter y/n: ¦`);
    expect(typed.menu).toBeUndefined();
    expect(typed.composer?.draft).toBe('1. Yes\n2. No\nEnter y/n:');
  });

  test('are never idle_done, whatever is above them, with any cursor on the answer line', () => {
    const random = createRandom(20_260_103);
    const scraps = [
      '$',
      '$\u00a0 x',
      'you: x',
      '1. Yes',
      'y. Yes',
      'Worked for 3s · done',
      '─'.repeat(40),
      '❯ 1. Yes',
      '',
      'Enter y/n:',
    ];
    for (let n = 0; n < 400; n++) {
      const names = Object.keys(DIALOGS) as (keyof typeof DIALOGS)[];
      const rows = DIALOGS[names[n % names.length] as keyof typeof DIALOGS].split('\n');
      const heading = rows.findLastIndex((row) => /^(?:Permission|Question| ☐|←|Select model)/.test(row));
      for (let m = 0; m < 4; m++) rows.splice(random.below(heading), 0, random.pick(scraps));
      const { status } = judge(rows.join('\n'), n % 2 ? 'idle' : 'waiting', 80);
      expect([status, rows.join('\n')]).not.toEqual(['idle_done', rows.join('\n')]);
    }
  });
});

test('a screen of an unsupported mode names the mode', () => {
  const state = judge(`${TALK}\nsomething new\n¦more of it`);
  expect(state).toMatchObject({ status: 'unknown' });
  expect(JSON.stringify(state)).toContain('screen-reader mode');
});
