import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder, writeFileAtomic } from '@supcon/core/files';
import type { Logger } from 'pino';
import { z } from 'zod';
import { MODEL_ALIAS, MODEL_NAME } from '../../domain/model-reference.js';
import type { ModelAlias } from '../../domain/model-registry.js';

const target = {
  name: z.string().regex(MODEL_NAME),
  version: z.int().min(1),
  encoderHash: z.string().regex(/^[0-9a-f]{64}$/),
};

/** One alias, as its file says it. Unknown keys are left alone: a later version may keep more. */
const aliasSchema = z.object({ ...target, setAt: z.iso.datetime(), previous: z.object(target).exactOptional() });

/** Aliases in a folder, one file each: `production.json`. So that two processes that set two aliases need no lock, and a damaged file takes no other
 * alias with it. @param folder is made when an alias is written. */
export function aliasFiles(
  folder: string,
  logger: Logger,
): { list(): Promise<ModelAlias[]>; write(alias: ModelAlias): Promise<void>; remove(alias: string): Promise<boolean> } {
  const fileOf = (alias: string): string => path.join(folder, `${alias}.json`);
  return {
    list: async () => {
      const names = (await readdir(folder).catch(absent([]))).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []));
      const aliases: ModelAlias[] = [];
      for (const alias of names.filter((name) => MODEL_ALIAS.test(name)).sort())
        try {
          // One that is removed in this moment is none.
          const text = await readFile(fileOf(alias), 'utf8').catch(absent(undefined));
          if (text !== undefined) aliases.push({ alias, ...aliasSchema.parse(JSON.parse(text)) });
        } catch (error) {
          logger.error({ file: fileOf(alias), err: error }, 'an alias cannot be read and stands for nothing; set it again');
        }
      return aliases;
    },
    write: async ({ alias, ...target }) => {
      await writeFileAtomic(fileOf(alias), `${JSON.stringify(target, undefined, 2)}\n`);
    },
    remove: async (alias) => {
      const removed = await rm(fileOf(alias)).then(() => true, absent(false));
      if (removed) await syncFolder(folder);
      return removed;
    },
  };
}

/** For what is not there; any other error goes on. */
function absent<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return instead;
    throw error;
  };
}
