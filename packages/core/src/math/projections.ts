/** `@supcon/core/projections`: rows of many columns in few, to be looked at. Loads no TensorFlow. */
export { principalComponents, type PrincipalComponents } from './pca.js';
export { tsne, type Tsne, type TsneOptions } from './tsne.js';
export { umap, type UmapOptions } from './umap.js';
