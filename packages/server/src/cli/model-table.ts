import type { ModelRecord } from '../domain/model-registry.js';

/** A model as `supcon-server models` tells of it. */
export interface ListedModel {
  readonly model: ModelRecord;
  /** Names that stand for it. */
  readonly aliases: readonly string[];
  /** Whether `production` is one of them. */
  readonly serves: boolean;
}

const HEAD = ['model', 'created', 'precision', 'aliases', 'serves'] as const;

/** The models as lines of text with columns, each line ended. */
export function modelTable(listed: readonly ListedModel[]): string {
  const rows = [
    HEAD,
    ...listed.map(({ model, aliases, serves }) => [
      `${model.name}/${model.version}`,
      `${model.createdAt.slice(0, 16).replace('T', ' ')} UTC`,
      model.precision,
      aliases.join(', '),
      serves ? 'yes' : '',
    ]),
  ];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}
