import { roomOf } from './room-of.mjs';

/**
 * A Mermaid drawing of rooms: an arrow runs from a room to one that it imports. Left out are arrows that others say already: with a -> b -> c, none from a to c.
 * @param {readonly (readonly string[])[]} floors from the ground up, as in rooms.mjs
 * @param {readonly { from: string, to: string }[]} imports files below the folder of the floors
 * @returns {string} a fenced block of Markdown
 * @throws Error naming a file without a room, or an import that does not run down to a lower floor
 */
export function drawRooms(floors, imports) {
  const rooms = floors.flat();
  const level = (/** @type {string} */ room) => floors.findIndex((floor) => floor.includes(room));
  /** @type {Map<string, Set<string>>} */
  const arrows = new Map(rooms.map((room) => [room, new Set()]));
  for (const { from, to } of imports) {
    const [importing, imported] = [from, to].map((file) => {
      const room = roomOf(file, rooms);
      if (room === undefined) throw new Error(`${file} lies in no room; give its folder a floor in tools/imports/rooms.mjs`);
      return room;
    });
    if (importing === undefined || imported === undefined || importing === imported) continue;
    if (level(imported) >= level(importing))
      throw new Error(`${from} imports ${to}, but ${imported} does not stand below ${importing}; see tools/imports/rooms.mjs`);
    arrows.get(importing)?.add(imported);
  }
  const id = (/** @type {string} */ room) => `r${rooms.indexOf(room)}`;
  // Mermaid puts first what it reads first: the top of the house.
  const lines = rooms.toReversed().flatMap((room) => {
    const direct = [...(arrows.get(room) ?? [])];
    const shown = direct.filter((target) => !direct.some((other) => other !== target && reaches(other, target, arrows)));
    return [`  ${id(room)}["${room}"]`, ...inOrder(shown, rooms).map((target) => `  ${id(room)} --> ${id(target)}`)];
  });
  return ['```mermaid', 'flowchart TD', ...lines, '```'].join('\n');
}

/**
 * @param {string} from
 * @param {string} to
 * @param {ReadonlyMap<string, ReadonlySet<string>>} arrows without a circle
 * @returns {boolean}
 */
function reaches(from, to, arrows) {
  return [...(arrows.get(from) ?? [])].some((next) => next === to || reaches(next, to, arrows));
}

/**
 * @param {readonly string[]} some
 * @param {readonly string[]} all
 */
function inOrder(some, all) {
  return all.filter((room) => some.includes(room)).toReversed();
}
