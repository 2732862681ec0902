import path from 'node:path';
import { server, supcon } from './commands.mjs';
import { nextCommands } from './next-commands.mjs';
import { QuickstartError } from './quickstart-error.mjs';
import { parseEvent, runChild } from './run-child.mjs';
import { serveEarly } from './serve-early.mjs';

/** @typedef {import('./commands.mjs').Context} Context */
/** @typedef {import('./progress-file.mjs').Probe} Probe */

/**
 * The server over what stands first.
 * @param {Context} context
 * @param {{ gallery: readonly string[], photo: string | undefined, name: string, probe: Probe, onProbe: (probe: Probe) => void, port: number, print: (text: string) => void }} task
 */
export function startEarly(context, { gallery, photo, name, probe, onProbe, port, print }) {
  return serveEarly({
    ...{
      cwd: context.root,
      env: context.env,
      supcon: supcon(context),
      server: server(context),
      collection: name,
      probe,
      onProbe,
      say: context.say,
    },
    serverArgs: serverArgs(context, port),
    indexArgs: ['--home', context.home, ...gallery, '--collection', name],
    onListening: (url) => {
      print(nextCommands({ url, collection: name, photo }));
      context.say(
        'quickstart: the frozen probe answers there already; training goes on, and what it finds takes its place if it is better',
      );
    },
  });
}

/**
 * @param {Context} context
 * @param {{ photo: string | undefined, name: string, artifact: string, port: number, print: (text: string) => void }} task
 */
export async function runServer(context, { photo, name, artifact, port, print }) {
  const ended = await runChild(process.execPath, [server(context), ...serverArgs(context, port), '--json'], {
    cwd: context.root,
    env: {
      ...context.env,
      // Another data set may have been trained since; this one was asked for.
      SUPCON_ARTIFACT: artifact,
      // A line of JSON for each request is for a log, not for the terminal of someone trying it out.
      SUPCON_LOG_LEVEL: context.env['SUPCON_LOG_LEVEL'] ?? 'warn',
    },
    onLine: (line) => {
      const event = parseEvent(line);
      if (event?.['event'] === 'listening' && typeof event['url'] === 'string')
        print(nextCommands({ url: event['url'], collection: name, photo }));
    },
  });
  serverEnded(ended);
}

/** @param {import('./run-child.mjs').ChildResult | undefined} ended */
export function serverEnded(ended) {
  if (ended === undefined || ended.interrupted || ended.status === 0) return;
  throw new QuickstartError(`the server ended with status ${ended.status}; its message stands above`, {
    fix: 'npm run doctor',
    status: ended.status,
  });
}

/** @param {Context} context @param {number} port */
function serverArgs({ root, home }, port) {
  return ['--home', home, '--port', String(port), '--dashboard', path.join(root, 'apps/dashboard/dist')];
}
