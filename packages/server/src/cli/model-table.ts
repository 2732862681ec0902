import type { ModelRecord } from '../domain/model-registry.js';
import { shortTime, textTable } from './text-table.js';

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
  const rows = listed.map(({ model, aliases, serves }) => [
    `${model.name}/${model.version}`,
    shortTime(model.createdAt),
    model.precision,
    aliases.join(', '),
    serves ? 'yes' : '',
  ]);
  return textTable(HEAD, rows);
}
