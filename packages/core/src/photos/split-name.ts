/** What a picture is used for. */
export type SplitName = 'train' | 'validation' | 'test';

const SPLIT_NAMES: ReadonlyMap<string, SplitName> = new Map([
  ['train', 'train'],
  ['training', 'train'],
  ['val', 'validation'],
  ['valid', 'validation'],
  ['validation', 'validation'],
  ['test', 'test'],
]);

/** What a folder or a list's column calls a split: train (training), val (valid, validation) or test, in any case; undefined for anything
 * else. */
export function splitNameOf(text: string): SplitName | undefined {
  return SPLIT_NAMES.get(text.toLowerCase());
}
