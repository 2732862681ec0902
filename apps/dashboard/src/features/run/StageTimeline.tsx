import { formatDuration } from '../../format/format-duration.js';
import type { Stage } from './run-stages.js';
import classes from './StageTimeline.module.css';

/** Where a training is: the encoder, the classifier on it, the test. */
export function StageTimeline({ stages }: { readonly stages: readonly Stage[] }) {
  return (
    <ol className={classes['list']} aria-label="Stages">
      {stages.map(({ name, detail, state, progress, seconds }) => (
        <li key={name} className={classes['stage']} data-state={state}>
          <div className={classes['track']} aria-hidden>
            {state === 'running' && progress === 0 ? (
              <div className={`${classes['fill']} ${classes['busy']}`} />
            ) : (
              <div className={classes['fill']} style={{ width: `${100 * progress}%` }} />
            )}
          </div>
          <div className={classes['name']}>
            {name}
            <span className="visually-hidden">: {state}</span>
          </div>
          <div className={`${classes['detail']} numbers`}>
            {detail}
            {seconds !== undefined && ` · ${formatDuration(seconds)}`}
          </div>
        </li>
      ))}
    </ol>
  );
}
