declare module 'page:assets' {
  /** The files of the page by name, as they are served. */
  export const ASSETS: Readonly<Record<string, string>>;
}
