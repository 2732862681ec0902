/** Made up anew for each use, so that what was sent is known again. `crypto.randomUUID` is missing on pages served over plain http. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Lets the server carry out a call once, however often it is sent: the tries of one call have the same. */
export function onceHeader(): { readonly 'Idempotency-Key': string } {
  return { 'Idempotency-Key': newId() };
}
