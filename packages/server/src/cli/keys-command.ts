import { createKeyService, type KeyDescription, type KeyService, type ShownKey } from '../access/key-service.js';
import { openKeyStore } from '../app/open-access.js';
import { readConfig } from '../app/config.js';
import { keyNotFound } from '../domain/key-rules.js';
import type { Role } from '../domain/role.js';
import { commandLogger } from './command-logger.js';
import { momentOf, secondsOf } from './duration.js';
import { keyTable } from './key-table.js';
import { KEYS_HELP } from './keys-help.js';
import { recordCommand } from './record-command.js';
import type { Reporter } from './reporter.js';
import { settingsOf } from './setting-options.js';
import { standardOutput } from './standard-outputs.js';
import { parseCommandLine, UsageError, type CommandLine } from './usage-error.js';

const OPTIONS = {
  role: { type: 'string' },
  collections: { type: 'string' },
  expires: { type: 'string' },
  'requests-per-minute': { type: 'string' },
  grace: { type: 'string' },
  home: { type: 'string' },
  config: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Flags = CommandLine<typeof OPTIONS>['values'];

const FLAGS_OF = {
  create: ['role', 'collections', 'expires', 'requests-per-minute'],
  list: [],
  rotate: ['grace'],
  revoke: [],
} as const satisfies Record<string, readonly (keyof Flags)[]>;

const now = (): Date => new Date();

/** `supcon-server keys ...`: makes, lists, rotates and revokes keys of a home, also while servers run on it.
 * @param argv behind `keys`. @throws UsageError; ServerError BAD_REQUEST, KEY_NOT_FOUND, KEY_CONFLICT and what opening the store throws. */
export async function keysCommand(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  reporter: Reporter,
): Promise<void> {
  const { values, positionals } = parseCommandLine(argv, OPTIONS);
  if (values.help === true) {
    process.stdout.write(KEYS_HELP);
    return;
  }
  const [action = '', operand] = positionals;
  requireFitting(action, positionals.length - 1, values);
  const { home } = readConfig(environment, settingsOf(values), values.config);
  const store = await openKeyStore(home, commandLogger());
  const keys = createKeyService({ store, now });
  const record = (operation: string, { id, name }: KeyDescription): Promise<void> =>
    recordCommand(home, operation, { key: id, name }, reporter);
  try {
    if (action === 'create') {
      const shown = await create(keys, operand!, values);
      tellShown('created', shown, values, reporter);
      await record('createKey', shown.key);
    } else if (action === 'list') listKeys(await keys.list(), values, reporter);
    else if (action === 'rotate') {
      const grace = values.grace === undefined ? undefined : secondsOf(values.grace, '--grace');
      const shown = await keys.rotate(await idOf(keys, operand!), grace);
      tellShown('rotated', shown, values, reporter);
      await record('rotateKey', shown.key);
    } else {
      const key = await keys.revoke(await idOf(keys, operand!));
      reporter.event('key', { change: 'revoked', ...key });
      reporter.say(`${key.name} (${key.id}): revoked; servers that run refuse it within a second`);
      await record('revokeKey', key);
    }
  } finally {
    await store.close();
  }
}

function requireFitting(action: string, operands: number, flags: Flags): void {
  if (!(action in FLAGS_OF))
    throw new UsageError(`keys takes create, list, rotate or revoke, not '${action}'; see supcon-server keys --help`);
  const wanted = action === 'list' ? 0 : 1;
  if (operands !== wanted)
    throw new UsageError(
      `keys ${action} takes ${wanted === 0 ? 'no operands' : `one ${action === 'create' ? 'NAME' : 'KEY'}`}; see supcon-server keys --help`,
    );
  const taken: readonly string[] = [...FLAGS_OF[action as keyof typeof FLAGS_OF], 'home', 'config', 'json', 'help'];
  const wrong = Object.keys(flags).filter((name) => !taken.includes(name));
  if (wrong.length > 0) throw new UsageError(`keys ${action} does not take ${wrong.map((name) => `--${name}`).join(', ')}`);
  if (action === 'create' && flags.role === undefined) throw new UsageError('keys create needs --role reader, writer or admin');
}

function create(keys: KeyService, name: string, flags: Flags): Promise<ShownKey> {
  const rate = flags['requests-per-minute'];
  return keys.create({
    name,
    role: flags.role as Role,
    collections: flags.collections?.split(',').map((part) => part.trim()),
    expiresAt: flags.expires === undefined ? undefined : momentOf(flags.expires, '--expires', now()),
    requestsPerMinute: rate === undefined ? undefined : Number(rate),
  });
}

async function idOf(keys: KeyService, named: string): Promise<string> {
  const listed = await keys.list();
  const found = listed.find(({ name, state }) => name === named && state !== 'revoked') ?? listed.find(({ id }) => id === named);
  if (!found) throw keyNotFound(named);
  return found.id;
}

function tellShown(change: string, { key, secret }: ShownKey, { json }: Flags, reporter: Reporter): void {
  reporter.event('key', { change, ...key, secret });
  if (json !== true) standardOutput().write(`${secret}\n`);
  const limits = [
    key.role,
    key.collections === null ? 'all collections' : `collections ${key.collections.join(', ')}`,
    ...(key.expiresAt === null ? [] : [`until ${key.expiresAt}`]),
    ...(key.requestsPerMinute === null ? [] : [`${key.requestsPerMinute} requests a minute`]),
    ...(key.previousUntil === null ? [] : [`the one before is taken until ${key.previousUntil}`]),
  ];
  reporter.say(
    `${key.name} (${key.id}): ${change}; ${limits.join('; ')}. The key is shown this once; servers that run take it within a second`,
  );
}

function listKeys(keys: readonly KeyDescription[], { json }: Flags, reporter: Reporter): void {
  for (const key of keys) reporter.event('key', { ...key });
  if (json !== true && keys.length > 0) standardOutput().write(keyTable(keys));
  if (keys.length === 0) reporter.say('there are no keys yet; supcon-server keys create NAME --role admin makes one');
}
