/** The part of `@supcon/core/run` that needs neither files nor processes: a browser can import it too. */
export { RUN_FILES } from './run-files.js';
export {
  CONTRASTIVE_KINDS,
  contrastiveKind,
  hasCrossEntropy,
  LOSS_KINDS,
  TRAINING_LOSSES,
  type ContrastiveKind,
  type LossKind,
} from './loss-names.js';
export { CANDIDATE_ROLES, type CandidateRole } from './candidate-role.js';
export { runEventSchema, type RunEvent, type RunEventOf } from './run-event.js';
export { parseRunEvent } from './parse-run-event.js';
export { epochsOf, lossOf, type EpochMetrics } from './run-epochs.js';
export { runOwnerSchema, type OwnerLife, type RunOwner } from './run-owner.js';
export { runResultSchema, type RunResult } from './run-result.js';
export { BEAT_EVERY_MS, LOG_SILENT_AFTER_MS, RUN_STATES, runState, SILENT_AFTER_MS, type RunEvidence, type RunState } from './run-state.js';
