import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Scene } from '../scene.ts';
import { atLeast } from '../setting.ts';
import type { Stage } from '../stage.ts';
import { atSizes, NARROW, over, planTurn } from './lines.ts';

const PLAN = '# Plan\n\n1. Do it\n2. Test it\n';
const LONG_PLAN = `# A long plan\n\n${Array.from({ length: 80 }, (_, n) => `${n + 1}. Step ${n + 1}`).join('\n')}\n`;
const GATE = /Would you like to proceed\?[\s\S]*❯ 1\./;
const PLANNING = ['--permission-mode', 'plan'];

/** The plan files of the scene's home that contain this text (there should be one). */
function planFile(stage: Stage, holds = (name: string) => name.length > 0): string {
  const folder = join(stage.place.configDir, 'plans');
  return join(folder, readdirSync(folder).find(holds) ?? 'none');
}

function planScene(name: string, about: string, plan: string): Scene {
  return {
    name,
    about,
    spawn: PLANNING,
    script: (api) => void api.on('plan', planTurn(plan)),
    async play(stage) {
      await stage.spawn();
      await stage.send('plan it');
      await stage.waitForScreen(/❯ 1\./);
      const first = atLeast(stage.release, '2.1.158') ? 'Yes, and use auto mode' : 'Yes, auto-accept edits';
      const options = [first, 'Yes, manually approve edits', 'Tell Claude what to change'];
      const gate = { status: 'plan_ready', plan_file: planFile(stage), plan, options };
      await stage.moment('gate', gate, { shows: /❯ 1\./ });
      await stage.approve({ match: 'manually' });
      const truth = { status: 'idle_done', text: 'The plan is carried out.' };
      await stage.moment('approved', truth, { shows: over(/carried out\./) });
    },
  };
}

const SHORT = planScene('plan', 'A plan with a file waits for approval; approved, the turn goes on.', PLAN);

/** The plan gate. */
export const PLANS: Scene[] = [
  SHORT,
  ...atSizes(SHORT, NARROW),
  planScene('plan-long', 'A plan longer than the screen waits for approval.', LONG_PLAN),
  {
    name: 'plan-none',
    about: 'The agent asks to leave the plan mode without a plan file.',
    spawn: PLANNING,
    script: (api) =>
      void api.on('leave', [
        { text: 'No plan is needed.', tools: [{ name: 'ExitPlanMode', input: {} }] },
        { text: 'Going.' },
      ]),
    async play(stage) {
      await stage.spawn();
      await stage.send('leave now');
      await stage.moment('gate', { status: 'plan_ready', plan_file: null, plan: null }, { shows: /❯ 1\. Yes/ });
    },
  },
  {
    name: 'plan-two',
    about: 'Two sessions plan in one folder: each has its own plan.',
    spawn: PLANNING,
    script: (api) =>
      void api.on('bridge', planTurn('# Bridge\n\nBuild it.\n')).on('tunnel', planTurn('# Tunnel\n\nDig it.\n')),
    async play(stage) {
      const bridge = await stage.spawn('bridge');
      await bridge.waitForScreen(/^❯/m);
      const tunnel = await stage.spawn('tunnel');
      await bridge.send('plan the bridge');
      await bridge.waitForScreen(GATE);
      const first = planFile(stage);
      await tunnel.send('plan the tunnel');
      await tunnel.waitForScreen(GATE);
      const second = planFile(stage, (name) => !first.endsWith(name));
      const truth = (plan_file: string, plan: string) => ({ status: 'plan_ready', plan_file, plan });
      await bridge.moment('bridge', truth(first, '# Bridge\n\nBuild it.\n'), { shows: GATE });
      await tunnel.moment('tunnel', truth(second, '# Tunnel\n\nDig it.\n'), { shows: GATE });
    },
  },
];
