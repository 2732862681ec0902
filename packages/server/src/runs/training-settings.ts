import { z } from 'zod';
import { roomSettings } from '../domain/settings.js';

/** Whether and by what this server trains. */
export interface TrainingOptions {
  readonly allowed: boolean;
  /** The JavaScript file of the program that trains; undefined for the one that is installed beside the server. */
  readonly program: string | undefined;
}

/** How trainings are set from outside. */
export const trainingSettings = roomSettings(
  { SUPCON_ALLOW_TRAINING: z.enum(['on', 'off']).default('off'), SUPCON_TRAIN_COMMAND: z.string().min(1).optional() },
  (s): TrainingOptions => ({ allowed: s.SUPCON_ALLOW_TRAINING === 'on', program: s.SUPCON_TRAIN_COMMAND }),
);
