import type { Plugin } from 'esbuild';

/** The files of the page by name, as they are served. */
export function buildPage(): Promise<Record<string, string>>;
/** Gives `page:assets` to whatever is bundled. */
export const pageAssets: Plugin;
