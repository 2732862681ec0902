import { openFeedbackStores, type FeedbackStores } from '../app/open-feedback.js';
import { readConfig } from '../app/config.js';
import { feedbackNotFound, requireClassName, requireFeedbackId } from '../domain/feedback-rules.js';
import type { FeedbackRecord } from '../domain/feedback-store.js';
import { exportFeedback } from '../feedback/export-feedback.js';
import { forgetFeedback } from '../feedback/forget-feedback.js';
import { commandLogger } from './command-logger.js';
import { backTo } from './duration.js';
import { FEEDBACK_HELP } from './feedback-help.js';
import { printable } from './printable.js';
import { recordCommand } from './record-command.js';
import type { Reporter } from './reporter.js';
import { settingsOf } from './setting-options.js';
import { standardOutput } from './standard-outputs.js';
import { textTable } from './text-table.js';
import { parseCommandLine, UsageError, type CommandLine } from './usage-error.js';

const OPTIONS = {
  to: { type: 'string' },
  label: { type: 'string' },
  disagrees: { type: 'boolean' },
  since: { type: 'string' },
  limit: { type: 'string' },
  home: { type: 'string' },
  config: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Flags = CommandLine<typeof OPTIONS>['values'];

const FLAGS_OF: Readonly<Record<string, readonly (keyof Flags)[]>> = {
  list: ['label', 'disagrees', 'since', 'limit'],
  export: ['to', 'label', 'disagrees', 'since'],
  forget: [],
};
const HEAD = ['id', 'label', 'predicted', 'may train', 'told'] as const;
const PAGE = 1000;

/** `supcon-server feedback ...`: lists, exports and forgets what was told of pictures, also while servers run on the home.
 * @param argv behind `feedback`. @returns whether it was interrupted.
 * @throws UsageError; ServerError FEEDBACK_NOT_FOUND and what opening the stores and exporting throws. */
export async function feedbackCommand(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  reporter: Reporter,
): Promise<{ readonly interrupted: boolean }> {
  const { values, positionals } = parseCommandLine(argv, OPTIONS);
  if (values.help === true) {
    process.stdout.write(FEEDBACK_HELP);
    return { interrupted: false };
  }
  const [action = '', ...operands] = positionals;
  requireFitting(action, operands, values);
  const wanted = limitOf(values);
  const filter = {
    label: values.label === undefined ? undefined : requireClassName('--label', values.label),
    disagrees: values.disagrees,
    since: values.since === undefined ? undefined : backTo(values.since, '--since'),
  };
  const { home } = readConfig(environment, settingsOf(values), values.config);
  const stores = await openFeedbackStores(home, commandLogger());
  try {
    if (action === 'list') await list(stores, filter, wanted, values, reporter);
    else if (action === 'export') return await exportTo(stores, { to: values.to!, filter }, home, reporter);
    else await forget(stores, operands, home, reporter);
    return { interrupted: false };
  } finally {
    await stores.store.close();
  }
}

function requireFitting(action: string, operands: readonly string[], flags: Flags): void {
  const own = FLAGS_OF[action];
  if (!own) throw new UsageError(`feedback takes list, export or forget, not '${action}'; see supcon-server feedback --help`);
  const wrong = Object.keys(flags).filter((name) => ![...own, 'home', 'config', 'json', 'help'].includes(name));
  if (wrong.length > 0) throw new UsageError(`feedback ${action} does not take ${wrong.map((name) => `--${name}`).join(', ')}`);
  if (action === 'forget' ? operands.length === 0 : operands.length > 0)
    throw new UsageError(
      `feedback ${action} takes ${action === 'forget' ? 'at least one ID' : 'no operands'}; see supcon-server feedback --help`,
    );
  if (action === 'export' && (flags.to === undefined || flags.to === '')) throw new UsageError('feedback export needs --to FOLDER');
}

function limitOf({ limit = '100' }: Flags): number {
  const wanted = Number(limit);
  if (!Number.isInteger(wanted) || wanted < 1) throw new UsageError(`--limit is a whole number from 1 on, not '${limit}'`);
  return wanted;
}

type Filter = Parameters<typeof exportFeedback>[1]['filter'];

async function list({ store }: FeedbackStores, filter: Filter, wanted: number, { json }: Flags, reporter: Reporter): Promise<void> {
  const found: FeedbackRecord[] = [];
  let after: string | undefined;
  do {
    const page = await store.list({ ...filter, after, limit: Math.min(PAGE, wanted - found.length) });
    found.push(...page.records);
    after = page.next;
  } while (after !== undefined && found.length < wanted);
  for (const { picture, ...record } of found) reporter.event('feedback', { ...record, bytes: picture?.bytes ?? 0 });
  if (found.length === 0) reporter.say('there is no feedback of the kind');
  if (json === true || found.length === 0) return;
  const rows = found.map(({ id, label, predicted, mayTrain, updatedAt }) =>
    [id, label, predicted?.label ?? '', mayTrain ? 'yes' : 'no', updatedAt].map(printable),
  );
  standardOutput().write(textTable(HEAD, rows));
}

async function exportTo(
  stores: FeedbackStores,
  wanted: { readonly to: string; readonly filter: Filter },
  home: string,
  reporter: Reporter,
): Promise<{ interrupted: boolean }> {
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const { list, exported, missing, formulas } = await exportFeedback(stores, { ...wanted, signal: stop.signal });
    for (const { id, label } of formulas) {
      reporter.event('leftOut', { id, label });
      reporter.say(
        `feedback: ${id} is left out: its label ${JSON.stringify(label)} begins with a sign that spreadsheets take for a formula`,
      );
    }
    reporter.event('exported', { list, exported, missing, leftOut: formulas.length });
    reporter.say(
      `feedback: ${exported} pictures in ${list}${missing > 0 ? `; ${missing} were forgotten meanwhile or are missing` : ''}. To train with them: supcon train --data ${list}`,
    );
    await recordCommand(home, 'exportFeedback', { to: wanted.to, pictures: String(exported) }, reporter);
    return { interrupted: false };
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    reporter.event('interrupted', {});
    reporter.say('feedback: interrupted; nothing was written');
    return { interrupted: true };
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

async function forget(stores: FeedbackStores, ids: readonly string[], home: string, reporter: Reporter): Promise<void> {
  // Nothing is forgotten where one of them can be none.
  for (const id of ids) requireFeedbackId(id);
  for (const id of ids) {
    if (!(await forgetFeedback(stores, id))) throw feedbackNotFound(id);
    reporter.event('forgotten', { id });
    reporter.say(`feedback: ${id} is forgotten`);
    await recordCommand(home, 'forgetFeedback', { feedback: id }, reporter);
  }
}
