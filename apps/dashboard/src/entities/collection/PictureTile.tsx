import type { ReactNode } from 'react';
import { Thumbnail } from './Thumbnail.js';
import classes from './PictureTile.module.css';

/** A picture of a collection to press. */
export interface PictureTileProps {
  /** Name of the collection. */
  readonly collection: string;
  readonly item: { readonly id: string; readonly label: string | null };
  /** What pressing it does, after its id. */
  readonly action: string;
  readonly onPress: () => void;
  /** At the right of the label. */
  readonly aside?: ReactNode;
  /** Sets its label off. */
  readonly differs?: boolean;
  readonly isCurrent?: boolean;
  /** Where it stands in its list, for whoever moves the focus. */
  readonly place?: number;
}

/** A picture with its label below it. */
export function PictureTile({ collection, item, action, onPress, aside, differs = false, isCurrent = false, place }: PictureTileProps) {
  const { id, label } = item;
  return (
    <button
      type="button"
      className={classes['tile']}
      onClick={onPress}
      title={`${id}: ${action}`}
      aria-current={isCurrent ? true : undefined}
      data-place={place}
    >
      <span className={classes['frame']}>
        <Thumbnail collection={collection} id={id} alt="" />
      </span>
      <span className={classes['caption']}>
        <span className={classes['label']} data-agrees={!differs}>
          {label ?? 'no label'}
        </span>
        {aside !== undefined && <span className={classes['aside']}>{aside}</span>}
      </span>
    </button>
  );
}
