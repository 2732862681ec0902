import type { Manifest } from '@supcon/core/artifact';
import { textTable } from '../console/text-table.js';
import { adviseRecalibration } from '../evaluate/lacking-promises.js';
import type { ChangedArtifact } from './change-artifact.js';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** What became of an artifact, what still holds and what does not, in a few lines. */
export function describeChange({ folder, manifest, label, photos, milliseconds }: ChangedArtifact, what: 'Added' | 'Removed'): string {
  const { name, version, labels, classes } = manifest;
  const { of, heldOut } = classes!.changed!;
  const { ridge, softmax, images } = classes!.validation;
  const small = labels.filter((_, at) => classes!.photos[at]! < 5);
  return [
    `${what} ${label} (${photos} ${photos === 1 ? 'photo' : 'photos'}) in ${milliseconds.toFixed(0)} ms: ${name}/${version} knows ${labels.length} ${labels.length === 1 ? 'class' : 'classes'}.`,
    `The ridge classifier answers. Before classes changed it was right on ${percent(ridge)} of ${images} validation pictures, the softmax classifier of training on ${percent(softmax)}.`,
    heldOut
      ? `Temperature, label sets and thresholds for unknown pictures were set anew on ${heldOut.images} photos held out of the classes, of which ${percent(heldOut.accuracy)} were right.${small.length > 0 ? ` None of them is of ${small.join(', ')}, with fewer than 5 photos: nothing is promised there.` : ''}`
      : `The temperature is that of before. ${adviseRecalibration(manifest, 'RUN')!}.`,
    `Accuracies measured in training are those of ${of.name}/${of.version}, not of this one: supcon evaluate --artifact ${folder} --data DIR measures it.`,
    `Artifact: ${folder}`,
  ].join('\n');
}

/** Classes of an artifact with their photos, and whether they can be changed. */
export function describeClasses({ name, version, labels, classes }: Manifest): string {
  if (!classes)
    return [
      `${name}/${version}, ${labels.length} classes: ${labels.join(', ')}`,
      'It keeps no statistics to add and remove classes with; supcon freeze --run RUN --recalibrate makes a version that has them (RUN: what it was trained by, see supcon runs).',
    ].join('\n');
  const { answering, photos, changed } = classes;
  const added = new Set(changed?.added);
  const rows = labels.map((label, at) => [label, String(photos[at]), ...(changed ? [added.has(label) ? 'added' : ''] : [])]);
  return [
    `${name}/${version}, ${labels.length} classes; the ${answering} classifier answers`,
    textTable([['class', 'photos', ...(changed ? ['since training'] : [])], ...rows]),
    ...(changed && changed.removed.length > 0 ? [`Taken out since training: ${changed.removed.join(', ')}`] : []),
    ...(changed ? [`Trained as ${changed.of.name}/${changed.of.version}`] : []),
  ].join('\n');
}
