import { blocks, section } from './pages.ts';

/** The command lines of the README that a new user pastes, in order, without those that build csd itself. */
export function firstMinutes(): string[] {
  return blocks(section('README.md', '60 seconds'), 'sh')
    .flatMap((block) => block.split('\n'))
    .filter((line) => line.startsWith('csd '));
}

/**
 * The exit codes that such a line may have: `wait` reports what it found with its own, `run` if something prevents it.
 */
export function mayExitWith(line: string): number[] {
  if (line.startsWith('csd wait ')) return [0, 3, 4];
  return line.startsWith('csd run ') ? [0, 3, 4] : [0];
}
