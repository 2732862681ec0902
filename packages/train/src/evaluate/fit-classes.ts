import { fitTemperature, selectRidge, type LabelledEmbeddings } from '@supcon/core';
import { fitClassStatistics, type ArtifactContent, type ClassRecord } from '@supcon/core/artifact';

/** What an artifact needs so that classes can be added to it and taken out by arithmetic, as it is kept in a run. */
export interface ClassFit {
  /** Features of all training and validation pictures, not normalised. */
  readonly learnt: LabelledEmbeddings;
  readonly record: Omit<ClassRecord, 'answering' | 'photos' | 'changed'>;
}

/** Features that are kept, at most: 256 MiB, 52,000 photos of 1,280. */
const MOST_VALUES = 2 ** 26;
/** Features of a photo, at most: the inverse of their Gram matrix is 64 MiB then. */
const WIDEST = 4096;

/** Chooses the ridge on validation, and sets the temperature there.
 * @param learnt features of training and, behind them, validation pictures.  @param softmax accuracy on validation of the classifier that answers, fitted on training pictures.
 * @returns undefined where there is too much to keep, or a class has no training picture.  @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function fitClasses(learnt: LabelledEmbeddings, training: number, classes: number, softmax: number): ClassFit | undefined {
  const width = learnt.embeddings.length / learnt.labels.length;
  const [train, validation] = [part(learnt, width, 0, training), part(learnt, width, training)];
  if (learnt.embeddings.length > MOST_VALUES || width > WIDEST || new Set(train.labels).size < classes) return undefined;
  const { ridge, balance, validationAccuracy, logits } = selectRidge(train, validation, classes);
  return {
    learnt,
    record: {
      ridge,
      balance,
      temperature: fitTemperature(logits, validation.labels, classes).temperature,
      validation: { images: validation.labels.length, softmax, ridge: validationAccuracy },
    },
  };
}

/** The same as an artifact keeps it: statistics of all pictures, beside the softmax classifier, which answers. @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function keepClasses({ learnt, record }: ClassFit, classes: number): Required<Pick<ArtifactContent, 'classes' | 'statistics'>> {
  const statistics = fitClassStatistics(learnt, classes, record);
  const photos = statistics.photos.map((own) => own.length / statistics.width);
  return { statistics, classes: { ...record, answering: 'softmax', photos } };
}

function part({ embeddings, labels }: LabelledEmbeddings, width: number, begin: number, end = labels.length): LabelledEmbeddings {
  return { embeddings: embeddings.subarray(begin * width, end * width), labels: labels.subarray(begin, end) };
}
