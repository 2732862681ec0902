import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { EXIT_CODES, TRAIN_ERROR_CODES, TrainError, type TrainErrorCode } from './errors.js';

describe('the error catalogue', () => {
  it('is what docs/errors.md lists, with the exit codes', async () => {
    const page = await readFile(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
    const section = /## @supcon\/train\n([\s\S]*?)(\n## |$)/.exec(page)?.[1] ?? '';
    const listed = [...section.matchAll(/^\| `(\w+)` *\| (.*?) \((\d+)\) *\|$/gm)].map(([, code, when, exit]) => [
      code,
      when,
      Number(exit),
    ]);
    const codes = Object.keys(TRAIN_ERROR_CODES) as TrainErrorCode[];
    expect(listed).toEqual(codes.map((code) => [code, TRAIN_ERROR_CODES[code], EXIT_CODES[code]]));
  });

  it('errors keep code, details and cause', () => {
    const cause = new Error('why');
    const error = new TrainError('BAD_DATA', 'no', { details: { a: 1 }, cause });
    expect(error).toMatchObject({ name: 'TrainError', code: 'BAD_DATA', details: { a: 1 }, cause });
    expect('cause' in new TrainError('BAD_DATA', 'no')).toBe(false);
  });
});
