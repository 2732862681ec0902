/** The ways to an encoder that recipe `auto` tries one after the other, each a run of its own. `probe`: the pretrained encoder as it is. `fine-tuned`: trained on
 * from there with the SupCon loss. `cross-entropy`: the same with cross-entropy alone, at an equal budget. `random-weights`: trained from nothing. */
export const CANDIDATE_ROLES = ['probe', 'fine-tuned', 'cross-entropy', 'random-weights'] as const;

/** One of them. */
export type CandidateRole = (typeof CANDIDATE_ROLES)[number];
