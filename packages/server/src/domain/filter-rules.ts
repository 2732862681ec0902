import { ServerError } from './errors.js';
import type { Filter, FilterField, Range, Scalar } from './filter.js';

/** Conditions of a filter, those that hold others counted too. */
export const MOST_FILTER_CONDITIONS = 64;
/** Conditions within each other. */
export const MOST_FILTER_LEVELS = 8;
/** Values of one `in`. */
export const MOST_FILTER_VALUES = 1000;
/** Characters of a text that is compared with, and of the name of a field. */
export const LONGEST_FILTER_TEXT = 1000;

const KINDS = ['eq', 'in', 'range', 'exists', 'prefix'] as const;
const BOUNDS = ['gt', 'gte', 'lt', 'lte'] as const;
const WANTED =
  'a filter is {"and": [...]}, {"or": [...]}, {"not": ...}, or a field with one of eq, in, range, exists and prefix, as {"field": "label", "eq": "apple"}';

/** A filter as callers may give it: one of the forms of `Filter`, not too large. What does not fit is named by its place, as `filter.and[1].in`.
 * @returns a copy of what it knows. @throws ServerError BAD_REQUEST. */
export function requireFilter(value: unknown): Filter {
  let conditions = 0;
  const read = (part: unknown, place: string, level: number): Filter => {
    if (!isObject(part)) throw misfit(place, `got ${show(part)}; ${WANTED}`);
    if (++conditions > MOST_FILTER_CONDITIONS) throw misfit('filter', `more than ${MOST_FILTER_CONDITIONS} conditions; make it shorter`);
    if (level > MOST_FILTER_LEVELS) throw misfit(place, `nested deeper than ${MOST_FILTER_LEVELS} levels; make it flatter`);
    const keys = Object.keys(part);
    const list = (key: 'and' | 'or'): Filter[] => {
      const parts = part[key];
      if (!Array.isArray(parts)) throw misfit(`${place}.${key}`, `expected a list of filters, got ${show(parts)}`);
      return parts.map((each, i) => read(each, `${place}.${key}[${i}]`, level + 1));
    };
    if (keys.length === 1 && keys[0] === 'and') return { and: list('and') };
    if (keys.length === 1 && keys[0] === 'or') return { or: list('or') };
    if (keys.length === 1 && keys[0] === 'not') return { not: read(part['not'], `${place}.not`, level + 1) };
    const kind = KINDS.find((each) => each in part);
    if (keys.length !== 2 || !('field' in part) || kind === undefined)
      throw misfit(place, `got the keys ${show(keys.join(', '))}; ${WANTED}`);
    return readCondition(requireField(part['field'], `${place}.field`), kind, part[kind], `${place}.${kind}`);
  };
  return read(value, 'filter', 1);
}

/** A filter that stands in an address, as JSON. @returns undefined where there is none. @throws ServerError BAD_REQUEST. */
export function parseFilter(text: string | undefined): Filter | undefined {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ServerError('BAD_REQUEST', `filter: ${show(text)} is not JSON; ${WANTED}`, { cause });
  }
  return requireFilter(value);
}

/** What a filter may read, and facets count. @param place what to call it. @throws ServerError BAD_REQUEST. */
export function requireField(field: unknown, place = 'field'): FilterField {
  const isKnown = field === 'id' || field === 'label' || field === 'createdAt';
  const isPath = typeof field === 'string' && field.length <= LONGEST_FILTER_TEXT && /^metadata(?:\.[^.]+)+$/s.test(field);
  if (!isKnown && !isPath)
    throw misfit(place, `${show(field)} is none; use id, label, createdAt or a path into the metadata, as metadata.camera.model`);
  return field as FilterField;
}

function readCondition(field: FilterField, kind: (typeof KINDS)[number], value: unknown, place: string): Filter {
  switch (kind) {
    case 'eq':
      return { field, eq: requireScalar(value, place) };
    case 'in':
      if (!Array.isArray(value) || value.length > MOST_FILTER_VALUES)
        throw misfit(
          place,
          `expected a list of at most ${MOST_FILTER_VALUES} values, got ${Array.isArray(value) ? value.length : show(value)}`,
        );
      return { field, in: value.map((each, i) => requireScalar(each, `${place}[${i}]`)) };
    case 'range':
      return { field, range: requireRange(value, place) };
    case 'exists':
      if (typeof value !== 'boolean') throw misfit(place, `expected true or false, got ${show(value)}`);
      return { field, exists: value };
    case 'prefix':
      if (typeof value !== 'string') throw misfit(place, `expected a text, got ${show(value)}`);
      return { field, prefix: requireScalar(value, place) as string };
  }
}

function requireRange(value: unknown, place: string): Range {
  const keys = isObject(value) ? Object.keys(value) : [];
  if (!isObject(value) || keys.length === 0 || keys.some((key) => !(BOUNDS as readonly string[]).includes(key)))
    throw misfit(place, `expected at least one of gt, gte, lt and lte, got ${isObject(value) ? show(keys.join(', ')) : show(value)}`);
  const bounds = Object.entries(value).map(([key, bound]) => {
    if (typeof bound !== 'number' && typeof bound !== 'string')
      throw misfit(`${place}.${key}`, `expected a number or a text, got ${show(bound)}`);
    return [key, requireScalar(bound, `${place}.${key}`)] as const;
  });
  if (new Set(bounds.map(([, bound]) => typeof bound)).size > 1) throw misfit(place, 'its bounds are a number and a text; use one kind');
  return Object.fromEntries(bounds);
}

function requireScalar(value: unknown, place: string): Scalar {
  if (value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value;
  if (typeof value !== 'string') throw misfit(place, `expected a text, a number, true, false or null, got ${show(value)}`);
  if (value.length > LONGEST_FILTER_TEXT) throw misfit(place, `${value.length} characters, at most ${LONGEST_FILTER_TEXT} are compared`);
  return value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function misfit(place: string, message: string): ServerError {
  return new ServerError('BAD_REQUEST', `${place}: ${message}`);
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}...` : value);
  if (value === null || typeof value !== 'object') return String(value);
  return Array.isArray(value) ? 'a list' : 'an object';
}
