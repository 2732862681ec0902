import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';

/**
 * Writes a small text file so that a reader sees the old content or the new one, even after a power cut.
 * (`@supcon/core` has the same for the product; set-up runs before any package is there.)
 * @param {string} file
 * @param {string} text
 */
export function writeFileAtomic(file, text) {
  const folder = path.dirname(file);
  mkdirSync(folder, { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  const handle = openSync(temporary, 'w');
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
  fsyncFolder(folder);
}

/** @param {string} folder */
export function fsyncFolder(folder) {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
