import type { Words } from '../agent-words.ts';
import type { ScriptedApi } from '../api.ts';
import type { Scene, SceneTable } from '../scene.ts';
import type { Stage } from '../stage.ts';
import { goesOn, hears, told } from './conversation-steps.ts';
import { clearDraft, rewindBefore } from './lines.ts';

const SUMMARY = 'They asked me to keep the name of a sea bird.';

const script = (api: ScriptedApi) =>
  void api
    .on('remember', [{ text: 'I keep the word.' }])
    .on('another', [{ text: 'Another it is.' }])
    .on('third', [{ text: 'A third one.' }])
    .on('go on', [{ text: 'I went on.' }])
    .on('aside', [{ text: 'In the fork.' }])
    // The request for it is long.
    .on(/detailed summary of|handoff summary/i, [{ text: `<analysis>a</analysis><summary>${SUMMARY}</summary>` }]);

/** The prompts that `csd history` reports, and how each turn ended. */
async function isHistory(stage: Stage, name: string, prompts: string[]): Promise<void> {
  const { turns } = (await stage.ok('history', name, '--json')) as { turns: { prompt: string; ended: string }[] };
  const found = turns.map(({ prompt, ended }) => `${prompt} (${ended})`);
  await stage.effect(`the history of ${name}: ${found.join(', ')}`, () => {
    return found.join() === prompts.map((prompt) => `${prompt} (done)`).join();
  });
}

/** A session with two prompts. */
async function begin(words: Words, stage: Stage): Promise<void> {
  await stage.spawn();
  await told(words, stage, 'remember the word albatross', /I keep the word\./);
  await told(words, stage, 'another word, dunlin', /Another it is\./);
}

async function resumeAndFork(words: Words, stage: Stage): Promise<void> {
  await stage.step('end', () => stage.ok('end', 'lab'));
  await stage.step('resume', () => stage.ok('resume', 'lab', 'go on, curlew'));
  await goesOn(words, stage, 'lab', 'next', 'I went on.');
  await stage.step('fork', () => stage.ok('fork', 'lab', 'fork', 'aside, bittern'));
  await goesOn(words, stage, 'fork', 'the fork', 'In the fork.');
}

/** Conversations of which the agent no longer sends the model everything, resumed and forked. */
export const rewrittenOf: SceneTable = (words): Scene[] => [
  {
    name: 'resume-compacted',
    about:
      'A conversation was compacted before the session was ended: it continues from the summary, and its history has every turn.',
    records: false,
    script,
    async play(stage) {
      await begin(words, stage);
      await stage.send('/compact');
      await stage.waitForScreen(/[Cc]ompacted/, /Compacting/);
      await stage.moment('compacted', { status: 'idle_done' });
      await resumeAndFork(words, stage);
      // codex keeps the prompts next to its summary, and 2.1.332 the newest messages.
      const kept = stage.agent.name === 'codex' ? ['albatross', 'produced a summary'] : ['sea bird'];
      await hears(stage, 'go on, curlew', kept, ['I keep the word.']);
      await hears(stage, 'aside, bittern', [...kept, 'curlew'], ['I keep the word.']);
      const asked = ['remember the word albatross', 'another word, dunlin', 'go on, curlew'];
      await isHistory(stage, 'lab', asked);
      await isHistory(stage, 'fork', [...asked, 'aside, bittern']);
    },
  },
];

/** The same for what a person does only in Claude Code. */
export const rewoundOf: SceneTable = (words): Scene[] => [
  {
    name: 'resume-rewound',
    about: 'A person went back before a prompt and said something else: what was taken back is not resumed.',
    records: false,
    script,
    async play(stage) {
      await begin(words, stage);
      await rewindBefore(stage, /❯ another word, dunlin/);
      await stage.waitForScreen(/I keep the word\./, /Another it is\./);
      await clearDraft(stage, /❯.another word, dunlin/);
      await told(words, stage, 'a third word, cormorant', /A third one\./);
      await resumeAndFork(words, stage);
      await hears(stage, 'go on, curlew', ['albatross', 'cormorant'], ['dunlin']);
      await hears(stage, 'aside, bittern', ['albatross', 'cormorant', 'curlew'], ['dunlin']);
      await isHistory(stage, 'lab', [
        'remember the word albatross',
        'another word, dunlin',
        'a third word, cormorant',
        'go on, curlew',
      ]);
    },
  },
];
