/**
 * The rooms of each package that has floors, from the ground up: a room is a folder or a file right under the source folder, rooms in one
 * list stand on one floor. An import stays in its room or runs down; docs/architecture.md says what each room is for.
 * The rooms of a room may have floors too.
 * @type {Readonly<Record<string, readonly (readonly string[])[]>>}
 */
export const ROOMS = {
  'packages/train/src': [
    ['errors', 'home', 'map-parallel'],
    ['console'],
    ['augment', 'download', 'sample'],
    ['recipe', 'weights'],
    ['checkpoint', 'data'],
    ['evaluate', 'loop'],
    ['run'],
    ['export', 'preview', 'quantize', 'report'],
    ['compare'],
    ['commands'],
    ['cli'],
    ['index', 'run-cli'],
  ],
  'apps/dashboard/src': [
    ['commands', 'format', 'routing', 'session', 'theme'],
    ['components'],
    ['entities'],
    ['features'],
    ['app'],
    ['main'],
  ],
  // What the pages know of a thing stands alone, and so does each page.
  'apps/dashboard/src/entities': [['collection', 'model', 'run']],
  'apps/dashboard/src/features': [['overview', 'run', 'runs', 'try']],
};
