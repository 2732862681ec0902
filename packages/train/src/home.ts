import { join, resolve } from 'node:path';

/** The folder for everything that is kept.
 * @param given on the command line; wins over SUPCON_HOME, which wins over `.supcon` in the working folder. */
export function homeFolder(given?: string, environment: NodeJS.ProcessEnv = process.env): string {
  return resolve(given ?? (environment['SUPCON_HOME'] || '.supcon'));
}

export const cacheFolder = (home: string): string => join(home, 'cache');
export const runsFolder = (home: string): string => join(home, 'runs');
export const artifactsFolder = (home: string): string => join(home, 'artifacts');
export const dataFolder = (home: string): string => join(home, 'data');
export const downloadsFolder = (home: string): string => join(home, 'downloads');
