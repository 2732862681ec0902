import classes from './ProgressLine.module.css';

/** How far something is, as a thin bar. @param share 0 to 1; undefined where nobody knows. */
export function ProgressLine({ share, label }: { readonly share: number | undefined; readonly label: string }) {
  const percent = share === undefined ? undefined : Math.floor(100 * share);
  return (
    <div
      className={classes['track']}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === undefined ? {} : { 'aria-valuenow': percent })}
      data-unknown={percent === undefined}
    >
      <div className={classes['fill']} style={percent === undefined ? undefined : { width: `${percent}%` }} />
    </div>
  );
}
