import { openAuditLog } from '../app/open-access.js';
import { readConfig } from '../app/config.js';
import { AUDIT_OUTCOMES, type AuditEntry, type AuditOutcome } from '../domain/audit-log.js';
import { commandLogger } from './command-logger.js';
import { backTo } from './duration.js';
import { printable } from './printable.js';
import type { Reporter } from './reporter.js';
import { settingsOf } from './setting-options.js';
import { standardOutput } from './standard-outputs.js';
import { textTable } from './text-table.js';
import { parseCommandLine, UsageError } from './usage-error.js';

const AUDIT_HELP = `Usage: supcon-server audit [options]

Who did what on the servers of a home: what changed something, and what was refused because of who asked. The newest last.

Options
  --who NAME          the name of a key, SUPCON_API_KEY, local, nobody or 'command line'
  --operation NAME    as the API calls it, e.g. deleteItem, setAlias, createKey
  --outcome OUTCOME   done, refused or failed
  --since WHEN        a time span back from now (24h, 7d) or a date (2027-01-31)
  --until WHEN        before then; default: now
  --limit N           the newest N of those (default 100)
  --home DIR          where models, runs and collections lie (SUPCON_HOME, default .supcon)
  --config FILE       a JSON object of settings, by the names of the environment variables (SUPCON_CONFIG)
  --json              one event a line on stdout
  -h, --help          this text

Examples
  supcon-server audit --since 24h --outcome refused
  supcon-server audit --operation setAlias --json
`;

const OPTIONS = {
  who: { type: 'string' },
  operation: { type: 'string' },
  outcome: { type: 'string' },
  since: { type: 'string' },
  until: { type: 'string' },
  limit: { type: 'string' },
  home: { type: 'string' },
  config: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const HEAD = ['time', 'who', 'operation', 'target', 'outcome', 'code', 'address'] as const;
const PAGE = 1000;

/** `supcon-server audit`: prints entries of the audit log of a home, also while servers run on it.
 * @param argv behind `audit`. @throws UsageError; ServerError from opening the log. */
export async function auditCommand(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  reporter: Reporter,
): Promise<void> {
  const { values, positionals } = parseCommandLine(argv, OPTIONS);
  if (values.help === true) {
    process.stdout.write(AUDIT_HELP);
    return;
  }
  if (positionals.length > 0) throw new UsageError(`audit takes no operands, not '${positionals.join(' ')}'`);
  const wanted = Number(values.limit ?? 100);
  if (!Number.isInteger(wanted) || wanted < 1) throw new UsageError(`--limit is a whole number from 1 on, not '${values.limit ?? ''}'`);
  const { outcome } = values;
  if (outcome !== undefined && !AUDIT_OUTCOMES.includes(outcome as AuditOutcome))
    throw new UsageError(`--outcome is ${AUDIT_OUTCOMES.join(', ')}, not '${outcome}'`);
  const query = {
    who: values.who,
    operation: values.operation,
    outcome: outcome as AuditOutcome | undefined,
    since: values.since === undefined ? undefined : backTo(values.since, '--since'),
    until: values.until === undefined ? undefined : backTo(values.until, '--until'),
  };
  const { home } = readConfig(environment, settingsOf(values), values.config);
  const log = await openAuditLog(home, commandLogger());
  try {
    const found: AuditEntry[] = [];
    let after: string | undefined;
    do {
      const page = await log.query({ ...query, after, limit: Math.min(PAGE, wanted - found.length) });
      found.push(...page.entries);
      after = page.next;
    } while (after !== undefined && found.length < wanted);
    tell(found.reverse(), values.json === true, reporter);
  } finally {
    await log.close();
  }
}

function tell(entries: readonly AuditEntry[], isJson: boolean, reporter: Reporter): void {
  for (const entry of entries) reporter.event('audit', { ...entry });
  if (entries.length === 0) reporter.say('there is nothing of the kind in the audit log');
  if (isJson || entries.length === 0) return;
  const rows = entries.map(({ at, who, operation, target, outcome, code, address }) =>
    [at, who, operation, Object.values(target).join(' '), outcome, code ?? '', address ?? ''].map(printable),
  );
  standardOutput().write(textTable(HEAD, rows));
}
