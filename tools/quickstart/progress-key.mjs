import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Recipes that will do, the one to train with first. Behind it what an earlier version trained a person's photos with: what is there goes on being served.
 * @param {{ data: string | undefined, recipe: string | undefined, minutes: number | undefined }} options
 * @returns {[string, ...string[]]}
 */
export function recipesFor({ data, recipe, minutes }) {
  if (recipe !== undefined) return [recipe];
  if (data === undefined) return ['quick'];
  return minutes === undefined ? ['auto', 'custom'] : ['auto'];
}

/**
 * Changes when the photos, their place or the recipe do, so that what is reused is what would be made.
 * @param {{ root: string, fingerprint: string, name: string, recipe: string, minutes: number | undefined }} options
 */
export function progressKey({ root, fingerprint, name, recipe, minutes }) {
  // Recipe auto is made of others.
  const files = recipe === 'auto' ? ['probe', 'finetune'] : [recipe];
  const texts = files.map((one) => {
    const file = path.join(root, 'packages/train/recipes', `${one}.json`);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  });
  const settings = minutes === undefined ? texts : [...texts, `${minutes} minutes`];
  const hash = createHash('sha256')
    .update([fingerprint, ...settings].join('\n'))
    .digest('hex')
    .slice(0, 16);
  return `${name} ${recipe} ${hash}`;
}
