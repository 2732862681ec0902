import type { ResizeAxis } from './resize-weights.js';

/** How a stored picture becomes the square: both axes as stored, before it is turned. */
export interface CentreSquare {
  readonly across: ResizeAxis;
  readonly down: ResizeAxis;
}

/** Where the square of `size` pixels lies that is cut out of the centre once the short side is resized to `size`. The same square that sharp cuts out of the
 * picture after turning it: of an odd rest, the larger half is cut off the upright picture's left and top.
 * @param orientation EXIF, 1 to 8. @param thumbnail the whole picture, squeezed. */
export function centreSquare(
  { width, height, orientation }: { readonly width: number; readonly height: number; readonly orientation: number },
  size: number,
  thumbnail: boolean,
): CentreSquare {
  const short = Math.min(width, height);
  const axis = (length: number, backwards: boolean): ResizeAxis => {
    const resized = thumbnail ? size : Math.max(size, Math.round((length * size) / short));
    const larger = Math.floor((resized - size + 1) / 2);
    return { length, resized, offset: backwards ? resized - size - larger : larger, size };
  };
  // Which stored axes run against the upright ones.
  return { across: axis(width, [2, 3, 7, 8].includes(orientation)), down: axis(height, [3, 4, 6, 7].includes(orientation)) };
}
