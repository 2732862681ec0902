import type { Request } from 'express';

/** A number of the query, which the API description has checked already. */
export function queryNumber(request: Request, name: string, otherwise: number): number {
  const value: unknown = request.query[name];
  return value === undefined ? otherwise : Number(value);
}

/** A parameter that is true or false; false where it is missing. */
export function queryFlag(request: Request, name: string): boolean {
  const value: unknown = request.query[name];
  return value === true || value === 'true';
}

/** A parameter that is a text; undefined where it is missing. */
export function queryText(request: Request, name: string): string | undefined {
  const value: unknown = request.query[name];
  return typeof value === 'string' ? value : undefined;
}

/** All values of a parameter that may come several times; undefined where it is missing. */
export function queryTexts(request: Request, name: string): readonly string[] | undefined {
  const value: unknown = request.query[name];
  if (value === undefined) return undefined;
  return (Array.isArray(value) ? value : [value]).map(String);
}
