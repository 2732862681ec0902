import { findNpm } from './find-npm.mjs';
import { lastLines, runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * `npm ci` with install scripts off: some of them download from hosts that a closed network does not have.
 * @param {{ root: string, env: NodeJS.ProcessEnv, execPath: string }} options
 */
export async function installPackages({ root, env, execPath }) {
  const { command, args } = findNpm(env, execPath);
  const result = await runCommand(command, [...args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    env,
  });
  if (result.code !== 0) {
    throw new SetupError('NPM_CI_FAILED', `npm ci ended with status ${result.code ?? 'none'}`, {
      fix: 'look at the lines above (network? registry? disk?), then: npm ci --ignore-scripts && npm run setup',
      output: lastLines(result.output),
    });
  }
}
