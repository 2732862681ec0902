import type { Item, LabelIssue } from '@supcon/sdk';
import { useNavigate } from '@tanstack/react-router';
import { PictureTile } from '../../entities/collection/PictureTile.js';
import classes from './IssueCard.module.css';

/** Whose neighbours, and the items that show them. */
export interface IssueNeighboursProps {
  readonly issue: Pick<LabelIssue, 'given' | 'neighbours'>;
  /** By their paths in the data of the run; undefined until they are known. */
  readonly items: ReadonlyMap<string, Item> | undefined;
  readonly collection: string | undefined;
}

/** The evidence: the nearest pictures in the space of the embeddings, with the labels that they carry. Those that carry another than the given one are set off. */
export function IssueNeighbours({ issue: { given, neighbours }, items, collection }: IssueNeighboursProps) {
  const navigate = useNavigate();
  return (
    <div className={classes['evidence']}>
      <h2 className={classes['title']}>What looks like it, most similar first</h2>
      <ul className={classes['neighbours']} aria-label="Neighbours">
        {neighbours.map(({ picture, label, similarity }) => {
          const item = items?.get(picture);
          return (
            <li key={picture}>
              {item && collection !== undefined ? (
                <PictureTile
                  collection={collection}
                  item={{ id: item.id, label }}
                  action="look at it closely"
                  onPress={() => void navigate({ to: '/browse', search: { collection, item: item.id } })}
                  aside={similarity.toFixed(3)}
                  differs={label !== given}
                />
              ) : (
                <div title={picture}>
                  <div className={classes['unseen']} />
                  <div className={classes['unseenLabel']}>{label}</div>
                </div>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
