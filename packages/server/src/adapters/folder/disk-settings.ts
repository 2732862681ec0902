import { count, roomSettings } from '../../domain/settings.js';

/** What is left alone on the disk. */
export interface DiskLimits {
  /** Kept free on the disk: what would go below it answers 507. 64 MiB by default. */
  readonly freeDiskBytes: number;
}

/** How the use of the disk is set from outside. */
export const diskSettings = roomSettings(
  { SUPCON_FREE_DISK_BYTES: count(0, Number.MAX_SAFE_INTEGER).default(64 * 1024 * 1024) },
  (s): DiskLimits => ({ freeDiskBytes: s.SUPCON_FREE_DISK_BYTES }),
);
