import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createUploadAccount, leastRateOf } from './upload-account.js';

/** A response as far as an account looks at it. */
function fakeResponse(): ServerResponse & { end(): void } {
  const response = Object.assign(new EventEmitter(), {
    closed: false,
    end: () => {
      response.closed = true;
      response.emit('close');
    },
  });
  return response as unknown as ServerResponse & { end(): void };
}

describe('createUploadAccount', () => {
  it('counts what each holds now, and refuses what would be too much for all together', () => {
    const account = createUploadAccount(100);
    const [first, second] = [account.open(fakeResponse(), 'a'), account.open(fakeResponse(), 'a')];
    first.hold(40);
    first.hold(30);
    second.hold(70);
    expect(account.held).toBe(100);
    expect(() => second.hold(71)).toThrow(expect.objectContaining({ code: 'TOO_BUSY', retryAfterSeconds: 1 }));
    expect(account.held).toBe(100);
    first.hold(0);
    second.hold(100);
    expect(account.held).toBe(100);
  });

  it('has everything back once a response is over, however often and whatever comes after', () => {
    const account = createUploadAccount(100);
    const response = fakeResponse();
    const claim = account.open(response, 'a');
    claim.hold(60);
    response.end();
    expect(account.held).toBe(0);
    expect(() => claim.hold(10)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }));
    response.end();
    expect(account.held).toBe(0);
    const late = fakeResponse();
    late.end();
    expect(() => account.open(late, 'a').hold(1)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }));
    expect(account.held).toBe(0);
  });

  it('counts on while work goes on for a client that has left, and lets no work begin for it', async () => {
    const account = createUploadAccount(100);
    for (const outcome of ['done', 'failed']) {
      const response = fakeResponse();
      const claim = account.open(response, 'a');
      claim.hold(60);
      let settle!: () => void;
      const work = claim.during(
        () =>
          new Promise<string>((resolve, reject) => (settle = () => (outcome === 'done' ? resolve(outcome) : reject(new Error(outcome))))),
      );
      response.end();
      expect(account.held).toBe(60);
      settle();
      await expect(work.catch((error: unknown) => (error as Error).message)).resolves.toBe(outcome);
      expect(account.held).toBe(0);
      await expect(claim.during(() => Promise.resolve('late'))).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    }
  });

  it('leaves room for others, whatever one client sends, and gives it back its share', () => {
    const account = createUploadAccount(100, 60);
    const responses = [fakeResponse(), fakeResponse(), fakeResponse()];
    const [first, second, other] = [account.open(responses[0]!, 'a'), account.open(responses[1]!, 'a'), account.open(responses[2]!, 'b')];
    first.hold(40);
    expect(() => second.hold(21)).toThrow(expect.objectContaining({ code: 'TOO_BUSY', retryAfterSeconds: 1 }));
    second.hold(20);
    expect(account.isScarce).toBe(true);
    other.hold(40);
    expect(account.held).toBe(100);
    responses[0]!.end();
    expect(account.held).toBe(60);
    second.hold(60);
    second.hold(0);
    other.hold(0);
    expect([account.held, account.isScarce]).toEqual([0, false]);
  });

  it('asks for more speed while memory is scarce', () => {
    const account = createUploadAccount(100);
    const rate = leastRateOf({ uploadMinRate: 1000 }, account);
    const claim = account.open(fakeResponse(), 'a');
    claim.hold(50);
    expect(rate()).toBe(1000);
    claim.hold(51);
    expect(rate()).toBe(8000);
  });
});
