import type { Scene } from '../scene.ts';
import { ACTIVITY, over } from './lines.ts';

const RESET = Math.floor(Date.now() / 1000 / 3600) * 3600 + 3 * 3600;

/** The service's refusal for a subscriber whose limit is used up until a full hour, three hours from now. */
const REJECTED = {
  status: 429,
  type: 'rate_limit_error',
  message: 'This request would exceed your limit.',
  headers: {
    'anthropic-ratelimit-unified-status': 'rejected',
    'anthropic-ratelimit-unified-reset': String(RESET),
    'anthropic-ratelimit-unified-representative-claim': 'five_hour',
  },
};

/** The account: its limit, its login, and the screens of a first start. */
export const LIMITS: Scene[] = [
  {
    name: 'limit',
    about: 'The subscriber’s limit is reached: nothing can be done until it resets.',
    home: { login: 'subscription' },
    script: (api) => void api.on('say hello', [{ error: REJECTED }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('say hello');
      const truth = { status: 'blocked', gate: 'limit', resets: /./ };
      await stage.moment('reached', truth, { shows: /Stop and wait|limit (?:· )?resets/ });
    },
  },
  {
    name: 'limit-words',
    about: 'An answer that quotes the words of a limit is not a limit.',
    script: (api) => void api.on('say hello', [{ text: "You've hit your session limit · resets 7pm (UTC)" }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('say hello');
      await stage.moment('', { status: 'idle_done', gate: undefined }, { shows: over(/resets 7pm/) });
    },
  },
  {
    name: 'auth-login',
    about: 'The service refuses the login: the turn ends with an error.',
    home: { login: 'subscription' },
    script: (api) =>
      void api.on('say hello', [
        { error: { status: 401, type: 'authentication_error', message: 'OAuth token has expired' } },
      ]),
    async play(stage) {
      await stage.spawn();
      await stage.send('say hello');
      await stage.moment('', { status: 'idle_done', error: /./ }, { shows: /\/login/, hides: ACTIVITY });
    },
  },
  {
    name: 'auth-key',
    about: 'The service refuses the key, and no further try is left: the turn ends with an error.',
    home: { env: { CLAUDE_CODE_MAX_RETRIES: '1' } },
    script: (api) =>
      void api.on('say hello', [
        { error: { status: 401, type: 'authentication_error', message: 'invalid x-api-key' } },
      ]),
    async play(stage) {
      await stage.spawn();
      await stage.send('say hello');
      await stage.moment('', { status: 'idle_done', error: /./ }, { shows: /API/, hides: /…|retrying/ });
    },
  },
  {
    name: 'onboarding',
    about: 'The very first start, with a key: it asks for the theme.',
    home: { onboarded: false },
    async play(stage) {
      await stage.spawn();
      await stage.moment('theme', { status: 'blocked', gate: 'onboarding' }, { shows: /Dark mode/ });
    },
  },
  {
    name: 'onboarding-trust',
    about: 'The very first start in a folder that nobody trusts: `spawn --trust` says that it is not trusted yet.',
    home: { onboarded: false, trusted: false },
    records: false,
    async play(stage) {
      const spawned = await stage.csd('spawn', '--cwd', stage.place.start, '--name', 'lab', '--trust');
      const { code, gate } = spawned.json as { code?: string; gate?: string };
      await stage.effect('spawn reports it', () => spawned.code === 1 && code === 'gated' && gate === 'onboarding');
      const state = async () => (await stage.csd('state', 'lab')).json as { gate?: string; options?: string[] };
      await stage.step('the theme', () => stage.ok('approve', 'lab', '--match', 'Dark mode'));
      await stage.effect('the page of notes is a gate', async () => {
        const { gate, options } = await state();
        return gate === 'onboarding' && options?.join() === 'continue';
      });
      await stage.step('the notes', () => stage.ok('approve', 'lab'));
      await stage.effect('the trust gate follows', async () => (await state()).gate === 'trust');
    },
  },
  {
    name: 'login',
    about: 'Nobody is logged in, and a person asked for the choice of logins.',
    home: { login: 'none' },
    async play(stage) {
      await stage.spawn();
      await stage.waitForScreen(/^❯/m);
      await stage.type('/login');
      await stage.waitForScreen(/^❯.*\/login/m);
      await stage.keys('Enter');
      await stage.moment('', { status: 'blocked', gate: 'login' }, { shows: /Select login method/ });
    },
  },
  {
    name: 'no-login',
    about: 'Nobody is logged in: a prompt is refused.',
    home: { login: 'none' },
    async play(stage) {
      await stage.spawn();
      await stage.moment('fresh', { status: 'spawning' }, { shows: /^❯|log ?in/m });
      await stage.send('say hello');
      await stage.moment('refused', { status: 'idle_done', error: /./ }, { shows: /\/login/, hides: ACTIVITY });
    },
  },
];
