import { z } from 'zod';
import { readBoundedFile } from './read-bounded-file.js';
import { RUN_FILES } from './run-files.js';

const share = z.number().min(0).max(1);
const text = z.string().max(4096);

/** `label-issues.json`: pictures of a run whose label is in doubt. */
export const labelIssueFileSchema = z.object({
  formatVersion: z.literal(1),
  /** Confident learning (Northcutt et al., arXiv:1911.00068) on probabilities of `folds` linear classifiers, each of which had not seen the pictures that it judges. */
  method: z.literal('confident-learning'),
  folds: z.int().min(1),
  seed: z.int(),
  /** Pictures that were judged, and how many the run has: of very many, some are drawn. */
  judged: z.int().min(0),
  images: z.int().min(0),
  /** Pictures that are alone in their class, so that nothing could vouch for them. */
  unjudged: z.int().min(0),
  /** Pictures in doubt; `issues` holds the most doubtful of them. */
  found: z.int().min(0),
  /** Most doubtful first. */
  issues: z.array(
    z.object({
      /** As the data folder or list names it. */
      picture: text,
      /** Where the picture was in training: only the classifiers are out of sample, and an encoder that was trained on a wrong label may have learnt it. */
      split: z.enum(['train', 'validation', 'test']),
      given: text,
      suggested: text,
      confidence: share.describe('Probability of the suggested label.'),
      givenConfidence: share.describe('Probability of the given label.'),
      threshold: share.describe('What a suggestion of this label had to reach: its mean probability among the pictures that carry it.'),
      margin: z.number().min(-1).max(0).describe('givenConfidence - confidence: the lower, the more doubtful.'),
      neighbours: z.array(z.object({ picture: text, label: text, similarity: z.number() })).max(20),
    }),
  ),
});

/** What `label-issues.json` holds. */
export type LabelIssueFile = z.output<typeof labelIssueFileSchema>;

/** Larger files are none of ours. */
const MOST_BYTES = 16 * 1024 * 1024;

/** What a run's folder holds of label issues: neither where none were written down. */
export interface FoundLabelIssues {
  readonly file?: LabelIssueFile;
  /** Why what lies there cannot be shown, in words. */
  readonly damaged?: string;
}

/** Reads the label issues of a run. A link leads elsewhere and counts as nothing. */
export async function readLabelIssueFile(runFolder: string): Promise<FoundLabelIssues> {
  const bytes = await readBoundedFile(runFolder, RUN_FILES.labelIssues, MOST_BYTES);
  if (!bytes) return {};
  if (!bytes.whole) return { damaged: `it is larger than ${MOST_BYTES / 1024 / 1024} MiB` };
  let value: unknown;
  try {
    value = JSON.parse(bytes.text);
  } catch {
    return { damaged: 'it is no whole JSON' };
  }
  const { data, error } = labelIssueFileSchema.safeParse(value);
  if (data) return { file: data };
  const [first] = error.issues;
  return { damaged: `${first?.path.join('.') || 'the whole'}: ${first?.message ?? 'it does not fit'}` };
}
