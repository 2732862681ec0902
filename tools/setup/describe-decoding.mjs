#!/usr/bin/env node
/** Tries the fast way to decode JPEGs and prints {"trouble": null, "means": ""}, or what is wrong and what that means. Before the packages are built, only the addon
 * is tried. A process of its own, because a broken addon may take it down. */
import { createRequire } from 'node:module';

/** @returns {Promise<{ trouble: string | undefined, means: string }>} */
async function tryDecoding() {
  const built = await import('@supcon/core/image').catch(() => undefined);
  if (built !== undefined) {
    const trouble = await built.checkDecoding();
    return { trouble, means: trouble === undefined ? '' : built.explainDecodingTrouble(trouble) };
  }
  try {
    createRequire(import.meta.url)('@julusian/jpeg-turbo');
    return { trouble: undefined, means: '' };
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    return {
      trouble: reason,
      means: `the addon @julusian/jpeg-turbo does not load (${reason}): small JPEGs are decoded several times slower`,
    };
  }
}

const { trouble, means } = await tryDecoding();
process.stdout.write(`${JSON.stringify({ trouble: trouble ?? null, means })}\n`);
// The threads that decoded would be waited for.
process.exit(0);
