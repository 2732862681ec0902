const TESTS = '\\.test\\.tsx?$';

/**
 * Rules for dependency-cruiser, one for each room that another one stands above or beside. Tests are free: they set a scene with whatever
 * they need.
 * @param {Readonly<Record<string, readonly (readonly string[])[]>>} rooms floors by source folder, as in rooms.mjs
 * @returns {import('dependency-cruiser').IForbiddenRuleType[]}
 */
export function roomRules(rooms) {
  return Object.entries(rooms).flatMap(([folder, floors]) => [
    unlistedRule(folder, floors.flat()),
    ...floors.flatMap((floor, level) =>
      floor.flatMap((room) => {
        const barred = [...floor.filter((other) => other !== room), ...floors.slice(level + 1).flat()];
        return barred.length === 0 ? [] : [roomRule(folder, room, barred, floors.flat())];
      }),
    ),
  ]);
}

/**
 * A new room says where it stands before anything is built in it.
 * @param {string} folder
 * @param {readonly string[]} listed
 * @returns {import('dependency-cruiser').IForbiddenRuleType}
 */
function unlistedRule(folder, listed) {
  return {
    name: ruleName(folder, 'unlisted'),
    severity: 'error',
    comment: 'This room has no floor yet: give it one in tools/imports/rooms.mjs.',
    from: { path: `^${folder}/`, pathNot: [...listed.map((room) => placeOf(folder, room, listed)), TESTS] },
    to: {},
  };
}

/**
 * @param {string} folder
 * @param {string} room
 * @param {readonly string[]} barred
 * @param {readonly string[]} listed
 * @returns {import('dependency-cruiser').IForbiddenRuleType}
 */
function roomRule(folder, room, barred, listed) {
  return {
    name: ruleName(folder, room),
    severity: 'error',
    comment: `${room} stands below or beside what it imports here; tools/imports/rooms.mjs has the floors. Move the shared part down.`,
    from: { path: placeOf(folder, room, listed), pathNot: TESTS },
    to: { path: barred.map((other) => placeOf(folder, other, listed)) },
  };
}

/**
 * @param {string} folder
 * @param {string} room
 * @param {readonly string[]} listed
 * @returns {string} what matches the room's own files: those of rooms within it are left out
 */
function placeOf(folder, room, listed) {
  const within = listed.filter((other) => other.startsWith(`${room}/`)).map((other) => other.slice(room.length + 1));
  return `^${folder}/${room}(\\.tsx?$|/${within.length > 0 ? `(?!(${within.join('|')})(/|\\.tsx?$))` : ''})`;
}

/**
 * @param {string} folder `packages/train/src`
 * @param {string} room
 * @returns {string} `train-rooms-recipe`
 */
export function ruleName(folder, room) {
  return `${folder.split('/')[1]}-rooms-${room}`;
}
