/** Characters with a meaning for fast-glob, except `*`; it cannot always escape them. */
const SPECIAL = /[\\()[\]{}!+@?|]/;

/** Paths below a folder that match a pattern, see `Files.glob`. */
export async function glob(folder: string, pattern: string): Promise<string[]> {
  if (SPECIAL.test(pattern)) return [];
  // Imported on demand: most commands do not need it, and the fast path never does.
  const { default: fastGlob } = await import('fast-glob');
  const options = { cwd: folder, absolute: true, dot: true, onlyFiles: false, suppressErrors: true };
  return (await fastGlob.glob(pattern, options)).sort();
}
