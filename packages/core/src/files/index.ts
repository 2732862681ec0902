export { explainUnwritableHome } from './explain-unwritable.js';
export { syncFolder } from './sync-folder.js';
export { writeFileAtomic } from './write-file-atomic.js';
