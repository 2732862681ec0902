export type { KeptImage } from './image-key.js';
export { SupconProvider, useSupcon } from './supcon-context.js';
export { supconKeys, type KeyPart, type SupconKeys } from './supcon-keys.js';
export { supconQueries, type Classified, type FoundBy, type ItemsQuery } from './supcon-queries.js';
export { useAddItem, useCancelJob, usePatchItem, useRecordFeedback, useRemoveItem, type ItemChange } from './use-mutations.js';
export { useClassification, useCollections, useItem, useItems, useJob, useModels, useNeighbours, useRun, useRuns } from './use-queries.js';
export { useThumbnail } from './use-thumbnail.js';
