import { scanImageFolder, type ImageFolder } from './image-folder.js';
import { isManifest, scanManifest } from './scan-manifest.js';

/** Lists labelled pictures: from a folder of class folders, or from a manifest (.csv, .jsonl).
 * @throws TrainError as `scanImageFolder` and `scanManifest`. */
export async function scanData(path: string): Promise<ImageFolder> {
  return isManifest(path) ? scanManifest(path) : scanImageFolder(path);
}
