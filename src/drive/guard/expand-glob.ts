import path from 'node:path';
import picomatch from 'picomatch';
import { entriesBelow, type Places, placesOf } from './resolve-path.ts';

/** How a shell expands its globs: `dots`, a star matches a leading dot; `deep`, two stars match any depth. */
export interface GlobWays {
  dots: boolean;
  deep?: boolean;
}

/** The most paths from one glob. */
const MOST_PLACES = 20_000;

/** The glob options that a command sets: `dotglob` of bash, `globdots` and `(D)` of zsh. */
export function globWaysOf(command: string): GlobWays {
  return { dots: /dot_?glob|glob_?dots/i.test(command) || /\([A-CE-Za-z]*D[A-Za-z]*\)/.test(command) };
}

/**
 * The existing paths that a glob matches, as the shell would expand it: only a dot matches a leading dot, unless an
 * option says otherwise. Case is ignored, as with `nocaseglob`.
 */
export function expandGlob({ disk, home }: Places, text: string, folder: string, { dots, deep }: GlobWays): string[] {
  const [whole = ''] = placesOf(disk, text, folder, home);
  let places = [''];
  for (const segment of whole.split('/').slice(1)) {
    if (segment === '') continue;
    if (deep && segment === '**') places = places.flatMap((place) => [place, ...foldersBelow({ disk }, place)]);
    else if (!/[*?[]/.test(segment)) places = places.map((place) => `${place}/${segment}`);
    else {
      const matches = picomatch(segment.replaceAll('[!', '[^'), { nonegate: true, nocase: true, dot: dots });
      places = places.flatMap((place) =>
        (disk.list(place || '/') ?? []).flatMap(({ name }) => (matches(name) ? [`${place}/${name}`] : [])),
      );
    }
    if (places.length > MOST_PLACES) break;
  }
  return places.map((place) => path.posix.normalize(place));
}

/** All folders in a folder. */
function foldersBelow({ disk }: Pick<Places, 'disk'>, top: string): string[] {
  const found: string[] = [];
  for (const { place, isFolder } of entriesBelow(disk, top)) {
    if (found.length >= MOST_PLACES) break;
    if (isFolder) found.push(place);
  }
  return found;
}
