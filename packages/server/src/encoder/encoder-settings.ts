import { totalmem } from 'node:os';
import { count, roomSettings } from '../domain/settings.js';
import { DEFAULT_ENCODER_OPTIONS as DEFAULTS, type ImageEncoderOptions } from './image-encoder.js';

/** What the encoders run with. */
export interface EncoderRoomOptions {
  readonly encoder: ImageEncoderOptions;
  /** Encoders in memory at a time. */
  readonly maxEncoders: number;
  /** Bytes that they may take together. */
  readonly modelMemoryBytes: number;
}

const MIB = 1024 * 1024;

/** Half of what this process may have, MiB: indexes, pictures under way and the system take the rest. */
const HALF_OF_MEMORY = Math.max(16, Math.floor(Math.min(process.constrainedMemory() || Infinity, totalmem()) / 2 / MIB));

/** How the encoder is set from outside. */
export const encoderSettings = roomSettings(
  {
    SUPCON_THREADS: count(1, 256).default(DEFAULTS.threads),
    SUPCON_MAX_BATCH: count(1, 1024).default(DEFAULTS.maxBatch),
    SUPCON_MAX_WAITING: count(1, 100_000).default(DEFAULTS.maxWaiting),
    // Memory bounds them before: this is for threads.
    SUPCON_MAX_ENCODERS: count(2, 64).default(8),
    // MiB.
    SUPCON_MODEL_MEMORY: count(16, 16_777_216).default(HALF_OF_MEMORY),
    SUPCON_MAX_PIXELS: count(1, 1_000_000_000).default(DEFAULTS.maxPixels),
    SUPCON_DECODE_MS: count(1, 600_000).default(DEFAULTS.decodeMs),
  },
  (s): EncoderRoomOptions => ({
    encoder: {
      ...DEFAULTS,
      threads: s.SUPCON_THREADS,
      maxBatch: s.SUPCON_MAX_BATCH,
      maxWaiting: s.SUPCON_MAX_WAITING,
      maxPixels: s.SUPCON_MAX_PIXELS,
      decodeMs: s.SUPCON_DECODE_MS,
    },
    maxEncoders: s.SUPCON_MAX_ENCODERS,
    modelMemoryBytes: s.SUPCON_MODEL_MEMORY * MIB,
  }),
);
