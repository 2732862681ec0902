import { IconPhotoOff } from '@tabler/icons-react';
import { useState } from 'react';
import { Thumbnail } from '../../entities/collection/Thumbnail.js';
import type { Picture } from './picture.js';

/** Which picture is shown, and how. */
export interface PictureImageProps {
  readonly picture: Picture;
  readonly className?: string | undefined;
  /** Around the sign that stands for what the browser cannot show. */
  readonly blankClassName?: string | undefined;
}

/** The picture itself. A file that is none, or that only the server can read, is shown as a sign. */
export function PictureImage({ picture, className, blankClassName }: PictureImageProps) {
  const [broken, setBroken] = useState(false);
  if (picture.kind === 'item')
    return <Thumbnail collection={picture.collection} id={picture.item.id} alt={picture.name} className={className} />;
  if (broken) {
    return (
      <span className={[className, blankClassName].join(' ')}>
        <IconPhotoOff size={26} stroke={1.5} role="img" aria-label={picture.name} />
      </span>
    );
  }
  return <img src={picture.url} alt={picture.name} className={className} onError={() => setBroken(true)} />;
}
