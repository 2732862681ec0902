/** Where the pictures of a run can be seen: in a collection that was filled from the same photos. */
export interface PictureSource {
  readonly collection: string;
  /** The folder of the data that the collection was filled from, with a slash behind it; empty where it was the whole. */
  readonly root: string;
}

const SPLIT_FOLDER = /^(?:train(?:ing)?|val(?:id(?:ation)?)?|test)\//i;

/** The folders of a run's data that a collection may have been filled from: the whole, and each split. */
export function possibleRoots(pictures: readonly string[]): readonly string[] {
  return ['', ...new Set(pictures.flatMap((picture) => SPLIT_FOLDER.exec(picture)?.[0] ?? []))];
}

/** The path that an item of a collection has for a picture of the run; undefined for a picture that cannot be in it. */
export function pathInCollection(picture: string, root: string): string | undefined {
  return picture.startsWith(root) ? picture.slice(root.length) : undefined;
}

/** The source that shows most of some pictures; undefined where none shows any. The whole comes before a part, and collections in their order.
 * @param found by collection, the paths of those pictures that it has. */
export function bestSource(
  pictures: readonly string[],
  found: readonly { readonly collection: string; readonly paths: ReadonlySet<string> }[],
): PictureSource | undefined {
  let best: { readonly source: PictureSource; readonly hits: number } | undefined;
  for (const root of possibleRoots(pictures))
    for (const { collection, paths } of found) {
      const hits = pictures.filter((picture) => paths.has(pathInCollection(picture, root) ?? '')).length;
      if (hits > (best?.hits ?? 0)) best = { source: { collection, root }, hits };
    }
  return best?.source;
}

/** Parts of a list of paths, each short enough for the filter of one request. @param most characters of a part as JSON. */
export function filterParts(paths: readonly string[], most = 3500): readonly (readonly string[])[] {
  const parts: string[][] = [];
  let room = 0;
  for (const path of paths) {
    const size = JSON.stringify(path).length + 1;
    if (size > most) continue;
    if (size > room) {
      parts.push([]);
      room = most;
    }
    parts.at(-1)!.push(path);
    room -= size;
  }
  return parts;
}
