import type { Picture } from './picture.js';
import { PictureImage } from './PictureImage.js';
import { useClassification } from './use-answers.js';
import classes from './TryPage.module.css';

/** A picture that was asked about, to go back to. Asks for its classes, so that of many pictures each gets its answer. */
export function PictureChip({
  picture,
  selected,
  onSelect,
}: {
  readonly picture: Picture;
  readonly selected: boolean;
  readonly onSelect: () => void;
}) {
  const { error } = useClassification(picture);
  return (
    <button
      type="button"
      className={classes['chip']}
      aria-pressed={selected}
      aria-label={`${picture.name}${error ? ', failed' : ''}`}
      title={picture.name}
      data-failed={error !== null}
      onClick={onSelect}
    >
      <PictureImage picture={picture} className={classes['fill']} blankClassName={classes['blank']} />
    </button>
  );
}
