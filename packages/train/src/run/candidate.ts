import type { CandidateRole } from '@supcon/core/run/events';
import { z } from 'zod';
import { CANDIDATE_ROLES } from '@supcon/core/run/events';

/** What the configuration of a run says that recipe `auto` began: enough to go on with the other runs that belong to it. */
export const candidateSchema = z.object({
  /** The same for all runs of one `supcon train --recipe auto`: see `autoId`. */
  of: z.string(),
  role: z.enum(CANDIDATE_ROLES),
  /** That all of it may take. */
  minutes: z.number().positive(),
  /** Whether training from random weights belongs to it. */
  scratch: z.boolean(),
});

/** Which part of which `auto` a run is. */
export type Candidate = z.output<typeof candidateSchema>;

/** What each is called for people. */
export const ROLE_TITLES: Readonly<Record<CandidateRole, string>> = {
  probe: 'frozen probe',
  'fine-tuned': 'SupCon fine-tuning',
  'cross-entropy': 'cross-entropy fine-tuning',
  'random-weights': 'from random weights',
};
