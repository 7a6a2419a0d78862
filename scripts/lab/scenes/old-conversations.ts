import type { HomeOptions } from '../home.ts';
import type { Scene } from '../scene.ts';
import { atLeast } from '../setting.ts';
import type { Stage } from '../stage.ts';
import { done, hears, sessionNow } from './conversation-steps.ts';
import { over } from './lines.ts';
import { age } from './shared-lives.ts';

/** Resumes a conversation that is three hours old and 152,000 tokens long. */
async function resumeOld(stage: Stage, ...prompt: string[]): Promise<{ proof?: string }> {
  await stage.spawn();
  await stage.send('remember the word albatross');
  await stage.waitForScreen(over(/I keep the word\./));
  await stage.step('end', () => stage.ok('end', 'lab'));
  age(stage, 3);
  const { json } = await stage.csd('resume', 'lab', ...prompt);
  return json as { proof?: string };
}

const COLD: HomeOptions = {
  login: 'subscription',
  model: 'claude-opus-5-5',
  features: {
    tengu_amber_tally: {
      minPercent: 1,
      fiveHourCredits: { default_claude_max_5x: 1 },
      creditsPerMillionTokens: { 'claude-opus-5-5': 1000 },
    },
  },
};

const script: Scene['script'] = (api) =>
  void api
    .on('remember', [{ text: 'I keep the word.', usage: { input: 150_000, output: 2000 } }])
    .on('go on', [{ text: 'I went on.' }]);

/** csd reports the gate, sends nothing while it is open, and the conversation continues once it is approved. */
async function goesOn(stage: Stage, shows: RegExp, ...choice: string[]): Promise<void> {
  const again = await sessionNow(stage, 'lab');
  await again.moment('the gate', { status: 'blocked', gate: 'resume' }, { shows });
  const refused = (await stage.csd('send', 'lab', 'go on')).json as { code: string };
  await stage.effect(`a prompt is refused (${refused.code})`, () => refused.code === 'gated');
  await stage.step('approve', () => stage.ok('approve', 'lab', ...choice));
  await again.send('go on');
  await again.moment('next', done('I went on.'), { shows: over(/I went on\./) });
  await hears(stage, 'go on', ['albatross']);
}

/** The agent's question before an old and long conversation, if its maker has switched that on. */
export const OLD_CONVERSATIONS: Scene[] = [
  {
    name: 'resume-gate',
    about: 'The agent asks whether to resume from a summary.',
    records: false,
    on: (release) => !atLeast(release, '2.1.330'),
    home: { features: { tengu_gleaming_fair: true } },
    script,
    async play(stage) {
      await resumeOld(stage);
      await goesOn(stage, /Resume from summary/, '--match', 'full session');
    },
  },
  {
    name: 'resume-gate-cold',
    about: 'The agent says how much of a subscriber’s limit the conversation uses, and asks.',
    records: false,
    known: false,
    on: (release) => atLeast(release, '2.1.330'),
    home: COLD,
    script,
    async play(stage) {
      await resumeOld(stage);
      await goesOn(stage, /Resume this conversation\?/);
    },
  },
  {
    name: 'resume-gate-prompt',
    about: 'A prompt that comes with resume is not lost at such a gate, and answers nothing there.',
    records: false,
    known: false,
    home: (release) => (atLeast(release, '2.1.330') ? COLD : { features: { tengu_gleaming_fair: true } }),
    script,
    async play(stage) {
      await resumeOld(stage, 'go on');
      const again = await sessionNow(stage, 'lab');
      await again.moment('the gate', { status: 'blocked', gate: 'resume' }, { shows: /Resume (?:this|from)/ });
      await stage.effect(
        'the model received nothing yet',
        () => !stage.api.prompts().some((one) => one.includes('go on')),
      );
      await stage.step('approve', () =>
        stage.ok('approve', 'lab', '--match', atLeast(stage.release, '2.1.330') ? 'Resume' : 'full session'),
      );
      await again.send('go on');
      await again.moment('next', done('I went on.'), { shows: over(/I went on\./) });
      await stage.effect(
        'the model received it once',
        () => stage.api.prompts().filter((one) => one.includes('go on')).length === 1,
      );
    },
  },
];
