/// <reference path="./built.d.ts" />
/** The files of the page by name, as they are served: `scripts/page.mjs` makes them, and the build carries them along as text. */
export { ASSETS } from 'page:assets';
