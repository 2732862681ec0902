import { join, resolve } from 'node:path';

/** The folder for everything that is kept.
 * @param given on the command line; wins over SUPCON_HOME, which wins over `.supcon` in the working folder. */
export function homeFolder(given?: string, environment: NodeJS.ProcessEnv = process.env): string {
  return resolve(given ?? (environment['SUPCON_HOME'] || '.supcon'));
}

/** Decoded pictures; can be deleted at any time. */
export const cacheFolder = (home: string): string => join(home, 'cache');
/** A folder for each training. */
export const runsFolder = (home: string): string => join(home, 'runs');
/** `<name>/<version>` for each frozen encoder. */
export const artifactsFolder = (home: string): string => join(home, 'artifacts');
/** Pictures that were made or fetched. */
export const dataFolder = (home: string): string => join(home, 'data');
/** Archives and weights as they were fetched, whole or in part. */
export const downloadsFolder = (home: string): string => join(home, 'downloads');
