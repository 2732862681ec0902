import { Popover } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { JobLine } from '../entities/job/JobLine.js';
import type { TraySummary } from './tray-summary.js';
import classes from './JobsTray.module.css';

/** What the tray shows, and whether its list is open. */
export interface JobsPopoverProps {
  readonly summary: TraySummary;
  readonly opened: boolean;
  readonly onChange: (opened: boolean) => void;
}

/** The button of the tray, and the list of jobs above it. */
export function JobsPopover({ summary: { open, failed, text, share }, opened, onChange }: JobsPopoverProps) {
  // Who has ended a job by keyboard is nowhere: its button has gone with it, and the list hears of no key.
  useWindowEvent('keydown', ({ key }) => {
    if (opened && key === 'Escape') onChange(false);
  });
  return (
    <>
      {/* Within the button it would be no part of its name. */}
      <span className="visually-hidden" role="status">
        {text ?? 'All done'}
      </span>
      <Popover opened={opened} onChange={onChange} width={340} position="top-start" withArrow trapFocus returnFocus shadow="md">
        <Popover.Target>
          <button type="button" className={classes['tray']} onClick={() => onChange(!opened)}>
            <span className={classes['dot']} data-failed={failed.length > 0} aria-hidden />
            <span>{text ?? 'All done'}</span>
            {share !== undefined && <span className={classes['share']}>{Math.floor(100 * share)} %</span>}
          </button>
        </Popover.Target>
        <Popover.Dropdown>
          <ul className={classes['list']}>
            {[...open, ...failed].map((job) => (
              <JobLine key={job.id} job={job} />
            ))}
          </ul>
          {open.length + failed.length === 0 && 'Nothing goes on any more.'}
          <div className={classes['foot']}>
            <Link to="/jobs" onClick={() => onChange(false)}>
              All jobs
            </Link>
          </div>
        </Popover.Dropdown>
      </Popover>
    </>
  );
}
