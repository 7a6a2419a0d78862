import { blocks, section } from './pages.ts';

/** The command lines that the README has a new user paste, in order, without those that build csd itself. */
export function firstMinutes(): string[] {
  return blocks(section('README.md', '60 seconds'), 'sh')
    .flatMap((block) => block.split('\n'))
    .filter((line) => line.startsWith('csd '));
}

/** The exit codes that such a line may have: `wait` says by its own what it met, `run` where something is in the way. */
export function mayExitWith(line: string): number[] {
  if (line.startsWith('csd wait ')) return [0, 3, 4];
  return line.startsWith('csd run ') ? [0, 3, 4] : [0];
}
