import { readConfig } from '../app/config.js';
import { openPurging, type Purging } from '../app/open-purging.js';
import { ServerError } from '../domain/errors.js';
import { parseFilter, requireFilter } from '../domain/filter-rules.js';
import type { Filter } from '../domain/filter.js';
import { requireItemId } from '../domain/input-rules.js';
import type { Purge } from '../domain/purge-store.js';
import { commandLogger } from './command-logger.js';
import { PURGE_HELP } from './purge-help.js';
import { recordCommand } from './record-command.js';
import type { Reporter } from './reporter.js';
import { settingsOf } from './setting-options.js';
import { shortTime, textTable } from './text-table.js';
import { parseCommandLine, UsageError, type CommandLine } from './usage-error.js';

const OPTIONS = {
  collection: { type: 'string' },
  id: { type: 'string', multiple: true },
  filter: { type: 'string' },
  whole: { type: 'boolean' },
  deleted: { type: 'boolean' },
  receipts: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  yes: { type: 'boolean' },
  home: { type: 'string' },
  config: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Flags = CommandLine<typeof OPTIONS>['values'];

/** What is to go: items of a collection, all of it (no filter), or what was deleted (no collection). */
interface Target {
  readonly collection: string | undefined;
  readonly filter: Filter | undefined;
  /** Where they were named. */
  readonly ids?: readonly string[];
}

const ALL: Filter = { and: [] };
const RECEIPTS = 1000;

/** `supcon-server purge`. @param argv behind the command. @returns whether it was interrupted, and whether it only said what would go for want of --yes.
 * @throws UsageError; ServerError STORE_LOCKED while a server has the home open, COLLECTION_NOT_FOUND, ITEM_NOT_FOUND, and what erasing throws. */
export async function purgeCommand(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  reporter: Reporter,
): Promise<{ readonly interrupted: boolean }> {
  const { values, positionals } = parseCommandLine(argv, OPTIONS);
  if (values.help === true) {
    process.stdout.write(PURGE_HELP);
    return { interrupted: false };
  }
  if (positionals.length > 0) throw new UsageError(`'${positionals.join(' ')}' is too much after 'purge'`);
  const target = values.receipts === true ? undefined : targetOf(values);
  const config = readConfig(environment, settingsOf(values), values.config);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const purging = await openPurging(config, commandLogger());
  try {
    if (!target) {
      await listReceipts(purging, reporter);
      return { interrupted: false };
    }
    const wouldGo = await countOf(purging, target);
    if (target.ids && wouldGo < target.ids.length) throw someMissing(target.ids.length - wouldGo, target.ids);
    const what = describeTarget(target, wouldGo);
    reporter.event('wouldPurge', { collection: target.collection ?? null, items: wouldGo });
    if (values['dry-run'] === true || values.yes !== true) {
      reporter.say(`purge: ${what} would be erased for good; nothing was done`);
      if (values['dry-run'] !== true) throw new UsageError('purge needs --yes to do that, or --dry-run to say what would go');
      return { interrupted: false };
    }
    reporter.say(`purge: erasing ${what}`);
    const { id } = await begin(purging, target);
    await recordCommand(
      config.home,
      'purge',
      { purge: id, ...(target.collection === undefined ? {} : { collection: target.collection }) },
      reporter,
    );
    await purging.erase({
      signal: stop.signal,
      tell: (step) => {
        reporter.event('progress', { step });
        reporter.say(`purge: ${step}`);
      },
    });
    report(await purging.service.get(id), reporter);
    return { interrupted: false };
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    reporter.event('interrupted', {});
    reporter.say('purge: interrupted; the next purge, or the next start of a server, finishes it');
    return { interrupted: true };
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    await purging.close();
  }
}

function targetOf({ collection, id, filter, whole, deleted }: Flags): Target {
  const chosen = [id !== undefined, filter !== undefined, whole === true].filter(Boolean).length;
  if (deleted === true) {
    if (collection !== undefined || chosen > 0) throw new UsageError('--deleted is for everything; it goes with no --collection');
    return { collection: undefined, filter: undefined };
  }
  if (collection === undefined) throw new UsageError('purge needs --collection NAME, --deleted or --receipts');
  if (chosen !== 1) throw new UsageError('purge needs one of --id ID, --filter JSON and --whole');
  if (whole === true) return { collection, filter: undefined };
  if (filter !== undefined) return { collection, filter: requireFilter(parseFilter(filter)!) };
  const ids = [...new Set((id ?? []).map(requireItemId))];
  return { collection, filter: { field: 'id', in: ids }, ids };
}

function someMissing(missing: number, ids: readonly string[]): ServerError {
  return new ServerError(
    'ITEM_NOT_FOUND',
    `${missing} of the items ${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ' and others' : ''} are not there; nothing was done. What was deleted before is erased by --deleted`,
  );
}

async function countOf(purging: Purging, { collection, filter }: Target): Promise<number> {
  return collection === undefined ? 0 : purging.count(collection, filter ?? ALL);
}

function describeTarget({ collection, filter }: Target, items: number): string {
  if (collection === undefined) return 'what earlier deletions have left';
  return filter === undefined ? `collection ${collection} with its ${items} items` : `${items} items of collection ${collection}`;
}

async function begin({ service }: Purging, { collection, filter }: Target): Promise<Purge> {
  if (collection === undefined) return service.deleted();
  if (filter === undefined) return service.collection(collection);
  return (await service.matching(collection, { filter, expected: null })).purge;
}

function report(purge: Purge, reporter: Reporter): void {
  reporter.event('purged', { ...purge });
  reporter.say(`purge: done, ${purge.items} items; receipt ${purge.id}, sha256 ${purge.sha256}`);
  for (const { kind, name, writtenAt, certain } of purge.heldBy) {
    const what = kind === 'backup' ? `the backup ${name}${writtenAt === null ? '' : ` of ${shortTime(writtenAt)}`}` : `server/${name}`;
    reporter.say(`purge: ${what} ${certain ? 'still holds it' : 'may still hold some of it'}`);
  }
}

async function listReceipts({ service }: Purging, reporter: Reporter): Promise<void> {
  const { purges } = await service.list({ limit: RECEIPTS });
  for (const purge of purges) reporter.event('purge', { ...purge });
  const rows = purges.map(({ id, what, name, items, requestedAt, finishedAt }) => [
    ...[id, what, name ?? '', String(items), shortTime(requestedAt), finishedAt === null ? 'not yet' : shortTime(finishedAt)],
  ]);
  if (rows.length === 0) reporter.say('purge: nothing was purged here');
  else reporter.say(textTable(['RECEIPT', 'WHAT', 'COLLECTION', 'ITEMS', 'ASKED FOR', 'ERASED'], rows).trimEnd());
}
