import { Button } from '@mantine/core';
import type { Item } from '@supcon/sdk';
import { useNavigate } from '@tanstack/react-router';
import { PictureTile } from '../../entities/collection/PictureTile.js';
import { describeVerdict } from './describe-verdict.js';
import type { PictureSource } from './picture-source.js';
import { standingDecisions } from './review-log.js';
import type { Review } from './use-review.js';

/** A picture of a collection, and the review that may leave it out. */
export interface LeaveOutTileProps {
  readonly source: PictureSource;
  readonly review: Review;
  readonly item: Pick<Item, 'id' | 'label' | 'metadata'>;
  /** Beside its label. */
  readonly aside: string;
}

/** A picture that can be left out of trainings to come. One without a label, or whose path is not known, is in no data set. */
export function LeaveOutTile({ source: { collection, root }, review, item: { id, label, metadata }, aside }: LeaveOutTileProps) {
  const navigate = useNavigate();
  const path = metadata['path'];
  const picture = typeof path === 'string' ? root + path : undefined;
  const decision = picture === undefined ? undefined : standingDecisions(review.log).get(picture);
  return (
    <>
      <PictureTile
        collection={collection}
        item={{ id, label }}
        action="look at it closely"
        onPress={() => void navigate({ to: '/browse', search: { collection, item: id } })}
        aside={aside}
      />
      {picture !== undefined && label !== null && (
        <Button
          size="compact-xs"
          mt={6}
          fullWidth
          variant={decision ? 'light' : 'default'}
          aria-label={decision ? `${describeVerdict(decision)}: take back ${picture}` : `Leave out ${picture}`}
          onClick={() => (decision ? review.withdraw(picture) : review.decide({ picture, given: label, verdict: { kind: 'leave-out' } }))}
        >
          {decision ? describeVerdict(decision) : 'Leave out'}
        </Button>
      )}
    </>
  );
}
