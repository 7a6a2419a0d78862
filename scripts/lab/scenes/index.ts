import type { LabAgent } from '../agents/agent.ts';
import type { HomeOptions } from '../home.ts';
import type { Scene } from '../scene.ts';
import { ANSWERS } from './answers.ts';
import { BACKGROUND } from './background.ts';
import { CHOICES } from './choices.ts';
import { CMS } from './cms.ts';
import { codexScenes } from './codex.ts';
import { codexBeside } from './codex-beside.ts';
import { CODEX_DELEGATES } from './codex-delegates.ts';
import { codexDriversOf } from './codex-drivers.ts';
import { codexForms } from './codex-forms.ts';
import { codexTools } from './codex-tools.ts';
import { CODEX_VIEWS } from './codex-views.ts';
import { COMPOSERS } from './composers.ts';
import { COSTS } from './costs.ts';
import { DELEGATES } from './delegates.ts';
import { DRIVERS } from './drivers.ts';
import { ELICITATIONS } from './elicit.ts';
import { ENDS } from './ends.ts';
import { FOLLOWING } from './following.ts';
import { GATES } from './gates.ts';
import { HOOKS } from './hooks.ts';
import { LIMITS } from './limits.ts';
import { MODES } from './modes.ts';
import { NEWCOMER } from './newcomer.ts';
import { OLD_CONVERSATIONS } from './old-conversations.ts';
import { PAGE_GATES } from './page-gates.ts';
import { PARKED } from './parked.ts';
import { PLANS } from './plans.ts';
import { READERS } from './reader.ts';
import { RECORDS } from './records.ts';
import { BAD_INPUT } from './shared-bad-input.ts';
import { conversationsOf } from './shared-conversations.ts';
import { delegatesOf } from './shared-delegates.ts';
import { driversOf } from './shared-drivers.ts';
import { endsOf, gatesOf } from './shared-gates.ts';
import { hostsOf } from './shared-hosts.ts';
import { imagesOf } from './shared-images.ts';
import { libraryOf } from './shared-library.ts';
import { livesOf } from './shared-lives.ts';
import { operationsOf } from './shared-operations.ts';
import { orderOf } from './shared-order.ts';
import { pageOf } from './shared-page.ts';
import { peopleOf } from './shared-people.ts';
import { placesOf } from './shared-places.ts';
import { rewoundOf, rewrittenOf } from './shared-rewritten.ts';
import { sendsOf } from './shared-sends.ts';
import { togetherOf } from './shared-together.ts';
import { tracksOf } from './shared-tracking.ts';
import { startOf, turnsOf } from './shared-turns.ts';
import { waitsOf } from './shared-waits.ts';
import { SMALL_PANES } from './small-panes.ts';
import { START } from './start.ts';
import { STATUS_LINES } from './status-lines.ts';
import { STREAM_KILLS } from './stream-kills.ts';
import { TRACKING } from './tracking.ts';
import { TRUTH } from './truth.ts';
import { TURNS } from './turns.ts';
import { TYPED_TURNS } from './typed-turns.ts';
import { VIEWS } from './views.ts';
import { WORDS } from './words.ts';
import { WORKERS } from './workers.ts';

/** The scenes of every agent, by subject. */
const sharedBy = ({ words, name }: LabAgent): Record<string, Scene[]> => ({
  start: startOf(words),
  turns: turnsOf(words),
  gates: gatesOf(words),
  ends: endsOf(words),
  sends: [...sendsOf(words), ...imagesOf(words), ...waitsOf(words), ...orderOf(words), ...togetherOf(words)],
  tracking: [...tracksOf(words), ...placesOf(words)],
  conversations: [
    ...conversationsOf(words),
    ...livesOf(words),
    ...rewrittenOf(words),
    ...(name === 'claude' ? rewoundOf(words) : []),
    ...BAD_INPUT,
    ...libraryOf({ agent: name }),
  ],
  drivers: [...operationsOf(words), ...driversOf(words), ...delegatesOf(words)],
  hosts: hostsOf(words),
  people: [...peopleOf(words), ...pageOf(words)],
});

/** The scenes of Claude Code only. */
const CLAUDE: Record<string, Scene[]> = {
  start: START,
  turns: TURNS,
  gates: GATES,
  plans: PLANS,
  words: WORDS,
  ends: ENDS,
  modes: MODES,
  answers: [...ANSWERS, ...SMALL_PANES],
  choices: CHOICES,
  elicitations: ELICITATIONS,
  hooks: HOOKS,
  limits: LIMITS,
  views: [...VIEWS, ...PARKED, ...COMPOSERS],
  background: BACKGROUND,
  reader: READERS,
  records: RECORDS,
  following: [...FOLLOWING, ...OLD_CONVERSATIONS],
  truth: [...TRUTH, ...TYPED_TURNS],
  workers: WORKERS,
  delegates: DELEGATES,
  newcomer: NEWCOMER,
  cms: CMS,
  tracking: TRACKING,
  drivers: [...DRIVERS, ...STREAM_KILLS],
  usage: [...STATUS_LINES, ...COSTS],
  people: PAGE_GATES,
};

/** The scenes of one agent only, by subject, from several tables. */
function ownOf({ name, words }: LabAgent, group: string): Scene[] {
  const tables =
    name === 'codex'
      ? [
          codexScenes(words),
          codexTools(words),
          { gates: codexForms(words), following: codexBeside(words) },
          CODEX_VIEWS,
          { delegates: CODEX_DELEGATES, drivers: [...codexDriversOf(words), ...STREAM_KILLS] },
        ]
      : [CLAUDE];
  return tables.flatMap((table) => table[group] ?? []);
}

/** The groups of both agents. */
const GROUPS = { claude: Object.keys(CLAUDE), codex: ['following', 'delegates', 'drivers', 'people'] };

/** The groups in which both agents have scenes, and those between them. */
const ORDER = [
  'start',
  'turns',
  'gates',
  'plans',
  'words',
  'ends',
  'modes',
  'sends',
  'tracking',
  'conversations',
  'hosts',
];

/** The suffix of a scene's name if it is played on a model that the agent knows. */
const KNOWN = '-known';

/** Scenes whose records differ on such a model: only these are recorded on one too. */
const RECORDED = new Set(['tool', 'gate-bash', 'gate-mcp', 'question-tool', 'asked-aside', 'steered']);

/** True for a scene that is played on a model that the agent knows. */
export const isKnown = (scene: string): boolean => scene.endsWith(KNOWN);

/** An agent's scenes by subject. */
export function groupsOf(agent: LabAgent): Record<string, Scene[]> {
  const shared = sharedBy(agent);
  const names = [...new Set([...ORDER, ...(GROUPS[agent.name as keyof typeof GROUPS] ?? [])])];
  return Object.fromEntries(
    names.map((name) => [name, withKnown(agent, name, [...(shared[name] ?? []), ...ownOf(agent, name)])]),
  );
}

/** The scenes, and each again on a model that the agent knows; screens before the first prompt are the same on both. */
function withKnown({ knownModel }: LabAgent, group: string, scenes: Scene[]): Scene[] {
  if (!knownModel || group === 'start') return scenes;
  const known = scenes
    .filter((scene) => scene.known !== false)
    .map((scene): Scene => {
      const home = (release: string): HomeOptions => ({
        ...(typeof scene.home === 'function' ? scene.home(release) : scene.home),
        model: knownModel(release),
      });
      const name = `${scene.name}${KNOWN}`;
      const records = scene.records !== false && RECORDED.has(scene.name);
      return { ...scene, name, about: `${scene.about} On a model that the agent knows.`, home, records };
    });
  return [...scenes.filter((scene) => scene.known !== 'only'), ...known];
}

/** Every scene of an agent, in the order of the tables. */
export const scenesOf = (agent: LabAgent): Scene[] => Object.values(groupsOf(agent)).flat();

/** The agent's scenes whose name matches one of the globs (`*` stands for anything). */
export function scenesLike(agent: LabAgent, globs: string[]): Scene[] {
  const patterns = globs.map(
    (glob) => new RegExp(`^${glob.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`),
  );
  return scenesOf(agent).filter(({ name }) => patterns.some((pattern) => pattern.test(name)));
}
