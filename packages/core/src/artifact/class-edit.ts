import { addClass, removeClass, type ClassStatistics } from '../heads/class-statistics.js';
import type { ClassChange } from './change-classes.js';
import type { ClassRecord } from './class-record.js';
import type { Manifest } from './manifest.js';
import { setConfidenceAnew } from './set-confidence-anew.js';

/** A class that comes, with the features of its photos, [K, D], not normalised, K at least 1; or one that goes. */
export type ClassEdit = { readonly add: string; readonly features: Float32Array } | { readonly remove: string };

/** What classes are edited of: the manifest of an artifact that keeps statistics, and these. */
export interface EditedArtifact {
  readonly manifest: Manifest;
  readonly record: ClassRecord;
  readonly statistics: ClassStatistics;
  /** As the logits are ordered. */
  readonly labels: readonly string[];
}

/** What an artifact says once a class has come or gone (`changeClasses` writes it): the classifier by arithmetic, and how certain it is set anew on a part of the photos (`setConfidenceAnew`).
 * @param edit a label that is not there yet, or one that is, beside others.  @param as what the new artifact is called.
 * @returns the content, and what the arithmetic alone took, milliseconds.  @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function editClasses(
  { manifest, record, statistics, labels }: EditedArtifact,
  edit: ClassEdit,
  as: Pick<ClassChange, 'version' | 'createdAt'>,
): { readonly content: ClassChange; readonly milliseconds: number } {
  const begun = performance.now();
  const changed = 'add' in edit ? addClass(statistics, edit.features) : removeClass(statistics, labels.indexOf(edit.remove));
  const milliseconds = performance.now() - begun;
  const { heldOut, temperature = record.temperature, ...confidence } = setConfidenceAnew(changed, manifest) ?? {};
  return {
    content: {
      ...as,
      labels: 'add' in edit ? [...labels, edit.add] : labels.filter((other) => other !== edit.remove),
      statistics: changed,
      temperature,
      changed: { ...changesSince(record.changed, manifest, edit), ...(heldOut ? { heldOut } : {}) },
      ...confidence,
    },
    milliseconds,
  };
}

/** All that was added and taken out since training: what went as it came is neither. */
function changesSince(before: ClassChange['changed'] | undefined, { name, version }: Manifest, edit: ClassEdit): ClassChange['changed'] {
  const of = before?.of ?? { name, version };
  const [added, removed] = [before?.added ?? [], before?.removed ?? []];
  if ('add' in edit) return { of, added: [...added, edit.add], removed };
  const cameBefore = added.includes(edit.remove);
  return { of, added: added.filter((label) => label !== edit.remove), removed: cameBefore ? removed : [...removed, edit.remove] };
}
