import type { Run, RunStatus } from '@supcon/sdk';
import { resumeCommand } from '../../commands/shell-commands.js';

/** Every status, the one that needs looking at most often first. */
export const RUN_STATUSES = ['running', 'finished', 'stopped', 'failed', 'stalled'] as const satisfies readonly RunStatus[];

/** Whether a run reports nothing more, unless somebody goes on with it. A stalled one may wake up at any moment. */
export function isOver(status: RunStatus): boolean {
  return status === 'finished' || status === 'stopped' || status === 'failed';
}

/** What there is to say about a run that neither trains nor is finished, and what helps. */
export interface RunNotice {
  readonly color: 'gray' | 'red' | 'orange';
  readonly title: string;
  readonly text: string;
  /** Goes on with the run, where that helps. */
  readonly command?: string;
}

/** What the server's word for a run's state means to its owner; undefined while it trains and once it is finished. */
export function runNotice({ id, status, error, owner }: Pick<Run, 'id' | 'status' | 'error' | 'owner'>): RunNotice | undefined {
  switch (status) {
    case 'running':
    case 'finished':
      return undefined;
    case 'stopped':
      return {
        color: 'gray',
        title: 'Stopped; nothing is lost',
        text: 'Its last checkpoint is where this command goes on:',
        command: resumeCommand(id),
      };
    case 'failed':
      return {
        color: 'red',
        title: error === undefined ? 'Failed' : `Failed: ${error.code}`,
        text: error?.message ?? 'Its log does not say why.',
      };
    case 'stalled':
      return {
        color: 'orange',
        title: 'No sign of life',
        text:
          owner === undefined
            ? 'It has reported nothing for long and may have been killed. If no process trains it any more, this command goes on with it:'
            : `Process ${owner.pid} on ${owner.host} holds it but gives no sign: it is paused, it hangs, or its machine cannot be asked. Once that process has ended, this command goes on with the run:`,
        command: resumeCommand(id),
      };
  }
}
