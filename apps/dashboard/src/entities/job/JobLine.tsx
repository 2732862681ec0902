import type { Job } from '@supcon/sdk';
import type { ReactNode } from 'react';
import { ProgressLine } from '../../components/ProgressLine.js';
import { CancelJob } from './CancelJob.js';
import { isOpen, jobShare } from './job-state.js';
import { jobTitle } from './job-title.js';
import classes from './JobLine.module.css';

/** A job, and what stands beside it. */
export interface JobLineProps {
  readonly job: Job;
  /** At the right, after what ends it. */
  readonly actions?: ReactNode;
  /** Below it, behind how far it is and why it failed. */
  readonly children?: ReactNode;
}

/** What a job does, how far it is and how long it takes, or why it failed; one that goes on can be ended. */
export function JobLine({ job, actions, children }: JobLineProps) {
  const { title, detail } = jobTitle(job);
  const share = jobShare(job);
  const percent = job.state === 'running' && share !== undefined ? ` ${Math.floor(100 * share)} %` : '';
  return (
    <li className={classes['line']} data-job={job.id}>
      <div className={classes['head']}>
        <span className={classes['title']}>
          {title}
          {detail !== undefined && <span className={classes['detail']}>{detail}</span>}
        </span>
        <span className={classes['state']} data-state={job.state}>
          {job.state}
          {percent}
        </span>
        {isOpen(job) && <CancelJob job={job} />}
        {actions}
      </div>
      {job.state === 'running' && (
        <div className={classes['progress']}>
          <ProgressLine share={share} label={title} />
        </div>
      )}
      {isOpen(job) && job.progress?.note && <div className={classes['note']}>{job.progress.note}</div>}
      {job.error && job.state !== 'done' && (
        <div className={classes['note']}>
          <b>{job.error.code}</b> {job.error.message}
          {job.state === 'queued' && ' It is tried again.'}
        </div>
      )}
      {children}
    </li>
  );
}
