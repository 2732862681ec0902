import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createReporter } from './reporter.js';

const piped = (options: { json?: boolean } = {}) => {
  let now = 0;
  let out = '';
  const stderr = new PassThrough();
  const reporter = createReporter({ ...options, stderr, stdout: { write: (text) => (out += text) }, clock: () => now });
  return {
    reporter,
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
    err: () => String(stderr.read() ?? ''),
    out: () => out,
  };
};

describe('createReporter', () => {
  it('writes events to stdout only under --json, and never anything else there', () => {
    const quiet = piped();
    quiet.reporter.event({ time: 't', type: 'x' });
    quiet.reporter.note('hello');
    expect([quiet.out(), quiet.err()]).toEqual(['', 'hello\n']);
    const json = piped({ json: true });
    json.reporter.event({ time: 't', type: 'x' });
    json.reporter.note('hello');
    expect([json.out(), json.err()]).toEqual(['{"time":"t","type":"x"}\n', 'hello\n']);
  });

  it('says how far a task is every 10 s, with the time left and no escape codes, where there is no terminal', () => {
    const { reporter, advance, err } = piped();
    const task = reporter.task('Decoding', 100, 'images');
    for (let done = 1; done <= 50; done++) {
      advance(500);
      task.update(done, 'fine');
    }
    task.stop();
    expect(err()).toBe('Decoding: 20/100 images, fine, 40 s left\nDecoding: 40/100 images, fine, 30 s left\n');
  });

  it('reckons the time left from what this process did, not from what was done before it', () => {
    const { reporter, advance, err } = piped();
    const task = reporter.task('Training', 100, 'steps', { from: 80 });
    task.update(80);
    advance(10_000);
    task.update(90);
    expect(err()).toBe('Training: 90/100 steps, 10 s left\n');
  });

  it('reckons with later units that take longer', () => {
    const { reporter, advance, err } = piped();
    // The second half takes four times as long a unit.
    const task = reporter.task('Training', 100, 'steps', { workOf: (done) => Math.min(done, 50) + 4 * Math.max(0, done - 50) });
    for (let done = 1; done <= 50; done++) {
      advance(200);
      task.update(done);
    }
    expect(err()).toBe('Training: 50/100 steps, 40 s left\n');
  });
});
