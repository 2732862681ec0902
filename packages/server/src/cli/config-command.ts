import { showSettings } from '../app/config.js';
import { printable } from './printable.js';
import type { Reporter } from './reporter.js';
import { SETTING_OPTIONS, settingsOf } from './setting-options.js';
import { standardOutput } from './standard-outputs.js';
import { textTable } from './text-table.js';
import { parseCommandLine, UsageError } from './usage-error.js';

const CONFIG_HELP = `Usage: supcon-server config show [--origin] [options]
       supcon-server config check [options]

What a server would run with, and whether it would. Nothing is opened and nothing is changed. A flag wins over its environment
variable, that over the file, and that over the default. Everything that is wrong is listed at once. Keys are not shown.

Options
  --origin            where each value comes from: a flag, the environment, the file, or the default
  --config FILE       a file of settings (SUPCON_CONFIG): a JSON object with the names of the environment variables
  --json              one event a line on stdout, with where each value comes from
  -h, --help          this text
All options that supcon-server takes for settings are taken too, e.g. --port.

Exit codes: 0 ok, 2 something is wrong.

Examples
  supcon-server config check --config /etc/supcon/server.json
  supcon-server config show --origin --port 9000
`;

const OPTIONS = {
  ...SETTING_OPTIONS,
  origin: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `supcon-server config`: prints the settings with their values, or says that they can be used.
 * @param argv behind `config`. @throws UsageError; ServerError BAD_CONFIG with all that is wrong. */
export function configCommand(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  reporter: Reporter,
): void {
  const { values, positionals } = parseCommandLine(argv, OPTIONS);
  if (values.help === true) {
    process.stdout.write(CONFIG_HELP);
    return;
  }
  const [action, ...more] = positionals;
  if ((action !== 'show' && action !== 'check') || more.length > 0)
    throw new UsageError(`config takes show or check, not '${positionals.join(' ')}'; see supcon-server config --help`);
  if (action === 'check' && values.origin === true) throw new UsageError('config check does not take --origin');
  const settings = showSettings(environment, settingsOf(values), values.config);
  if (action === 'check') {
    reporter.event('checked', { settings: settings.length });
    reporter.say(`all ${settings.length} settings can be used`);
    return;
  }
  for (const { name, value, origin } of settings) reporter.event('setting', { name, value, source: origin.source, origin: origin.text });
  if (values.json === true) return;
  const rows = settings.map(({ name, value, origin }) =>
    [
      name,
      value === null ? '' : Array.isArray(value) ? value.join(',') : String(value),
      ...(values.origin === true ? [origin.text] : []),
    ].map((cell) => printable(cell).replaceAll('\n', '\\n')),
  );
  standardOutput().write(textTable(['setting', 'value', ...(values.origin === true ? ['origin'] : [])], rows));
}
