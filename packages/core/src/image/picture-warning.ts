/** What can be wrong with a file that is decoded all the same, by a name that stays. */
export type PictureWarningCode = 'PICTURE_CUT_OFF';

/** What is wrong with a file that was decoded all the same. */
export interface PictureWarning {
  /** PICTURE_CUT_OFF: the end of the file is missing, and rows of the picture may be with it. */
  readonly code: PictureWarningCode;
  /** For people: what is missing, and how much. */
  readonly message: string;
}
