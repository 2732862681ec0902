import { checkLabel } from '../check-id.js';
import type { ClassList } from '../schemas.js';
import { sentPictures, type PictureInput } from '../sent-pictures.js';
import type { CallOptions, Transport } from '../transport.js';
import { onceHeader } from '../once.js';

/** Taken by the calls of classes. */
export interface ClassesOptions extends CallOptions {
  /** Whose classes: an alias (`canary`), a model (`photos`) or one of its versions (`photos/2`). Default: the model that serves. */
  readonly model?: string | undefined;
}

/** Classes of a model that come and go without a training. Each change makes a new version of the model; an alias that led to it stands for that from then on.
 * A change that was carried out twice would be refused the second time, so none is sent again by itself. */
export function createClasses(transport: Transport) {
  return {
    /** Every class, in the order of the model, and whether classes can be added to it. */
    async list({ model, ...options }: ClassesOptions = {}): Promise<ClassList> {
      const params = { query: queryOf(model) };
      return transport.call(options, (api, signal) => api.GET('/v1/classes', { params, signal }));
    },

    /** Adds a class from 1 to 50 pictures, or items of collections. All of them are needed.
     * @throws ConflictError where the model knows the label already, or keeps nothing to add classes with. */
    async add(label: string, pictures: readonly PictureInput[], { model, ...options }: ClassesOptions = {}): Promise<ClassList> {
      const upload = await sentPictures(pictures, { label: checkLabel(label), ...queryOf(model) });
      const params = { query: { count: pictures.length }, header: onceHeader() };
      return transport.call(options, (api, signal) => api.POST('/v1/classes', { params, ...upload, signal }));
    },

    /** Takes a class out, as if it had never been there. @throws NotFoundError, ConflictError for the last one. */
    async remove(label: string, { model, ...options }: ClassesOptions = {}): Promise<ClassList> {
      const params = { path: { label: checkLabel(label) }, query: queryOf(model), header: onceHeader() };
      return transport.call(options, (api, signal) => api.DELETE('/v1/classes/{label}', { params, signal }));
    },
  };
}

/** What `createClasses` offers. */
export type Classes = ReturnType<typeof createClasses>;

function queryOf(model: string | undefined): { model?: string } {
  return model === undefined ? {} : { model };
}
