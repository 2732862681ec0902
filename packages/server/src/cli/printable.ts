/** Text that does to a terminal what it says and nothing else: control characters, which names of files may hold, are written as escapes. Lines stay lines. */
export function printable(text: string): string {
  // Also C1, and what turns the direction of writing around.
  return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) =>
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
