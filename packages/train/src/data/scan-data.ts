import { CoreError } from '@supcon/core/errors';
import { byCodePoint, describeLeftOut, readPhotos, type LeftOut, type Photo, type PhotoSet, type SplitName } from '@supcon/core/photos';
import { TrainError } from '../errors.js';
import { list } from './list.js';

/** Lists the labelled pictures that a folder of class folders or a list (.csv, .jsonl) holds, if they can be trained on.
 * @param options.skipBad go on without files that cannot be opened. Default false.
 * @throws TrainError NOT_FOUND for a folder or list that is not there; BAD_DATA naming all that is wrong with it, at once. */
export async function scanData(path: string, { skipBad = false }: { readonly skipBad?: boolean } = {}): Promise<PhotoSet> {
  const photos = await readPhotos(path).catch((error: unknown) => {
    if (!(error instanceof CoreError)) throw error;
    throw new TrainError(error.code === 'PHOTOS_NOT_FOUND' ? 'NOT_FOUND' : 'BAD_DATA', error.message, { cause: error });
  });
  const refused = photos.leftOut.filter(({ kind }) => kind === 'misplaced' || (kind === 'unreadable' && !skipBad));
  const { splits, without } = trainedClasses([...photos.photos, ...refused]);
  if (photos.source === 'folder' && splits.size > 0 && !splits.has('train'))
    throw new TrainError(
      'BAD_DATA',
      `${path} has ${[...splits].join(', ')} but no train/ folder. Put the training pictures in ${path}/train/<class>/.`,
    );
  const problems = [
    ...refused.map(describeLeftOut),
    ...without.map((label) =>
      photos.source === 'folder'
        ? `class '${label}' has pictures outside train/ but none in it`
        : `class '${label}' has pictures for val or test but none for training`,
    ),
  ];
  if (problems.length > 0)
    throw new TrainError('BAD_DATA', `${path} cannot be used as it is:\n${list(problems)}\n${remedies(refused)}`.trimEnd(), {
      details: { problems, leftOut: refused },
    });
  if (photos.labels.length < 2) {
    const [only] = photos.labels;
    const nothing = photos.source === 'folder' ? 'no class folders with pictures' : 'no rows with a label';
    const wanted =
      photos.source === 'folder'
        ? `one folder of pictures for each class, at least two (${path}/cat/1.jpg, ${path}/dog/1.jpg), or the same inside train/ and test/`
        : 'at least two classes';
    const open = photos.leftOut.filter(({ code }) => code === 'UNLABELLED').length;
    const loose = photos.leftOut.filter(({ code }) => code === 'LOOSE_PICTURE').length;
    throw new TrainError(
      'BAD_DATA',
      `${path} is not a data set: it has ${only === undefined ? nothing : `only the class '${only}'`}${loose > 0 ? `, and ${loose} pictures that lie in no class folder` : ''}${open > 0 ? `, and ${open} pictures without a label: write the class of each into the column label` : ''}. Wanted: ${wanted}.${only === undefined ? '' : ALONE}`,
    );
  }
  return photos;
}

/** What can be done with one class. */
const ALONE =
  ' One class alone has nothing to be told from: add pictures of something else as a second one. Look-alikes within it are found without training, under an artifact that is there: supcon-server index --data DIR.';

/** Which splits there are, and the classes of which training sees nothing. */
function trainedClasses(pictures: readonly Pick<LeftOut, 'label' | 'split'>[]): {
  readonly splits: ReadonlySet<SplitName>;
  readonly without: readonly string[];
} {
  const labelled = pictures.filter((picture): picture is Pick<Photo, 'label' | 'split'> => picture.label !== undefined);
  const trained = new Set(labelled.filter(({ split }) => split === 'train' || split === undefined).map(({ label }) => label));
  const splits = new Set(labelled.flatMap(({ split }) => split ?? []));
  return { splits, without: [...new Set(labelled.map(({ label }) => label))].filter((label) => !trained.has(label)).sort(byCodePoint) };
}

/** What can be done, once for each kind of trouble. */
function remedies(refused: readonly LeftOut[]): string {
  const each = [...new Set(refused.map(({ remedy }) => remedy))].map((remedy) => `${remedy[0]!.toUpperCase()}${remedy.slice(1)}.`);
  const skip = refused.some(({ kind }) => kind === 'unreadable') ? ['Or add --skip-bad to go on without what cannot be read.'] : [];
  return [...each, ...skip].join(' ');
}
