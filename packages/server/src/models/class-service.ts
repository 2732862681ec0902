import type { Turn } from '../domain/turn.js';
import type { AnsweringModel, PictureSource } from './recogniser.js';

/** A class of a model. */
export interface ClassDescription {
  readonly label: string;
  /** Pictures that it was learnt from and that are kept as features; undefined where the model keeps none. */
  readonly photos?: number;
  /** Whether it came after training. */
  readonly added: boolean;
}

/** The classes of a model, as its logits are ordered. */
export interface ClassList {
  readonly model: AnsweringModel;
  /** Whether classes can be added and taken out. */
  readonly changeable: boolean;
  readonly classes: readonly ClassDescription[];
  /** Classes of training that were taken out. */
  readonly removed: readonly string[];
  /** On how many held-out pictures temperature, label sets and thresholds for unknown ones were set after the last change, and how many of them are right, 0..1. Without it
   * there were too few: then the temperature is that of before, and nothing is promised. */
  readonly heldOut?: { readonly images: number; readonly accuracy: number };
}

/** Which model is meant, and for how long. */
export interface ClassOptions extends Pick<Turn, 'client' | 'signal'> {
  /** A reference as `ModelRegistry.resolve` takes it. Default: the model that serves. An alias stands for the new version from then on; of a version or a name none does. */
  readonly model?: string | undefined;
}

/** Classes of models that come and go without a training. One change at a time; the version before stays.
 * Methods throw ServerError NO_MODEL, MODEL_NOT_FOUND, BAD_REQUEST of a reference; those that change also FIXED_CLASSES, MODEL_UNUSABLE, TOO_BUSY, NOT_READY, STORAGE_FULL, and nothing has changed then. */
export interface ClassService {
  list(options?: ClassOptions): Promise<ClassList>;
  /** @param pictures 1 to 50 of the class: all of them are needed.
   * @throws ServerError BAD_REQUEST for a label or number of pictures that cannot be, CLASS_CONFLICT; what a picture cannot be had or decoded for. */
  add(label: string, pictures: readonly PictureSource[], options?: ClassOptions): Promise<ClassList>;
  /** @throws ServerError CLASS_NOT_FOUND, FIXED_CLASSES also for the last one. */
  remove(label: string, options?: ClassOptions): Promise<ClassList>;
}
