import { createHash, randomBytes } from 'node:crypto';

/** A key in its parts. */
export interface KeyParts {
  readonly id: string;
  readonly secret: string;
}

/** Begins with a word of ours, so that it is recognised where it was left by mistake: by scanners for secrets, and in addresses before they are logged. */
const KEY = /^supcon_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

/** A key that nobody can guess: 256 bits from the operating system behind an id of 48. */
export function makeKey(): KeyParts {
  return { id: randomBytes(6).toString('hex'), secret: makeSecret() };
}

/** 256 bits, base64url. */
export function makeSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** As it is shown once and sent with each request. */
export function writeKey({ id, secret }: KeyParts): string {
  return `supcon_${id}_${secret}`;
}

/** @returns undefined where it cannot be one of ours. */
export function readKey(text: string): KeyParts | undefined {
  const [, id, secret] = KEY.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** What is kept of a secret. One round of SHA-256 is enough: slow hashes protect passwords that people think up, and nobody finds 256 random bits by
 * trying, however fast; each request would pay for it.
 * @returns hexadecimal. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
