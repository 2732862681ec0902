/** Columns of text for a terminal, two spaces apart; the first row is the head. Columns that hold only figures stand to the right. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const layout = Array.from({ length: columns }, (_, column) => {
    const cells = rows.map((row) => row[column] ?? '');
    const body = cells.slice(1).filter((cell) => cell !== '');
    return {
      width: Math.max(...cells.map((cell) => cell.length)),
      right: body.length > 0 && body.every((cell) => /^[-+]?\d[\d.,/]*( ?(%|s))?$/.test(cell)),
    };
  });
  return rows
    .map((row) =>
      layout
        .map(({ width, right }, column) => (right ? (row[column] ?? '').padStart(width) : (row[column] ?? '').padEnd(width)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
