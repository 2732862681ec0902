import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** File in a finished sample folder that says how it was made. */
export const RECEIPT_FILE = 'sample.json';

const receiptSchema = z.strictObject({
  madeBy: z.literal('supcon sample'),
  /** Raised whenever the pictures change. */
  version: z.int(),
  seed: z.int(),
  perClass: z.int(),
  classes: z.array(z.string()),
});

/** What is written beside sample pictures when they are complete. */
export type SampleReceipt = z.infer<typeof receiptSchema>;

/** What lies at a path where sample data is to be. */
export type SampleFolder =
  | { readonly kind: 'absent' }
  /** Not made here, or changed since: `reason` says how that shows. */
  | { readonly kind: 'foreign'; readonly reason: string }
  | { readonly kind: 'finished'; readonly receipt: SampleReceipt };

/** Looks at a folder without changing it. An empty folder counts as absent. */
export async function inspectSampleFolder(dir: string): Promise<SampleFolder> {
  const entries = await readdir(dir).catch((error: unknown): string[] => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  if (entries.length === 0) return { kind: 'absent' };
  if (!entries.includes(RECEIPT_FILE)) return { kind: 'foreign', reason: `it holds ${entries.length} other files and no ${RECEIPT_FILE}` };
  const text = await readFile(join(dir, RECEIPT_FILE), 'utf8');
  const parsed = receiptSchema.safeParse(jsonOrUndefined(text));
  if (!parsed.success) return { kind: 'foreign', reason: `its ${RECEIPT_FILE} is not one of ours` };
  const receipt = parsed.data;
  const expected = receipt.classes.length * receipt.perClass;
  const pictures = (await readdir(dir, { recursive: true })).filter((file) => file.endsWith('.jpg')).length;
  if (pictures !== expected) return { kind: 'foreign', reason: `it holds ${pictures} pictures where its ${RECEIPT_FILE} says ${expected}` };
  return { kind: 'finished', receipt };
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
