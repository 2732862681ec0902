import { ServerError } from '../../domain/errors.js';

/** How rich JSON in a body may be. */
export interface JsonBounds {
  /** Elements of all lists and keys of all objects together. */
  readonly jsonValues: number;
  /** Lists and objects within each other, the outermost counted. */
  readonly jsonLevels: number;
}

/** Looks at JSON before it is checked against a schema: the check collects a problem for each value that is wrong, so that a megabyte of wrong values
 * would keep the thread for a second. Goes level by level, without recursion.
 * @throws ServerError BAD_REQUEST for more values or levels than allowed. */
export function requireBoundedJson(json: unknown, { jsonValues, jsonLevels }: JsonBounds): void {
  let values = 0;
  let row: readonly unknown[] = [json];
  for (let level = 0; ; level++) {
    const containers = row.filter((value): value is object => typeof value === 'object' && value !== null);
    if (containers.length === 0) return;
    if (level === jsonLevels) throw new ServerError('BAD_REQUEST', `the body is nested deeper than ${jsonLevels} levels; make it flatter`);
    const next: unknown[] = [];
    for (const container of containers) {
      const members: readonly unknown[] = Array.isArray(container) ? container : Object.values(container);
      values += members.length;
      if (values > jsonValues) throw new ServerError('BAD_REQUEST', `the body has more than ${jsonValues} values; send fewer`);
      for (const member of members) next.push(member);
    }
    row = next;
  }
}
