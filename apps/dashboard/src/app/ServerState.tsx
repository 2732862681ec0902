import { useReadiness } from './use-readiness.js';
import classes from './Shell.module.css';

/** Whether the server answers, in one line. */
export function ServerState() {
  const { data, error, dataUpdatedAt } = useReadiness();
  const failing = data?.checks?.filter(({ ok }) => !ok) ?? [];
  const state = error ? 'offline' : data === undefined ? 'unknown' : data.status === 'ready' ? 'ready' : 'busy';
  const text = {
    offline: `Server not reached${dataUpdatedAt > 0 ? `; last answer ${new Date(dataUpdatedAt).toLocaleTimeString()}` : ''}`,
    unknown: 'Asking the server',
    ready: 'Server ready',
    busy: failing.map(({ name, detail }) => `${name}: ${detail}`).join('; ') || 'Not ready',
  }[state];
  return (
    <div className={classes['server']} role="status">
      <span className={classes['dot']} data-state={state} aria-hidden />
      <span style={{ overflowWrap: 'anywhere' }}>{text}</span>
    </div>
  );
}
