import type { ReactNode } from 'react';
import classes from './Panel.module.css';

/** Heading and content of a panel. */
export interface PanelProps {
  readonly title?: string;
  /** At the right of the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A titled section on a card. */
export function Panel({ title, aside, children, className }: PanelProps) {
  return (
    <section className={[classes['panel'], className].filter(Boolean).join(' ')} aria-label={title}>
      {(title !== undefined || aside !== undefined) && (
        <div className={classes['head']}>
          {title !== undefined && <h2 className={classes['title']}>{title}</h2>}
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}
