import type { Scene } from '../scene.ts';
import { atLeast } from '../setting.ts';
import { unnumbered } from './lines.ts';

const COMPOSER = /^❯/m;

const MCP = { '.mcp.json': JSON.stringify({ mcpServers: { demo: { command: 'true', args: [] } } }) };

/** 2.1.150 puts the wider option first. */
function mcpOptions(release: string): string[] {
  const uses = ['Use this MCP server', 'Use this and all future MCP servers in this project'];
  if (!atLeast(release, '2.1.158')) uses.reverse();
  return [...uses, 'Continue without using this MCP server'];
}

/** Screens before the first prompt. */
export const START: Scene[] = [
  {
    name: 'trust-mcp',
    about: 'Two gates follow each other at the start: one approval answers one of them.',
    home: { trusted: false, files: MCP },
    async play(stage) {
      await stage.spawn();
      await stage.moment('trust', { status: 'blocked', gate: 'trust' }, { shows: /Yes, I trust/ });
      await stage.approve();
      await stage.moment('mcp', { status: 'blocked', gate: 'mcp' }, { shows: /MCP server/, hides: /Yes, I trust/ });
      await stage.approve({ match: 'Continue without' });
      await stage.moment('started', { status: 'spawning' }, { shows: COMPOSER, hides: /MCP server found/ });
    },
  },
  {
    name: 'bypass',
    about: 'The warning before the bypass mode, and the composer once it is accepted.',
    spawn: ['--bypass-permissions'],
    async play(stage) {
      await stage.spawn();
      const truth = { status: 'blocked', gate: 'bypass', options: ['No, exit', 'Yes, I accept'], selected: 1 };
      await stage.moment('gate', truth, { shows: /Yes, I accept/ });
      await stage.approve({ match: 'Yes, I accept' });
      await stage.moment('accepted', { status: 'spawning' }, { shows: COMPOSER, hides: /Yes, I accept/ });
    },
  },
  {
    name: 'mcp',
    about: 'The folder names an MCP server that nobody approved yet.',
    home: { files: MCP },
    async play(stage) {
      await stage.spawn();
      await stage.moment(
        'gate',
        {
          status: 'blocked',
          gate: 'mcp',
          options: mcpOptions(stage.release),
          selected: unnumbered(stage.release) ? 3 : 1,
        },
        { shows: /MCP server/ },
      );
    },
  },
  {
    name: 'api-key',
    about: 'The key in the environment was never approved.',
    home: { keyApproved: false },
    async play(stage) {
      await stage.spawn();
      await stage.moment(
        'gate',
        { status: 'blocked', gate: 'api_key', options: ['Yes', 'No (recommended)'], selected: 2 },
        { shows: /API key/ },
      );
    },
  },
  {
    name: 'settings',
    about: 'The settings file holds a value that the agent refuses.',
    home: { settings: '{"permissions": {"allow": "everything"}}' },
    async play(stage) {
      await stage.spawn();
      await stage.moment(
        'gate',
        {
          status: 'blocked',
          gate: 'settings',
          options: ['Fix with Claude', 'Exit and fix manually', 'Continue without these settings'],
          selected: 1,
        },
        { shows: /Exit and fix/ },
      );
    },
  },
];
