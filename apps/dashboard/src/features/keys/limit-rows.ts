import type { Limits } from '@supcon/sdk';
import { formatBytes } from '../../format/format-bytes.js';
import { formatNumber } from '../../format/format-number.js';

/** The limits that whoever uses a server runs into, in words. */
export function limitRows(limits: Limits): { readonly name: string; readonly value: string }[] {
  return [
    { name: 'Picture', value: formatBytes(limits.uploadBytes) },
    { name: 'Pixels of a picture', value: formatNumber(limits.pixels) },
    { name: 'Pictures of one request', value: `${formatNumber(limits.picturesPerRequest)}, ${formatBytes(limits.batchBytes)} together` },
    { name: 'Pictures of a new class', value: formatNumber(limits.classPictures) },
    { name: 'Pictures under way', value: formatNumber(limits.waitingPictures) },
    { name: 'Import', value: `${formatBytes(limits.importBytes)}, ${formatNumber(limits.importLines)} lines` },
    { name: 'Model', value: formatBytes(limits.modelBytes) },
    { name: 'Memory of loaded models', value: formatBytes(limits.modelMemoryBytes) },
    { name: 'Collections', value: formatNumber(limits.collections) },
    { name: 'Neighbours of a search', value: formatNumber(limits.k) },
    { name: 'Metadata of an item', value: formatBytes(limits.metadataBytes) },
    { name: 'Open event streams', value: formatNumber(limits.eventStreams) },
  ];
}
