/** Where the data of a run lie, for the commands that take it further: as the run's configuration has it where that is told, or a stand-in. */
export function dataPlace(config: Readonly<Record<string, unknown>> | undefined): string {
  const root = (config?.['data'] as { readonly root?: unknown } | undefined)?.root;
  // Who is no admin is told the last name alone.
  return typeof root === 'string' && /^(?:\/|[A-Za-z]:[\\/])/.test(root) ? root : 'photos';
}

/** The list that a change set of these data is written into. */
export function relabelledList(data: string): string {
  const folder = /\.(?:csv|jsonl|ndjson)$/i.test(data) ? data.replace(/[\\/]?[^\\/]*$/, '') || '.' : data.replace(/[\\/]$/, '');
  return `${folder}/relabelled.csv`;
}
