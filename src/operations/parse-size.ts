import * as z from 'zod/mini';

/** Columns x rows of a pane. The agent needs some room for its menus, and tmux has a maximum of 10000. */
export const PaneSize = z.string().check(
  z.regex(/^\d{1,5}x\d{1,5}$/, { error: 'not a size such as 220x50' }),
  z.refine((size) => isInRange(size), { error: 'out of range: 20x5 to 1000x1000' }),
);

/** Both numbers of a valid size. */
export function parseSize(size: string): { width: number; height: number } {
  const [width = 0, height = 0] = size.split('x').map(Number);
  return { width, height };
}

function isInRange(size: string): boolean {
  const { width, height } = parseSize(size);
  return width >= 20 && width <= 1000 && height >= 5 && height <= 1000;
}
