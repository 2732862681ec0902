import { setTimeout as sleep } from 'node:timers/promises';
import { readLogPart, readTranscript } from '@supcon/core/run';
import { requireOffset } from '../domain/input-rules.js';
import { pageLabelIssues } from './label-issue-page.js';
import type { RunService } from './runs.js';
import { requireCurvesQuery } from './curves-query.js';
import { RunCatalogue } from './run-catalogue.js';
import { readCurves } from './run-curves.js';
import { requireCount } from './require-count.js';

const POLL_MS = 500;
/** At most this much of a log is read at once. */
const CHUNK_BYTES = 1024 * 1024;
/** Of these there are curves where no run is named. */
const NEWEST_SHOWN = 5;
const MOST_LINES = 2000;

/** Trainings as their files under `runs/` tell them.
 * @param folder holds `<id>/`. @param now milliseconds since 1970: tells a stalled run from a running one. */
export function createRunService(folder: string, now: () => number = Date.now): RunService {
  const catalogue = new RunCatalogue(folder, now);
  // One that is silent may go on at any moment: a paused process wakes, another machine answers again.
  const ended = async (id: string): Promise<boolean> => ['finished', 'stopped', 'failed'].includes((await catalogue.get(id)).status);

  return {
    list: () => catalogue.list(),
    get: (id) => catalogue.get(id),
    metrics: async (id, offset) => {
      const { events, nextOffset } = await readLogPart(await catalogue.logFile(id), requireOffset(offset), CHUNK_BYTES);
      return { events: events.map(({ event }) => event), nextOffset };
    },
    curves: async (query) => {
      const { runs, names, points } = requireCurvesQuery(query);
      const found = [];
      // One after the other: a log is read whole.
      for (const id of runs ?? (await catalogue.list()).slice(0, NEWEST_SHOWN).map((run) => run.id)) {
        const { status, recipe } = await catalogue.get(id);
        const curves = await readCurves(await catalogue.logFile(id), names, points);
        found.push({ id, status, ...(recipe === undefined ? {} : { recipe }), curves });
      }
      return found;
    },
    labelIssues: async (id, query) => pageLabelIssues(await catalogue.folderOf(id), query),
    transcript: async (id, lines) => readTranscript(await catalogue.folderOf(id), requireCount('lines', lines, MOST_LINES)),
    // A log cannot tell that it grew on every file system, so it is looked at twice a second.
    follow: async function* (id, offset, signal) {
      const file = await catalogue.logFile(id);
      for (let position = requireOffset(offset); !signal.aborted;) {
        // Asked first: what is written between the two questions is still read.
        const isEnded = await ended(id);
        const { events, nextOffset } = await readLogPart(file, position, CHUNK_BYTES);
        for (const { event, end } of events) yield { event, nextOffset: end };
        if (nextOffset > position) position = nextOffset;
        else if (isEnded) return;
        else await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
      }
    },
    endedAt: async (id, offset) => {
      requireOffset(offset);
      if (!(await ended(id))) return false;
      const { events } = await readLogPart(await catalogue.logFile(id), offset, CHUNK_BYTES);
      return events.length === 0;
    },
  };
}
