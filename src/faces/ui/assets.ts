/// <reference path="./built.d.ts" />
/**
 * The files of the page by name, as they are served: `scripts/page.mjs` creates them, and the build includes them as
 * text.
 */
export { ASSETS } from 'page:assets';
