import { DEFAULT_MAX_PIXELS } from '@supcon/core/image';
import { TrainError } from './errors.js';

/** Pixels of one picture that may be held in memory at once while it is decoded.
 * @param given on the command line; wins over SUPCON_MAX_PIXELS, which wins over 40 million.  @throws TrainError USAGE. */
export function maxPixels(given?: number, environment: NodeJS.ProcessEnv = process.env): number {
  if (given !== undefined) return given;
  const text = environment['SUPCON_MAX_PIXELS'];
  if (text === undefined || text === '') return DEFAULT_MAX_PIXELS;
  if (!/^[1-9]\d{0,8}$|^1000000000$/.test(text))
    throw new TrainError('USAGE', `SUPCON_MAX_PIXELS must be a whole number from 1 to 1,000,000,000, got '${text}'`);
  return Number(text);
}
