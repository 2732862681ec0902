import { z } from 'zod';

const share = z.number().min(0).max(1);

/** What a manifest says about adding and taking out classes by arithmetic (`addClass`, `removeClass`); the numbers lie in `classes/`. */
export const classRecordSchema = z.strictObject({
  /** Which classifier encoder.onnx and the training-side weights hold: the softmax one that training fitted, or, once a class was added or taken out, the ridge one. */
  answering: z.enum(['softmax', 'ridge']),
  /** λ of the ridge classifier, chosen on validation. */
  ridge: z.number().positive(),
  /** How far classes of few photos weigh as much as those of many, 0 to 1. */
  balance: share,
  /** Photos of each class, as labels are ordered. */
  photos: z.array(z.int().min(1)).min(1),
  /** Of the ridge classifier's probabilities, set on the validation pictures of training, or on what was held out since. */
  temperature: z.number().positive(),
  /** Of both classifiers, fitted on training pictures alone, at the training's end: what it costs to answer with the ridge one. */
  validation: z.strictObject({ images: z.int().min(1), softmax: share, ridge: share }),
  /** Once classes were changed: sha256 of the encoder.onnx that training left, hex. Its embeddings are those of this one, whose file differs in the classifier alone. */
  encoder: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .exactOptional(),
  /** What became of the classes since training. Accuracies of training are not those of this artifact then, and stay in that of `of`. */
  changed: z
    .strictObject({
      /** The artifact that training left. */
      of: z.strictObject({ name: z.string(), version: z.int().min(1) }),
      added: z.array(z.string()),
      removed: z.array(z.string()),
      /** Temperature, label sets and thresholds for unknown pictures were set anew after the last change, on a part of each class's photos that was held out. Without it
       * the temperature is the one of before, and the other two are not there. */
      heldOut: z.strictObject({ images: z.int().min(1), accuracy: share }).exactOptional(),
    })
    .exactOptional(),
});

/** What `classes` of a manifest says, checked. */
export type ClassRecord = z.infer<typeof classRecordSchema>;
