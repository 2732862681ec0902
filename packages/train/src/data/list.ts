/** Lines of a message with a dash before each. @param most more are counted, not shown. Default 50. */
export function list(lines: readonly string[], most = 50): string {
  const shown = lines.slice(0, most).map((line) => `  - ${line}`);
  if (lines.length > most) shown.push(`  ... and ${lines.length - most} more`);
  return shown.join('\n');
}
