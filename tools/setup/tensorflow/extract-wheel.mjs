import { findExecutable } from '../find-executable.mjs';
import { lastLines, runCommand } from '../run-command.mjs';

/** A wheel is a zip file. python3 fetched it, so python3 is there to open it; it checks each member's CRC. */
const SCRIPT = `
import os, sys, zipfile
wheel, target, wanted = sys.argv[1], sys.argv[2], tuple(sys.argv[3:])
with zipfile.ZipFile(wheel) as archive:
    names = [name for name in archive.namelist() if name.startswith(wanted) and not name.endswith('/')]
    for prefix in wanted:
        if not any(name.startswith(prefix) for name in names):
            sys.exit(f'{os.path.basename(wheel)} holds nothing below {prefix}')
    for name in names:
        file = archive.extract(name, target)
        if '.so' in os.path.basename(file):
            with open(file, 'rb') as handle:
                os.fsync(handle.fileno())
        elif '/bin/' in name:
            os.chmod(file, 0o755)
`;

/**
 * @param {string} wheel
 * @param {readonly string[]} wanted paths, or folders ending in `/`, each of which must match something
 * @param {{ target: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<string | undefined>} why it failed
 */
export async function extractWheel(wheel, wanted, { target, env }) {
  const python = findExecutable('python3', env);
  if (python === undefined) return 'python3 is not on PATH (apt-get install -y python3)';
  const result = await runCommand(python, ['-c', SCRIPT, wheel, target, ...wanted], { env });
  return result.code === 0 ? undefined : `extracting failed: ${lastLines(result.output, 2)}`;
}
