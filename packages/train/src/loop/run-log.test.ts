import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inTemporaryFolder } from '../../test/generated-images.js';
import { createReporter } from '../console/reporter.js';
import { createRunLog } from './run-log.js';

const clock = (): Date => new Date('2026-01-02T03:04:05Z');
const collect = (): { text: string; write(text: string): void } => ({
  text: '',
  write(text: string) {
    this.text += text;
  },
});

describe('createRunLog', () => {
  it('appends one JSON object a line with its time, and passes it on under --json', () =>
    inTemporaryFolder(async (folder) => {
      const stdout = collect();
      const log = createRunLog(folder, createReporter({ json: true, stdout }), clock);
      log.write({ type: 'start', recipe: 'quick' });
      log.write({ type: 'epoch', epoch: 1 });
      const text = await readFile(join(folder, 'metrics.jsonl'), 'utf8');
      expect(text).toBe(
        '{"time":"2026-01-02T03:04:05.000Z","type":"start","recipe":"quick"}\n{"time":"2026-01-02T03:04:05.000Z","type":"epoch","epoch":1}\n',
      );
      expect(stdout.text).toBe(text);
    }));

  it('never changes what is there, and ends a line that a crash cut off', () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, 'metrics.jsonl');
      await appendFile(path, '{"type":"start"}\n{"type":"ep');
      createRunLog(folder, createReporter({ stdout: collect() }), clock).write({ type: 'resume' });
      expect(await readFile(path, 'utf8')).toBe('{"type":"start"}\n{"type":"ep\n{"time":"2026-01-02T03:04:05.000Z","type":"resume"}\n');
    }));
});
