export { applyLabelChanges, type RelabelledPhoto, type RelabelledPhotos } from './apply-label-changes.js';
export { byCodePoint } from './by-code-point.js';
export { className, suspectNames, whyNoClassName } from './class-name.js';
export { findPhotos } from './find-photos.js';
export {
  LEFT_OUT_CODES,
  describeLeftOut,
  isSystemError,
  leaveOutBecause,
  type LeftOut,
  type LeftOutCode,
  type LeftOutKind,
} from './left-out.js';
export type { Photo, PhotoSet } from './photo-set.js';
export { PICTURE_ENDINGS, isHiddenName, isPictureName } from './picture-name.js';
export { readLabelChanges, type LabelChange, type LabelChanges } from './label-changes.js';
export { isPhotoList } from './read-list.js';
export { readFolder } from './read-folder.js';
export { readPhotos } from './read-photos.js';
export { splitNameOf, type SplitName } from './split-name.js';
export { WALK_LIMITS, type WalkLimits } from './walk-limits.js';
