import { matchesFilter, type Filter, type Filterable } from '../../domain/filter.js';

/** A condition of a statement on `items`, 1 or 0 for each row, with its parameters. */
export interface Condition {
  readonly sql: string;
  readonly parameters: readonly (string | null)[];
}

const ALWAYS: Condition = { sql: '1', parameters: [] };
const NEVER: Condition = { sql: '0', parameters: [] };
const COLUMNS = { id: 'id', label: 'label', createdAt: 'created_at' } as const;
/** Filters of more conditions are left to `fits` as a whole: SQLite limits how deep and how many they are, and an index gains little there. */
const MAX_CONDITIONS = 200;

/** A filter as a condition that SQLite can answer from an index where it asks for labels and ids, and by the function `fits` for all else.
 * No filter fits all. */
export function filterCondition(filter: Filter | undefined): Condition {
  if (filter === undefined) return ALWAYS;
  return countConditions(filter) > MAX_CONDITIONS ? fits(filter) : toCondition(filter);
}

function toCondition(filter: Filter): Condition {
  if (!readsColumns(filter)) return fits(filter);
  if ('and' in filter) return join(filter.and.map(toCondition), ' AND ', ALWAYS);
  if ('or' in filter) return join(filter.or.map(toCondition), ' OR ', NEVER);
  if ('not' in filter) {
    const { sql, parameters } = toCondition(filter.not);
    return { sql: `NOT (${sql})`, parameters };
  }
  const column = COLUMNS[filter.field as keyof typeof COLUMNS];
  const wanted = 'eq' in filter ? [filter.eq] : 'in' in filter ? filter.in : [];
  const texts = wanted.filter((value) => typeof value === 'string');
  // These columns hold text or nothing: a number or a boolean is none of their values.
  const parts: Condition[] = wanted.includes(null) ? [{ sql: `${column} IS NULL`, parameters: [] }] : [];
  if (texts.length === 1) parts.push({ sql: `${column} IS ?`, parameters: texts });
  if (texts.length > 1)
    parts.push({
      sql: `(${column} IS NOT NULL AND ${column} IN (SELECT value FROM json_each(?)))`,
      parameters: [JSON.stringify(texts)],
    });
  return join(parts, ' OR ', NEVER);
}

/** Whether a column answers some part of it by equality. */
function readsColumns(filter: Filter): boolean {
  if ('and' in filter) return filter.and.some(readsColumns);
  if ('or' in filter) return filter.or.some(readsColumns);
  if ('not' in filter) return readsColumns(filter.not);
  return Object.hasOwn(COLUMNS, filter.field) && ('eq' in filter || 'in' in filter);
}

function countConditions(filter: Filter): number {
  const parts = 'and' in filter ? filter.and : 'or' in filter ? filter.or : 'not' in filter ? [filter.not] : [];
  return parts.reduce((sum, part) => sum + countConditions(part), 1);
}

function fits(filter: Filter): Condition {
  return { sql: 'fits(?, id, label, created_at, metadata)', parameters: [JSON.stringify(filter)] };
}

function join(parts: readonly Condition[], operator: string, none: Condition): Condition {
  if (parts.length === 0) return none;
  return { sql: `(${parts.map(({ sql }) => sql).join(operator)})`, parameters: parts.flatMap(({ parameters }) => parameters) };
}

const KNOWN_FILTERS = 64;

/** The function `fits` of the conditions. Each filter is parsed once, not for each row. */
export function createFits(): (text: string, item: Filterable) => boolean {
  const known = new Map<string, Filter>();
  return (text, item) => {
    let filter = known.get(text);
    if (filter === undefined) {
      if (known.size === KNOWN_FILTERS) known.clear();
      filter = JSON.parse(text) as Filter;
      known.set(text, filter);
    }
    return matchesFilter(filter, item);
  };
}
