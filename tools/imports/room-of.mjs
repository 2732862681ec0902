/**
 * @param {string} file below the source folder, such as `engine/native/kernels.ts`
 * @param {readonly string[]} rooms
 * @returns {string | undefined} the innermost room that holds the file; undefined where none does
 */
export function roomOf(file, rooms) {
  return rooms.filter((room) => file.startsWith(`${room}/`) || file.startsWith(`${room}.`)).sort((a, b) => b.length - a.length)[0];
}
