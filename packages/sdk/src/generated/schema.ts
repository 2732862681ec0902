/** Generated from packages/server/openapi by `nx run sdk:generate`. Do not edit. */
export interface paths {
    "/v1/classify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What is this?
         * @description Gives the most probable classes of one picture, best first. Probabilities are the softmax over all classes at the temperature that the model was calibrated with, so they sum to 1 only when `topK` covers all of them.
         */
        post: operations["classify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/embed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The embedding of one picture
         * @description Gives the encoder's output for one picture as a unit-length vector; the dot product of two of them is their similarity. With `Accept: application/x-npy` the answer is
         *     a file of NumPy, float32 [1, D], as `numpy.load` reads it.
         */
        post: operations["embed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/classify/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What are these?
         * @description The same as `classify` of several pictures, which are encoded together, all by the same model, also where another one takes over meanwhile. Pictures are
         *     the parts `image` of a form, or in JSON in base64 or as items of collections, whose kept pictures are asked about. `results` has their order; a picture that cannot be answered has a `problem` of its own
         *     there, and the others are answered. Options stand in the query, or beside `pictures` in JSON, where they count before those of the query.
         *
         *     A request may have as many pictures as `GET /v1/limits` says. It is refused before its body is read when there are not so many places left (503), and takes one for each picture.
         */
        post: operations["classifyBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/embed/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The embeddings of several pictures
         * @description The same as `embed` of several pictures; see `classifyBatch` for how they are sent and answered. Items whose collection was filled by the same encoder are answered from the vector that is kept, without
         *     `warnings` and without their picture. With `Accept: application/x-npy` the answer is a file of NumPy, float32 [N, D], a row for each picture; where one of them has a problem, that is the answer.
         */
        post: operations["embedBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/collections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All collections */
        get: operations["listCollections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/collections/{collection}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        /**
         * One collection
         * @description What it holds, whether pictures can be added, and how its index stands: `tombstones` are deleted vectors that still take room, `recall` and `ef` what was measured of its graph.
         */
        get: operations["getCollection"];
        /**
         * Make an empty collection
         * @description The collection is bound to the model that serves now. Making one that exists already changes nothing and answers 200 with its own model, which may
         *     be another one; where the artifact of that model is gone, 409 `MODEL_MISMATCH`.
         */
        put: operations["createCollection"];
        post?: never;
        /**
         * Delete a collection and everything in it
         * @description Purged again, it answers with the purge of before.
         */
        delete: operations["deleteCollection"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/collections/{collection}/search": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What looks like this?
         * @description Nearest neighbours, most similar first, of a picture (raw body or multipart `image`), of a vector or of an item that is in the collection (JSON body), drawn to the items in
         *     `like` and away from those in `unlike`. What a JSON body may say beside the query, a form says as JSON in its field `search`; a raw picture takes `k` in the query alone. Collections of fewer than about 5,000
         *     items, and what fits a filter of few, are searched exactly, the rest through an HNSW index; `exact` and `plan` in the answer say which.
         */
        post: operations["search"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/collections/{collection}/search/batch": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Several searches at once
         * @description By vectors and items, each as `search` takes it in JSON. Answers come in the order asked; a search that has none has a `problem` in its place and does no harm to the others. At most 10,000 neighbours may be asked for together.
         */
        post: operations["searchBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/collections/{collection}/reembed": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Compute all vectors of a collection anew, with another model
         * @description In the background, as a job, from the pictures that the collection keeps. Ids, labels, metadata and times stay. The new vectors are built beside the old ones, which
         *     serve until all are there; then the new ones take their place in one step, with their index open: no request fails, and none sees vectors of two models. Items
         *     that are added, changed or removed meanwhile come out right. A job that was cut off goes on behind what it had; asked again while one waits or runs, that one answers.
         */
        post: operations["reembedCollection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/collections/{collection}/copy": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Copy a collection
         * @description In the background, as a job: items with their ids, labels, metadata, versions, times, vectors and pictures. The copy is made aside and is there as a whole in one step, as the original is at that moment, whatever is added, changed or removed meanwhile. A job that was
         *     cut off goes on behind what it had; cancelled, it leaves nothing behind. Asked again while it waits or runs, the same job answers.
         */
        post: operations["copyCollection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/collections/{collection}/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        /**
         * Near-duplicates of a collection
         * @description What the last search for them found (POST), page by page: groups, the largest first, of equal size the one with the oldest item; of each its items in the order in which they were added, and how like each is to the first.
         *     A group that does not end on a page goes on on the next, under its number. Items that were deleted since are left out; `outdated` says whether the collection has changed.
         */
        get: operations["getDuplicates"];
        put?: never;
        /**
         * Look for near-duplicates in a collection
         * @description In the background, as a job in a thread of its own, for GET to give. Two items are near-duplicates where the cosine of their vectors is at least the threshold; a group is whatever hangs together by such pairs, so that its ends may be less like each other. All pairs count, none is
         *     left to chance: the same items and threshold give the same groups. Asked again while one of this threshold waits or runs, that one answers. Cancelled, what was found before stays.
         */
        post: operations["findDuplicates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/collections/{collection}/predictions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        /**
         * What a model says of every item of a collection
         * @description What the last job for it found (POST), item by item, those that fit, in pages: the most probable class and how probable it is, calibrated, as `/v1/classify` says it; how probable the label is; and
         *     whether the picture is of none of the classes, where the model can tell. `correct` is null for an item without a label, or with one that the model does not know. Items without a picture, and pictures that cannot be
         *     read, are not among them; `skipped` counts them. `outdated` says whether the collection has changed since.
         *
         *     As JSON in pages; as `application/vnd.supcon.columns` all at once, without filters, laid out as those of a projection: `prediction` (int32, into `classes` of the header), `confidence`, `probabilityOfLabel`
         *     and `unknownScore` (float32, NaN for none), `unknown` and `correct` (uint8: 1, 0, or 255 for none), `label` (int32, into `labels`, -1 for none), `idEnds` (uint32) and `ids` (UTF-8), in the order in which items were added.
         */
        get: operations["getPredictions"];
        put?: never;
        /**
         * Let a model classify every item of a collection
         * @description In the background, as a job behind all requests, for GET to give: each picture is decoded and classified as `/v1/classify` does it. Where the model has done so before, only pictures that are new since, and those whose label is
         *     another, are classified again. A job that was cut off goes on behind what it had last saved. A picture that cannot be read is counted, and fails nothing. Asked again while one of the same collection and model waits or runs, that one answers.
         *     Predictions are kept up to a size, the oldest go first, and with their collection and model.
         */
        post: operations["predictCollection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/collections/{collection}/evaluation": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        /**
         * How right a model is about a collection
         * @description Of the predictions that are kept (`getPredictions`): accuracy, precision, recall and F1 of each class, what is taken for what, how far confidence can be believed, and, where items have labels that the model does not
         *     know, how well it tells those by its unknown score. Scores and calibration are of items whose label the model knows; `confusion` counts all that have a label.
         */
        get: operations["getEvaluation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/collections/{collection}/projection": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        /**
         * A collection in two or three dimensions
         * @description Where the items of a collection lie, seen along their principal components (`pca`, computed on the spot) or so that neighbours stay neighbours (`umap`, `tsne`, which are asked for with
         *     POST before). The newest picture with these settings answers; `outdated` says whether the collection has changed since. Items are in the order in which they were added. Of a collection
         *     with more items than a method takes (100,000 of PCA, 20,000 of UMAP, 3,000 of t-SNE, unless the server is set otherwise) a sample is drawn by the seed; `items` and `of` say so.
         *
         *     As JSON in pages, for few items; as `application/vnd.supcon.columns` all at once, for many: 8 bytes `SUPCOL01`, the length of the header (uint32) and 4 zero bytes; the header, JSON that says
         *     the same as the answer without points, and `rows`, `labels` and for each of the `columns` its `name`, `type`, `offset` from the end of the header, and `length` in bytes; then the columns,
         *     each from a multiple of 8 on. All numbers are little-endian. `x`, `y` and `z` are float32; `label` is int32, into `labels` of the header, -1 for none; `ids` is UTF-8, one id after the other,
         *     and `idEnds` (uint32) says where each ends.
         */
        get: operations["getProjection"];
        put?: never;
        /**
         * Lay a collection out in two or three dimensions
         * @description In the background, as a job in a thread of its own, for GET to give. Asked again while one with these settings waits or runs, that one answers. A job that was cut off begins anew; where there is a
         *     picture of the present state already, it ends at once. The same collection, settings and seed give the same picture. UMAP and t-SNE need at least four items. Pictures are kept up to a size, the oldest go first, and with their collection.
         */
        post: operations["projectCollection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/collections/{collection}/items": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        /**
         * Items, page by page
         * @description In the order in which they were added. Pages are stable under writes: what is there from the first page to the last, and is not replaced meanwhile, comes exactly once;
         *     what is added comes at the end, and what is deleted moves nothing. The last page has no `next`.
         *
         *     `filter` is a filter as JSON, in the address: `curl -G --data-urlencode 'filter={"field":"label","eq":"apple"}' ...`; a browser and the SDK encode it by themselves.
         */
        get: operations["listItems"];
        put?: never;
        /**
         * Add a picture
         * @description Adds one picture. As multipart the label, id and metadata are form fields; as a raw body the label and id are query parameters. Without an id
         *     the server gives one.
         *
         *     Sending the same picture, label and metadata again under the same id changes nothing and answers 200, so a request that timed out can be
         *     repeated safely. Something different under a used id answers 409; delete the item first.
         *
         *     As JSON an item comes by a vector instead of a picture: one that the collection's encoder made, which `encoderHash` says. It is searched like any other; it has no picture, so its thumbnail is 404, and
         *     new vectors by another model (`reembed`) leave it out, with `dropLost`, or fail.
         */
        post: operations["addItem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/collections/{collection}/items/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
                /**
                 * @description The item's id.
                 * @example apple-0007
                 */
                id: components["parameters"]["ItemId"];
            };
            cookie?: never;
        };
        /**
         * One item
         * @description With the `ETag` of its state; a request whose `If-None-Match` names that is answered 304.
         */
        get: operations["getItem"];
        put?: never;
        post?: never;
        /**
         * Delete an item
         * @description When this answers 204 the item is gone from the collection and from every later search. With `If-Match`, only if it still is what was read. Bytes of it may be left in freed parts of files;
         *     `purge=true` erases those too. Purged again, it answers with the purge of before.
         */
        delete: operations["deleteItem"];
        options?: never;
        head?: never;
        /**
         * Change label or metadata of an item
         * @description What is named is set, what is left out stays; `metadata` takes the place of the old one as a whole. The picture and the vector stay: for another picture delete the item and add it
         *     again. With `If-Match` it happens only if the item still is what was read, so that of two who change it at once the second hears of it (412) instead of undoing the first.
         */
        patch: operations["patchItem"];
        trace?: never;
    };
    "/v1/collections/{collection}/items/{id}/thumbnail": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
                /**
                 * @description The item's id.
                 * @example apple-0007
                 */
                id: components["parameters"]["ItemId"];
            };
            cookie?: never;
        };
        /** A small picture of the item */
        get: operations["getThumbnail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/collections/{collection}/facets": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        /**
         * How many items have which value
         * @description The values of a field, most frequent first, equal counts by value. An item whose field is a list counts for each different element; one that lacks the field counts nowhere.
         */
        get: operations["getFacets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/collections/{collection}/export": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        /**
         * All items as a stream
         * @description A line of JSON an item (`ExportedItem`), in the order in which they were added, sent as they are read. Stable under writes as `listItems` is. An export that breaks off, because the collection is deleted or
         *     gets new vectors meanwhile, ends the connection before its end, which clients report. Vectors are of the encoder in `encoderHash` of the collection. With them it is what `importItems` takes.
         *
         *     With `Accept: application/x-npy` the vectors alone, as a file of NumPy: a row of float32 an item, in the same order, of the items that are there at that moment; one of them that is deleted before its turn breaks it off. Which
         *     row is whose the lines say, if nothing was changed between the two: ask for the lines first, then for the rows, and both answers have the same `X-Collection-State`.
         */
        get: operations["exportItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/collections/{collection}/sample": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        /**
         * Items drawn at random
         * @description Without putting back, each set equally likely over the seeds. The same `seed` draws the same items of the same collection; an item that is added or deleted meanwhile changes at most one of them.
         */
        get: operations["sampleItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/collections/{collection}/delete-items": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete the items that fit a filter
         * @description Those that fit now: what is added later stays, and what is changed meanwhile so that it does not fit any more stays too. Against accidents the request says in `expected` how many
         *     it means, as a `dryRun` counts them, and anything else is 409 `UNEXPECTED_COUNT` with nothing deleted; `expected: null` is for however many there are.
         *
         *     Up to 1,000 items are deleted before this answers 200; more are a job (202), which goes on after a restart and can be watched and cancelled at `/v1/jobs/{job}`. Sent again it deletes what is left.
         */
        post: operations["deleteItems"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/collections/{collection}/import": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add many items from a file
         * @description The body is a line of JSON an item (`ImportLine`), as `exportItems` with `vectors=true` writes them; or a form with those lines as its part `items` and, as its part `vectors`, a `.npy` file of NumPy with a row of
         *     float32 for each line. It is written to disk as it comes and refused as a whole where it cannot be taken as a whole: too large, cut off, a matrix of another size, vectors of another encoder. Then a job adds its items (202),
         *     some hundreds a commit, behind what requests ask for. The job says how far it is and how long it takes, can be cancelled (what was imported stays) and goes on after a restart or a kill without adding anything twice.
         *
         *     Each line is looked at for itself. One that is wrong is passed over and told in the report of the job (`GET /v1/jobs/{job}/report`); the others are added. A line whose item is there with the same content adds nothing; one
         *     whose id belongs to an item with another content is refused with `ITEM_CONFLICT`. So a file that was mended can be sent again as a whole. A line without an id gets one of the import and the line.
         */
        post: operations["importItems"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/collection-aliases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Second names of collections
         * @description Wherever the name of a collection stands in an address, an alias of it may stand too, but to delete it. A key that is limited to collections is so by the names that are given.
         */
        get: operations["listCollectionAliases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/collection-aliases/{alias}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example current */
                alias: components["schemas"]["CollectionName"];
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Let a name stand for a collection
         * @description Instead of any other that it stood for before, in one step between two requests: fill a new collection, let the alias name it, delete the old one, and no caller notices. A name that a collection has
         *     is 409 `COLLECTION_CONFLICT`. An alias goes with its collection, also when that gets new vectors; deleting the collection removes it.
         */
        put: operations["setCollectionAlias"];
        post?: never;
        /** Forget a second name */
        delete: operations["removeCollectionAlias"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The frozen encoders on this machine
         * @description Newest first. The one with `active` true serves: it answers classify and embed, and new collections are made with it. It is the one that the alias
         *     `production` names (`PUT /v1/aliases/production`), never one because it is newer. Collections of other models answer through their own.
         */
        get: operations["listModels"];
        put?: never;
        /**
         * Take in a frozen encoder
         * @description A plain `.tar` of the folder of one artifact (`tar -cf model.tar -C artifacts/photos 2`), written to disk as it comes. It is verified as any artifact (manifest, size and sha256
         *     of every file), loaded, tried with the golden pictures that it brings, and then becomes the next version of its name, in one step. It is offered, and serves nobody until an
         *     alias says so. Where anything fails nothing of it is left. Archives hold plain files of ordinary names alone: no links, no devices, no `..`, nothing that the manifest does
         *     not list.
         */
        post: operations["uploadModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/{version}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A frozen encoder as an archive
         * @description The folder of its artifact as a `.tar`, verified before, for `POST /v1/models` of another server. Of the same artifact always the same bytes. It holds features of the photos that
         *     classes were learnt from, where the artifact keeps them.
         */
        get: operations["downloadModel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a frozen encoder
         * @description Deletes its artifact from the disk, for good. Refused while an alias names it, and while a collection holds vectors of it, which could take no more
         *     pictures without it.
         */
        delete: operations["deleteModel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/aliases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Names that stand for a model
         * @description By name. An alias whose model was deleted is still listed, and stands for nothing.
         */
        get: operations["listAliases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/aliases/{alias}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example production */
                alias: components["parameters"]["Alias"];
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Let an alias stand for a model
         * @description `production` decides which model serves: the new one is loaded and tried before anything changes, then takes over between two requests; what is under
         *     way is finished by the one before. If it cannot be loaded, or fails its test, nothing changes. Collections go on with the model that their vectors come from.
         */
        put: operations["setAlias"];
        post?: never;
        /**
         * Remove an alias
         * @description No model is touched. `production` cannot be removed; let it stand for another model instead.
         */
        delete: operations["removeAlias"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/aliases/{alias}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example production */
                alias: components["parameters"]["Alias"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let an alias stand for the model before
         * @description As setting it to what `previous` says. Done twice, it stands for what it stood for at first.
         */
        post: operations["rollBackAlias"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All keys
         * @description The oldest first, those that have expired or were revoked too. The keys themselves are not kept and cannot be shown again.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Make a key
         * @description `secret` is what is sent with requests. It is shown in this answer and never again: the server keeps a hash of it. From the first key on, every request
         *     to `/v1` needs one, also on a server that listens on this machine only.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The `id` of a key, which is no secret.
                 * @example 0f3a5b7c9d1e
                 */
                key: components["parameters"]["KeyId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a key
         * @description From this answer on the key is refused, for good. It stays in the list.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{key}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The `id` of a key, which is no secret.
                 * @example 0f3a5b7c9d1e
                 */
                key: components["parameters"]["KeyId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a key a new secret
         * @description Name, role and all else stay. The secret that it had is taken for `graceSeconds` more, so that whoever uses it can change over; the one before that
         *     is refused from now on.
         */
        post: operations["rotateKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/purges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was purged, newest first
         * @description The receipts of purges, and those under way. A purge is a deletion with `purge=true`: of an item, of the items that fit a filter (`delete-items`), or of a collection. Callers that are limited to
         *     collections see the purges of those.
         */
        get: operations["listPurges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/purges/{purge}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 7b0f6b4e-52a7-4b0c-9a51-1f0d2f6f9c11 */
                purge: components["parameters"]["PurgeId"];
            };
            cookie?: never;
        };
        /** How far a purge has come, and its receipt */
        get: operations["getPurge"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Jobs, newest first
         * @description Those that wait or run, and those that ended within a week.
         */
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{job}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 3f9c1a52-8c5a-4d54-9a39-6f6f3f6f2a11 */
                job: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        /**
         * How a job stands
         * @description Writers see those that they may plan, of collections that they may touch; admins all.
         */
        get: operations["getJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{job}/report": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 3f9c1a52-8c5a-4d54-9a39-6f6f3f6f2a11 */
                job: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        /**
         * What an import refused
         * @description A line of JSON (`ImportRefusal`) for each line of an import that became no item, in their order, as far as the job has come; all of them once it is done. Kept as long as the job. Of other jobs there is none.
         */
        get: operations["getJobReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{job}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 3f9c1a52-8c5a-4d54-9a39-6f6f3f6f2a11 */
                job: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a job that waits or runs
         * @description Writers may end those that they see. Its worker hears of it within seconds. One that has ended stays as it is.
         */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The classes of a model
         * @description Those of the model that serves, or of another. `changeable` says whether classes can be added to it and taken out.
         */
        get: operations["listClasses"];
        put?: never;
        /**
         * Add a class from a few pictures
         * @description Adds a class from 1 to 50 pictures, sent or items of collections, to the model that serves or to another, by arithmetic and without a training: the ridge classifier that the model keeps statistics of takes the class in, as if it had been
         *     fitted with it, and answers from then on; temperature, label sets and thresholds for unknown pictures are set anew on pictures that are held out. All pictures are needed: where one cannot be read, nothing happens.
         *
         *     A new version of the model is written and lies beside the old one. Where an alias led to the model (`production`, unless `model` says otherwise) it stands for the new version from now on, after that was loaded and tried, and
         *     `POST /v1/aliases/{alias}/rollback` goes back; of a model that was named by its version no alias is changed. The encoder stays: collections go on. Changes are made one after the other.
         */
        post: operations["addClass"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/classes/{label}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take a class out
         * @description As if it had never been there, by arithmetic. A new version of the model is written and activated as by `addClass`; the last class stays.
         */
        delete: operations["removeClass"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was told
         * @description By when pictures were first told of, the newest first; a record that changes keeps its place. For admins: records come from every application of the server and from all
         *     collections, and whoever asks what pictures show does not need them.
         */
        get: operations["listFeedback"];
        put?: never;
        /**
         * Say what a picture really was
         * @description Records what a picture really shows, and what the model had said of it where that is told; the server does not ask the model again. The picture comes as the part
         *     `image` of a form, as base64 in JSON, or as an item of a collection, whose kept picture is meant.
         *
         *     **Consent**: only with `mayTrain: true` are the picture and the note kept, and exported to train with. Without it, the default, what is kept are the labels, the prediction and
         *     the hash of the picture: enough to count. Sending the same picture again with `mayTrain: false` takes consent back, and the picture is deleted before this answers.
         *
         *     There is one record a picture, told by the SHA-256 of its bytes, which is its id: no key for idempotency is needed. The same told again changes nothing and answers 200
         *     with `unchanged`; something else replaces what was told before (`changed`), and the label of before is kept in `earlier`.
         *
         *     The picture is decoded before anything is kept, within the limits of all pictures. A key that is limited to collections may tell of pictures that it sends, and of items of its own.
         */
        post: operations["recordFeedback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/feedback/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How often the model was right
         * @description Counts by label, by what was predicted as what, and by the model that had answered; the most frequent first, at most 1,000 of each. What was told is what somebody chose to tell: the
         *     share that is right is of those pictures, and not of all that the model was asked about.
         */
        get: operations["summariseFeedback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/feedback/{feedback}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The SHA-256 of the picture's bytes.
                 * @example 3f2b0c9d8e7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c
                 */
                feedback: components["parameters"]["FeedbackId"];
            };
            cookie?: never;
        };
        /** What was told of one picture */
        get: operations["getFeedback"];
        put?: never;
        post?: never;
        /**
         * Forget a picture
         * @description When this answers 204, the picture and all that was told of it are gone from disk; copies that were exported before are not. For writers, so that whoever records can also
         *     obey people who take consent back: the id is the hash of the picture, which only those can make who have it.
         */
        delete: operations["forgetFeedback"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/feedback/{feedback}/picture": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The SHA-256 of the picture's bytes.
                 * @example 3f2b0c9d8e7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c
                 */
                feedback: components["parameters"]["FeedbackId"];
            };
            cookie?: never;
        };
        /**
         * The picture, as it was sent
         * @description With all that its file holds, such as where and when it was taken. There is none without consent.
         */
        get: operations["getFeedbackPicture"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/drift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether what comes in is like what a model was set on
         * @description The pictures that a model has classified of late (`classify`, `classify/batch`; adding items, embedding, searching and feedback do not count) beside the validation pictures that its artifact keeps
         *     figures of. Four measures, each with the distance that was found, the one that is to be expected by chance of so few pictures, and the probability of one at least as large if nothing had changed:
         *
         *     - `embeddings`: squared distance of the two mean embeddings, as a share of the total variance of the reference; χ² with matched moments (Zhang, Guo, Zhou and Cheng 2020).
         *     - `confidence`: largest difference of the cumulated histograms of the most probable class's probability (Kolmogorov-Smirnov).
         *     - `unknown`: share of pictures that are unknown; beta-binomial, from how many pictures the threshold was set on.
         *     - `labels`: total variation of the shares of predicted classes; Pearson's χ², rare classes taken together.
         *
         *     `watch` and `alarm` ask for both: a probability of at most `pValue`, and a distance that is at least `excess` above that by chance. Probabilities take pictures as independent of each other. With many of
         *     one thing after another they say too much; the excess then says how large the difference is.
         */
        get: operations["getDrift"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/drift/examples/{example}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As a report names it.
                 * @example 1f8f8e7e-3c1b-4f0f-8a50-1d1f6c1f9a11
                 */
                example: components["schemas"]["ExampleId"];
            };
            cookie?: never;
        };
        /**
         * A picture behind an alarm
         * @description A small copy, of at most 256 pixels, without what else the file held. Kept only where the server is told to (`SUPCON_DRIFT_EXAMPLES`), and until the picture leaves the window.
         */
        get: operations["getDriftExample"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who did what
         * @description What changed something (items, collections, models, aliases, keys), by HTTP and by `supcon-server`, and whatever was refused because of who asked; the
         *     newest first. Entries are kept for as long, and up to as many, as the server is set to.
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What this server takes
         * @description The limits that this server runs with, so that a client can keep to them before it sends anything.
         */
        get: operations["getLimits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All trainings
         * @description Newest first, at most 1000.
         */
        get: operations["listRuns"];
        put?: never;
        /**
         * Begin a training
         * @description In the background, as a job, by `supcon train` in a process of its own, one training at a time; at most ten wait or run. Only where the configuration allows it
         *     (`--allow-training`), else `403 TRAINING_OFF`. The job's `about` names the run as soon as it is there; its metrics, events and curves are those of every run. A training
         *     that a killed server leaves is gone on with after the next start. Nothing serves what comes of it until an alias names it.
         */
        post: operations["startRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/curves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Curves of several trainings
         * @description What trainings reported over their epochs, side by side, in as many points as there is room for: of each stretch of a curve its lowest and its highest point, and
         *     both ends, so that no spike is lost. Of an epoch that was trained again after a resume the later report counts.
         */
        get: operations["getCurves"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The run's id.
                 * @example 20261124-021200-quick
                 */
                id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        /** One training, with everything needed to repeat it */
        get: operations["getRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The run's id.
                 * @example 20261124-021200-quick
                 */
                id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop a training of this server
         * @description As Ctrl-C would, and as cancelling its job does: the training hears of it within seconds, saves after the step under way and ends; `resume` goes on with it. The job is
         *     `cancelled` at once, the run `stopped` when it has saved. A training that was started elsewhere answers `409 RUN_CONFLICT`.
         */
        post: operations["stopRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The run's id.
                 * @example 20261124-021200-quick
                 */
                id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go on with a training
         * @description With a run that is `stopped` or `failed`, whoever began it, from its last checkpoint and with its own settings, as a job. Its photos have to lie in `SUPCON_HOME/data`, and be those
         *     that it began with. A run that recipe `auto` began goes on with all of `auto`. Asked again while the job waits or runs, that one answers.
         */
        post: operations["resumeRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/data": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What there is to train on
         * @description Folders of labelled photos in `SUPCON_HOME/data`, by name, at most 200. They are sent (`POST /v1/data/{name}`), or put there on the server's machine: `supcon data fetch`, or by hand. Photos are counted, not opened; of more
         *     than 500,000 files in all the rest is not counted.
         */
        get: operations["listData"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/data/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Name of the photos.
                 * @example flowers
                 */
                name: components["parameters"]["DataName"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send photos to train on
         * @description A .zip with a folder of pictures for each class, or of `train`, `val` and `test` folders of these; one folder around all of them is taken off. It becomes `SUPCON_HOME/data/NAME`, in
         *     one step: the folder is there whole or not at all. Only where trainings are allowed, else `403 TRAINING_OFF`. Files that are no pictures, by their name or their content, are left
         *     out and told; what macOS and Windows add for themselves is passed over. An archive with links, devices, `..`, absolute paths, pictures of one name, or that is encrypted, is refused
         *     whole with `422 BAD_ARCHIVE`; one that unpacks to more than four times its bytes, has a picture of more than 64 MiB, or more than 100,000, with `413`. Two come in at a time.
         */
        post: operations["uploadData"];
        /**
         * Remove photos
         * @description The folder and all photos in it, for good. Models that were trained on them stay. Only where trainings are allowed; `409 DATA_CONFLICT` while a training needs them that waits or runs.
         */
        delete: operations["deleteData"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/data/{name}/check": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Name of the photos.
                 * @example flowers
                 */
                name: components["parameters"]["DataName"];
            };
            cookie?: never;
        };
        /**
         * What to know of photos before they are trained on
         * @description What `supcon data check` says: pictures a class, files that cannot be read, copies, leaks between splits, classes of few pictures. Every picture is read, some hundred a second,
         *     by a process of its own, one at a time; one that takes more than five minutes ends with `503 TOO_BUSY`. Only where trainings are allowed.
         */
        get: operations["checkData"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The run's id.
                 * @example 20261124-021200-quick
                 */
                id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        /**
         * What a training has reported so far
         * @description Events from a byte offset on, at most 1 MiB of them. Ask again from `nextOffset` until `events` is empty; later, the same offset gives what is new.
         */
        get: operations["getRunMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The run's id.
                 * @example 20261124-021200-quick
                 */
                id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        /**
         * A training's events as they happen
         * @description Server-sent events. Each message is one event of the run as JSON; its `id` is the byte offset behind it, so a client that reconnects with
         *     `Last-Event-ID` (browsers do it by themselves) goes on where it stopped. When the run has ended (finished, stopped, failed), an `end` event follows
         *     the last message and the stream closes; a reconnection after that answers 204, which tells browsers to stop. A run that is silent, also a stalled one,
         *     has not ended: its stream stays open.
         */
        get: operations["streamRunEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}/label-issues": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The run's id.
                 * @example 20261124-021200-quick
                 */
                id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        /**
         * Pictures of a training whose label is in doubt
         * @description The most doubtful first, by confident learning (Northcutt et al., arXiv:1911.00068): of the classes whose probability reaches that of a typical picture of theirs, the most
         *     probable is another than the given one. Every picture is judged by a linear classifier that was fitted without it, on embeddings of the finished encoder; one that the encoder was
         *     trained on may be wrong and not in doubt, because the encoder has learnt it. A run keeps the 1,000 most doubtful.
         */
        get: operations["getRunLabelIssues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The run's id.
                 * @example 20261124-021200-quick
                 */
                id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        /**
         * The last lines of what a training said
         * @description What `supcon train` shows people while it works: notes as they are, and how far its tasks are, a line every ten seconds. Without colours, and without credentials. A run keeps its last
         *     1 to 2 MiB. Ask again to follow it; what happens at which step is in the events.
         */
        get: operations["getRunLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/livez": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Is the process alive? */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Can it answer? */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AddClassForm: {
            label: components["schemas"]["ClassLabel"];
            model?: components["schemas"]["ModelReference"];
            /** @description The pictures, a part each. */
            image: Blob[];
        };
        AddClassRequest: {
            label: components["schemas"]["ClassLabel"];
            pictures: components["schemas"]["SentPictures"];
            model?: components["schemas"]["ModelReference"];
        };
        /** @description An item, and what is wrong with its picture; nothing is said of one that was there already. */
        AddedItem: {
            id: components["schemas"]["ItemId"];
            /** @description The class */
            label: string | null;
            metadata: components["schemas"]["Metadata"];
            /** @description 1 when it was added, one more for each change. */
            version: number;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was added or last changed.
             */
            updatedAt: string;
            /** @description Where its small picture is, from the root of the host: the base path of the server is part of it. */
            thumbnailUrl: string;
            warnings: components["schemas"]["PictureWarnings"];
        };
        Alias: {
            alias: string;
            model: components["schemas"]["ModelRef"];
            /** @description What it stood for before; null where it is new. */
            previous: components["schemas"]["ModelRef"] | null;
            /** Format: date-time */
            setAt: string;
            /** @description Whether this model serves. A server that was started with an artifact of its own goes on with that one until its next start. */
            active: boolean;
        };
        AliasList: {
            aliases: components["schemas"]["Alias"][];
        };
        /** @description Lower-case letters, digits, dot, dash and underscore; starts with a letter or digit; at most 64 characters. */
        AliasName: string;
        /** @description Which encoder answered, and the alias that led to it, if one did. */
        AnsweringModel: {
            name: string;
            version: number;
            /** @example production */
            alias?: string;
        };
        AuditEntry: {
            /** Format: date-time */
            at: string;
            /** @description The name of a key, `SUPCON_API_KEY`, `local` (no key was needed), `command line`, `server`, or `nobody` (no right key was sent). */
            who: string;
            keyId: string | null;
            /** @description Where the request came from; of IPv6 its network of 64 bits. */
            address: string | null;
            requestId: string | null;
            /** @description An `operationId` of this document; `none` for an address that it lacks; `auditEntriesLost` where entries are missing. */
            operation: string;
            /** @description To what. */
            target: {
                [key: string]: string;
            };
            outcome: components["schemas"]["AuditOutcome"];
            status: number | null;
            /** @description The code of the problem. */
            code: string | null;
        };
        /**
         * @description It was done; it was not allowed; or it went wrong, and may then have been done where the answer was cut off.
         * @enum {string}
         */
        AuditOutcome: "done" | "refused" | "failed";
        AuditPage: {
            entries: components["schemas"]["AuditEntry"][];
            /** @description `after` of the next page; null on the last one. */
            next: string | null;
        };
        ClassDescription: {
            label: string;
            /** @description That it was learnt from and that the model keeps the features of; left out where it keeps none. */
            photos?: number;
            /** @description Whether it came after training. */
            added: boolean;
        };
        /** @description The name of the class. */
        ClassLabel: string;
        ClassList: {
            model: components["schemas"]["AnsweringModel"];
            /** @description Whether the model keeps what classes are added and taken out with. */
            changeable: boolean;
            classes: components["schemas"]["ClassDescription"][];
            /** @description Classes of training that were taken out. */
            removed: string[];
            /** @description The pictures that temperature, label sets and thresholds for unknown pictures were set on after the last change, and the share of them that is right. Not there where classes have not changed, or where too few could be held out; in that case the temperature is that of before and there are no label sets and thresholds. */
            heldOut?: {
                images: number;
                accuracy: number;
            };
        };
        ClassScores: components["schemas"]["PrecisionRecall"] & {
            label: string;
            /** @description Items that have this label. */
            support: number;
            /** @description Items that are taken for it, of those whose label the model knows. */
            predicted: number;
        };
        /** @description What `classify` says of a picture, the model aside. */
        ClassifiedPicture: {
            predictions: components["schemas"]["Prediction"][];
            labelSet?: components["schemas"]["LabelSet"];
            unknown?: components["schemas"]["UnknownAnswer"];
            vote?: components["schemas"]["Vote"];
            occlusion?: components["schemas"]["Occlusion"];
            /** @description Unit-length; only when asked for. */
            embedding?: number[];
            warnings: components["schemas"]["PictureWarnings"];
        };
        ClassifyBatchRequest: {
            pictures: components["schemas"]["SentPictures"];
            topK?: number;
            includeEmbedding?: boolean;
            coverage?: number;
            collection?: components["schemas"]["CollectionName"];
            neighbours?: number;
            explain?: components["schemas"]["ExplainMethod"];
            explainGrid?: components["schemas"]["ExplainGrid"];
            explainLabel?: components["schemas"]["ExplainLabel"];
            model?: components["schemas"]["ModelReference"];
        };
        ClassifyBatchResponse: {
            model: components["schemas"]["AnsweringModel"];
            results: (components["schemas"]["ClassifiedPicture"] | components["schemas"]["PictureProblem"])[];
        };
        ClassifyResponse: {
            model: components["schemas"]["AnsweringModel"];
            predictions: components["schemas"]["Prediction"][];
            labelSet?: components["schemas"]["LabelSet"];
            unknown?: components["schemas"]["UnknownAnswer"];
            vote?: components["schemas"]["Vote"];
            occlusion?: components["schemas"]["Occlusion"];
            /** @description Unit-length; only when asked for. */
            embedding?: number[];
            warnings: components["schemas"]["PictureWarnings"];
        };
        Collection: {
            name: components["schemas"]["CollectionName"];
            /** @description Other names of it. */
            aliases: components["schemas"]["CollectionName"][];
            /** Format: date-time */
            createdAt: string;
            model: components["schemas"]["ModelRef"];
            /** @description sha256 of the encoder that its vectors come from. */
            encoderHash: string;
            /** @description Whether the model that its vectors come from is on this machine, be it the one that serves or another. If not, only search by item and vector works and nothing can be added. */
            usable: boolean;
            embeddingSize: number;
            /** @description How many pictures it holds. */
            items: number;
            index: components["schemas"]["IndexState"];
            /**
             * @description Changes that had been acknowledged and were missing when the database was opened, oldest first: it was damaged, or an older copy was put in its
             *     place. Empty where all is well. Said at `/readyz` too, until `supcon-server verify --accept-losses`.
             */
            losses: components["schemas"]["Loss"][];
        };
        CollectionAlias: {
            alias: components["schemas"]["CollectionName"];
            collection: components["schemas"]["CollectionName"];
        };
        CollectionAliasList: {
            aliases: components["schemas"]["CollectionAlias"][];
        };
        CollectionAliasRequest: {
            collection: components["schemas"]["CollectionName"];
        };
        CollectionList: {
            collections: components["schemas"]["Collection"][];
        };
        /** @description Letters, digits, dot, dash and underscore; starts with a letter or digit; at most 64 characters. */
        CollectionName: string;
        /** @description Items whose confidence is above `lower` and at most `upper`. */
        ConfidenceBin: {
            lower: number;
            upper: number;
            count: number;
            /** @description Mean; 0 for no items. */
            confidence: number;
            /** @description Share that the model is right about; 0 for no items. */
            accuracy: number;
        };
        ConfusionCell: {
            /** @description The label that was given, which may be one that the model does not know. */
            label: string;
            prediction: string;
            count: number;
        };
        CopyRequest: {
            /** @description The name of the copy, which no collection and no alias has: 409 `COLLECTION_CONFLICT` otherwise. */
            to: string;
        };
        /** @description One curve. The three lists are of one length. */
        Curve: {
            name: components["schemas"]["CurveName"];
            /** @description Of a loss, which: supcon, triplet, cross-entropy. */
            term?: string;
            epochs: number[];
            /** @description Since the training was begun, its pauses included. */
            seconds: number[];
            values: number[];
        };
        CurveList: {
            runs: components["schemas"]["RunCurves"][];
        };
        /**
         * @description `loss`: mean loss of an epoch in nats, each of its terms a curve. `accuracy`: of the classifier beside the projection head on training pictures. `knn`, `classifier`: 5 nearest
         *     neighbours and that classifier on validation. Accuracies are 0 to 1.
         * @enum {string}
         */
        CurveName: "loss" | "accuracy" | "knn" | "classifier" | "learningRate" | "imagesPerSecond";
        DataCheck: {
            /** @description Whether training takes them as they are. */
            ok: boolean;
            /** @description Pictures by their name. */
            files: number;
            /** @description Of these cannot be read. */
            bad: number;
            /** @description By name. */
            classes: {
                label: string;
                /** @description That can be read. */
                pictures: number;
            }[];
            copies: {
                /** @description Pictures whose pixels are there already. */
                exact: number;
                /** @description Pictures that are nearly one that is there, a smaller size of it for one. */
                near: number;
            };
            findings: components["schemas"]["DataFinding"][];
        };
        DataFinding: {
            /**
             * @description Training refuses what has an error, unless it is told to go on; with a warning it goes on.
             * @enum {string}
             */
            severity: "error" | "warning";
            /** @description Of `supcon data check`: BAD_IMAGES, LEAKS, SMALL_CLASS and others. */
            code: string;
            /** @description What was found. */
            message: string;
            /** @description What to do. */
            fix: string;
            /** @description Cases of it. */
            count: number;
            /** @description The first of them: a file, files that belong together, or a class. */
            cases: string[];
        };
        DataList: {
            /** @description Whether the configuration allows trainings. */
            trainingAllowed: boolean;
            data: components["schemas"]["DataSet"][];
        };
        /** @description Name of a folder in `SUPCON_HOME/data`. It is no path, and begins with no dot. */
        DataName: string;
        DataSet: {
            name: components["schemas"]["DataName"];
            /** @description null where they were not counted. */
            classes: number | null;
            /** @description null where they were not counted. */
            photos: number | null;
            /** @description Why it cannot be trained on, or was not counted. */
            problem: string | null;
        };
        DeleteItemsRequest: {
            filter: components["schemas"]["Filter"];
            /** @description How many items are meant; null for however many. Needed unless `dryRun` is true. */
            expected?: number | null;
            /** @description Only count. False if left out. */
            dryRun?: boolean;
            /** @description Erase them, as `purge=true` does an item; also what earlier deletions of the collection have left, whether or not any item fits. Answers 202 with the purge. False if left out. */
            purge?: boolean;
        };
        DeletedItems: {
            /** @description How many fitted. */
            matched: number;
            /** @description How many are gone by now: none in a dry run, or of a job. */
            deleted: number;
            /** @description What deletes them, where they are many. */
            job: components["schemas"]["Job"] | null;
            /** @description What erases them, where that was asked for. */
            purge: components["schemas"]["Purge"] | null;
        };
        Drift: {
            model: components["schemas"]["ModelRef"];
            verdict: components["schemas"]["DriftVerdict"];
            /** @description Pictures that are looked at. It moves on by a twentieth at a time. */
            window: {
                pictures: number;
                /**
                 * Format: date-time
                 * @description When the first of them came.
                 */
                since: string | null;
                /**
                 * Format: date-time
                 * @description When the last of them came.
                 */
                until: string | null;
                /** @description `SUPCON_DRIFT_PICTURES`; 0: nothing is followed. */
                mostPictures: number;
                /** @description `SUPCON_DRIFT_HOURS`. */
                mostHours: number;
            };
            /** @description Validation pictures of the artifact; null where it keeps no figures of them. */
            reference: {
                pictures: number;
            } | null;
            embeddings: components["schemas"]["DriftMeasure"];
            confidence: components["schemas"]["DriftMeasure"] & {
                /** @description Distance of the two histograms. */
                jensenShannon: number | null;
                bins: {
                    above: number;
                    upTo: number;
                    pictures: number;
                    share: components["schemas"]["DriftShare"];
                    reference: components["schemas"]["DriftShare"];
                }[];
            };
            unknown: components["schemas"]["DriftMeasure"] & {
                /** @description Pictures that were judged. */
                judged: number;
                /** @description Of them, those of none of the classes. */
                unknown: number;
                share: components["schemas"]["DriftShare"];
                expected: components["schemas"]["DriftShare"];
            };
            labels: components["schemas"]["DriftMeasure"] & {
                /** @description Distance of the two mixes. */
                jensenShannon: number | null;
                /** @description Classes of the model. */
                all: number;
                /** @description The classes whose shares differ most first. */
                shares: {
                    label: string;
                    pictures: number;
                    share: components["schemas"]["DriftShare"];
                    reference: components["schemas"]["DriftShare"];
                }[];
            };
            examples: {
                /** @description Pictures that are kept of each measure; 0: none. */
                kept: number;
                /** @description How to have some kept. */
                hint?: string;
                /** @description Of measures that say watch or alarm, those that drive them most first. */
                pictures: components["schemas"]["DriftExample"][];
            };
        };
        /** @description From where on the verdict is given. Both have to hold. */
        DriftBound: {
            /** @description At most so probable if nothing had changed. */
            pValue: number;
            /** @description At least so much farther than by chance. */
            excess: number;
        };
        DriftExample: {
            id: components["schemas"]["ExampleId"];
            /**
             * @description Which one it drives.
             * @enum {string}
             */
            measure: "embeddings" | "confidence" | "unknown" | "labels";
            /** @description How much: only to be compared with others of the same measure. */
            drive: number;
            /** Format: date-time */
            seenAt: string;
            /** @description The most probable class. */
            label: string;
            /** @description Its probability. */
            confidence: number;
            /** @description Whether it is of none of the classes; null where the model cannot tell. */
            unknown: boolean | null;
            bytes: number;
            /** @description Where it is, from the root of the host: the base path of the server is part of it. */
            pictureUrl: string;
        };
        DriftMeasure: {
            verdict: components["schemas"]["DriftVerdict"];
            /** @description For people. */
            why: string;
            /**
             * Format: date-time
             * @description Since when the verdict has been this one without a break.
             */
            since: string;
            /** @description How far the window is from the reference; null where there is nothing to compare */
            distance: number | null;
            /** @description How far it would be on average if nothing had changed. */
            byChance: number | null;
            /** @description Probability of a distance at least as large if nothing had changed. */
            pValue: number | null;
            watch: components["schemas"]["DriftBound"];
            alarm: components["schemas"]["DriftBound"];
        };
        /** @description Of all pictures; null where there are none. */
        DriftShare: number | null;
        /**
         * @description `fewPictures`: too few came to say; `noReference`: the artifact has nothing to compare with, and `why` says what to do.
         * @enum {string}
         */
        DriftVerdict: "ok" | "watch" | "alarm" | "fewPictures" | "noReference";
        Duplicate: {
            id: components["schemas"]["ItemId"];
            label: string | null;
            metadata: components["schemas"]["Metadata"];
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            thumbnailUrl: string;
            /** @description Cosine with the first item of the group. */
            similarity: number;
        };
        Duplicates: {
            collection: string;
            threshold: number;
            /** @description Items that were compared. */
            of: number;
            /** @description Groups that there are. */
            groupCount: number;
            /** @description Items in them. */
            itemCount: number;
            /** @description The last change that they know of. */
            seq: number;
            /** @description The last change of the collection. */
            lastSeq: number;
            /** @description Whether it has changed since. */
            outdated: boolean;
            /** Format: date-time */
            computedAt: string;
            groups: {
                /** @description Its number, from 0 on. */
                group: number;
                /** @description Items that it has, on other pages too. */
                size: number;
                items: components["schemas"]["Duplicate"][];
            }[];
            /** @description Where the next page begins. */
            next?: string;
        };
        DuplicatesRequest: {
            /** @description Least cosine. Default: 0.95. */
            threshold?: number;
        };
        EmbedBatchRequest: {
            pictures: components["schemas"]["SentPictures"];
            encoding?: components["schemas"]["EmbeddingEncoding"];
            model?: components["schemas"]["ModelReference"];
        };
        EmbedBatchResponse: {
            model: components["schemas"]["AnsweringModel"];
            results: (components["schemas"]["EmbeddedPicture"] | components["schemas"]["PictureProblem"])[];
        };
        EmbedResponse: {
            model: components["schemas"]["AnsweringModel"];
            embedding: components["schemas"]["Embedding"];
            warnings: components["schemas"]["PictureWarnings"];
        };
        EmbeddedPicture: {
            embedding: components["schemas"]["Embedding"];
            warnings: components["schemas"]["PictureWarnings"];
        };
        /** @description Unit-length; numbers, or with `encoding=base64` base64 of float32, little-endian. */
        Embedding: number[] | string;
        /** @enum {string} */
        EmbeddingEncoding: "float" | "base64";
        /**
         * @description Stable; docs/errors.md explains each.
         * @enum {string}
         */
        ErrorCode: "BAD_REQUEST" | "UNAUTHORIZED" | "FORBIDDEN" | "TRAINING_OFF" | "FORBIDDEN_ORIGIN" | "NOT_FOUND" | "COLLECTION_NOT_FOUND" | "ITEM_NOT_FOUND" | "RUN_NOT_FOUND" | "DATA_NOT_FOUND" | "JOB_NOT_FOUND" | "PURGE_NOT_FOUND" | "MODEL_NOT_FOUND" | "KEY_NOT_FOUND" | "CLASS_NOT_FOUND" | "FEEDBACK_NOT_FOUND" | "EXAMPLE_NOT_FOUND" | "PROJECTION_NOT_FOUND" | "DUPLICATES_NOT_FOUND" | "PREDICTIONS_NOT_FOUND" | "METHOD_NOT_ALLOWED" | "TOO_SLOW" | "REQUEST_UNDER_WAY" | "ITEM_CONFLICT" | "UNEXPECTED_COUNT" | "COLLECTION_CONFLICT" | "MODEL_MISMATCH" | "MODEL_UNUSABLE" | "MODEL_IN_USE" | "RUN_CONFLICT" | "DATA_CONFLICT" | "KEY_CONFLICT" | "CLASS_CONFLICT" | "FIXED_CLASSES" | "TOO_MANY_COLLECTIONS" | "FEEDBACK_FULL" | "ITEM_CHANGED" | "PAYLOAD_TOO_LARGE" | "IMAGE_TOO_LARGE" | "METADATA_TOO_LARGE" | "UNSUPPORTED_MEDIA_TYPE" | "KEY_REUSED" | "BAD_IMAGE" | "BAD_ARCHIVE" | "BAD_VECTOR" | "TOO_MANY_REQUESTS" | "INTERNAL" | "TRAINING_UNAVAILABLE" | "TOO_BUSY" | "NOT_READY" | "NO_MODEL" | "MODEL_MEMORY_FULL" | "STORAGE_FULL";
        /** @description How right a model is about a collection. */
        Evaluation: components["schemas"]["PredictionDescription"] & {
            /** @description Items with a label. */
            labelled: number;
            /** @description Of them those whose label the model knows. */
            judged: number;
            /** @description 0 for no such items. */
            accuracy: number;
            macro: components["schemas"]["MeanScores"];
            weighted: components["schemas"]["MeanScores"];
            classes: components["schemas"]["ClassScores"][];
            /** @description What occurs, by label and prediction. */
            confusion: components["schemas"]["ConfusionCell"][];
            calibration: {
                /** @description Mean difference between confidence and accuracy, weighted by items. */
                expectedError: number;
                bins: components["schemas"]["ConfidenceBin"][];
            };
            /** @description null where no label is one that the model does not know, or the model cannot tell. */
            unknown: components["schemas"]["UnknownEvaluation"] | null;
        };
        /** @description A UUID. */
        ExampleId: string;
        ExplainGrid: number;
        ExplainLabel: string;
        /** @enum {string} */
        ExplainMethod: "occlusion";
        ExportedItem: {
            id: components["schemas"]["ItemId"];
            label: string | null;
            metadata: components["schemas"]["Metadata"];
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** @description Base64 of float32, little-endian, unit-length; only where asked for. */
            vector?: string;
        };
        Facets: {
            field: components["schemas"]["FilterField"];
            values: {
                value: components["schemas"]["FilterValue"];
                count: number;
            }[];
        };
        Feedback: {
            id: components["schemas"]["FeedbackId"];
            /** @description What the picture really shows. */
            label: string;
            /** @description What the model had said; null where it was not told. */
            predicted: {
                label: string;
                probability: number | null;
                unknown: boolean | null;
                model: components["schemas"]["FeedbackModel"];
            } | null;
            /** @description Whether the model had said that label; null where it was not told. */
            agrees: boolean | null;
            mayTrain: boolean;
            note: string | null;
            /** @description Where its picture is, from the root of the host: the base path of the server is part of it. Null without consent. */
            pictureUrl: string | null;
            /** @description Of the picture that is kept. */
            bytes: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** @description Labels that it had before, the oldest first; the last ten of them. */
            earlier: {
                label: string;
                /** Format: date-time */
                until: string;
            }[];
        };
        FeedbackForm: {
            /**
             * Format: binary
             * @description The picture.
             */
            image: Blob;
            label: components["schemas"]["Label"];
            /**
             * @description Consent; without it, none.
             * @enum {string}
             */
            mayTrain?: "true" | "false";
            note?: components["schemas"]["FeedbackNote"];
            /** @description A JSON object as text. */
            predicted?: string;
        };
        /** @description 64 hexadecimal digits. */
        FeedbackId: string;
        FeedbackModel: {
            name: string;
            version: number;
        } | null;
        /** @description For people. Kept only where the picture may be trained with. */
        FeedbackNote: string;
        FeedbackPage: {
            feedback: components["schemas"]["Feedback"][];
            /** @description `after` of the next page; null on the last one. */
            next: string | null;
        };
        FeedbackSummary: {
            records: number;
            /** @description Records with a prediction. */
            compared: number;
            /** @description Of those, where the prediction is what the picture shows. */
            right: number;
            /** @description That are kept. */
            pictures: number;
            /** @description Of them. */
            bytes: number;
            /** @description By what pictures really show. */
            labels: {
                label: string;
                records: number;
                compared: number;
                right: number;
            }[];
            /** @description How often what was predicted as what. */
            pairs: {
                label: string;
                predicted: string;
                records: number;
            }[];
            /** @description By the model that had answered; null where it was not told. */
            models: {
                model: components["schemas"]["FeedbackModel"];
                compared: number;
                right: number;
                /** @description How often it took a picture for one of none of its classes. */
                unknown: number;
            }[];
        };
        /**
         * @description A condition on items: one of `and`, `or` and `not`, or a `field` with one of `eq`, `in`, `range`, `exists` and `prefix`. Of a list in the metadata one element that fits is enough. A field
         *     that an item lacks fits nothing but `exists: false`; a label of null is there. At most 64 conditions, 8 levels, 1,000 values of an `in`.
         */
        Filter: {
            /** @description All of them fit; `[]` fits every item. */
            and?: components["schemas"]["Filter"][];
            /** @description One of them fits; `[]` fits none. */
            or?: components["schemas"]["Filter"][];
            not?: components["schemas"]["Filter"];
            field?: components["schemas"]["FilterField"];
            eq?: components["schemas"]["FilterValue"];
            in?: components["schemas"]["FilterValue"][];
            /** @description Bounds of one kind, numbers or texts. Texts are compared by code units, so times of `createdAt` by time. A value of the other kind is outside. */
            range?: {
                gt?: number | string;
                gte?: number | string;
                lt?: number | string;
                lte?: number | string;
            };
            exists?: boolean;
            prefix?: string;
        };
        /**
         * @description `id`, `label`, `createdAt`, or a path into the metadata, as `metadata.camera.model`.
         * @example label
         * @example metadata.camera.model
         */
        FilterField: string;
        /** @description A text of at most 1,000 characters, a number, true, false or null. A text is never a number. */
        FilterValue: string | number | boolean | null;
        ImageForm: {
            /**
             * Format: binary
             * @description The picture.
             */
            image: Blob;
        };
        ImagesForm: {
            /** @description The pictures, a part each. */
            image: Blob[];
        };
        ImportForm: {
            /**
             * Format: binary
             * @description An `ImportLine` a line; without vectors and pictures where there is a matrix.
             */
            items: Blob;
            /**
             * Format: binary
             * @description A `.npy` file: float32 ('<f4'), row by row, a row for each line that says something.
             */
            vectors?: Blob;
        };
        ImportRefusal: {
            /** @description Of the file, counted from 1. */
            line: number;
            /** @description As far as the line says one. */
            id: string | null;
            /** @description Why, of docs/errors.md: `BAD_REQUEST`, `BAD_VECTOR`, `BAD_IMAGE`, `IMAGE_TOO_LARGE`, `ITEM_CONFLICT`, `METADATA_TOO_LARGE` or `PAYLOAD_TOO_LARGE`. */
            code: string;
            message: string;
        };
        IndexState: {
            /**
             * @description `starting` while the index is loaded or rebuilt; searches answer 503 meanwhile.
             * @enum {string}
             */
            status: "starting" | "ready" | "failed";
            /**
             * @description How a search is answered at the present size.
             * @enum {string}
             */
            kind: "exact" | "hnsw";
            /** @description Deleted vectors that still take room in the index. */
            tombstones: number;
            /** @description Items whose vectors are damaged in the database. They are kept and shown, but searches do not find them; delete them and add them anew. */
            unusable: number;
            /** @description Candidates that the graph looks at, raised until the promised recall is met. Only of a graph that was measured. */
            ef?: number;
            /** @description Share of the ten nearest that the graph finds with them, measured with items of the collection. Only of a graph that was measured. */
            recall?: number;
            /**
             * @description A minute after a start and every hour, items are asked for by their own vectors: 200 of them, and all when one is not found. What is not found
             *     is put into the index anew. Null before the first time.
             */
            check: {
                /** Format: date-time */
                checkedAt: string;
                /** @description Items that were asked for. */
                checked: number;
                /** @description Of them, those that were not found. */
                missing: number;
                /** @description Of those, the ones that are found since. */
                repaired: number;
            } | null;
        };
        IssueNeighbour: {
            picture: string;
            /** @description The label it carries. */
            label: string;
            /** @description Cosine of the embeddings. */
            similarity: number;
        };
        Item: {
            id: components["schemas"]["ItemId"];
            /** @description The class */
            label: string | null;
            metadata: components["schemas"]["Metadata"];
            /** @description 1 when it was added, one more for each change. */
            version: number;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was added or last changed.
             */
            updatedAt: string;
            /** @description Where its small picture is, from the root of the host: the base path of the server is part of it. */
            thumbnailUrl: string;
        };
        ItemForm: {
            /**
             * Format: binary
             * @description The picture.
             */
            image: Blob;
            label?: components["schemas"]["Label"];
            id?: components["schemas"]["ItemId"];
            /** @description A JSON object as text. More than 8 KiB of it answer 413, other JSON 400. */
            metadata?: string;
        };
        /**
         * @description Letters and digits of any script, `._:-`, and `/` between parts; each part starts with a letter or digit; at most 128 characters, in Unicode's NFC.
         * @example apple-0007
         * @example Äpfel/süß.jpg
         */
        ItemId: string;
        ItemList: {
            items: components["schemas"]["Item"][];
            /** @description Where the next page begins. */
            next?: string;
        };
        /** @description At least one of the two. */
        ItemPatch: {
            /** @description The class; null takes it away. */
            label?: string | null;
            metadata?: components["schemas"]["Metadata"];
        };
        ItemPrediction: {
            id: components["schemas"]["ItemId"];
            /** @description The label that was given. */
            label: string | null;
            /** @description The most probable class. */
            prediction: string;
            /** @description Its probability. */
            confidence: number;
            /** @description null for none that the model knows. */
            probabilityOfLabel: number | null;
            /** @description Whether the picture is of none of the classes; null where the model cannot tell. */
            unknown: boolean | null;
            /** @description Larger for less known. */
            unknownScore: number | null;
            /** @description Whether prediction and label are the same; null for no label that the model knows. */
            correct: boolean | null;
        };
        ItemSample: {
            items: components["schemas"]["Item"][];
            /** @description How many they were drawn of. */
            of: number;
            seed: number;
        };
        /** @description Work that outlives the request that asked for it. */
        Job: {
            id: string;
            /**
             * @description One of `JobKind`, or one of a later or earlier version of the server.
             * @example collections.reembed
             * @example runs.train
             */
            kind: string;
            /**
             * @description What it works on, by kind. `collections.reembed`: the `collection` that gets new vectors, and the `model` that they come from. `collections.project`: the
             *     `collection` that is laid out, the `model` of its vectors, and the `method`. `collections.predict`: the `collection`, and the `model` that classifies. `collections.duplicates`: the `collection` and the `threshold`. `collections.copy`: the `collection`, and the name `to` that the copy gets. `items.delete`: the `collection` and the `filter`. `items.import`: the `collection`. `runs.train`: the `data` and `recipe`, the `run` once
             *     it is there, and the `artifact` once that is.
             */
            about: {
                [key: string]: string;
            } | null;
            state: components["schemas"]["JobState"];
            /** @description How often it was begun; one that was handed back does not count. */
            attempts: number;
            maxAttempts: number;
            /** @description The last that a worker told. */
            progress: components["schemas"]["JobProgress"] | null;
            /** @description What it came to, once it is done. */
            result: {
                [key: string]: unknown;
            } | null;
            /** @description Of the last attempt that failed. */
            error: components["schemas"]["JobError"] | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /**
             * Format: date-time
             * @description It is not begun before.
             */
            runAfter: string;
        };
        JobError: {
            /** @description Of docs/errors.md; of a training also those of the program that trains. */
            code: string;
            message: string;
        };
        /** @description Letters, digits, dot, dash and underscore; starts with a letter or digit; at most 128 characters. */
        JobId: string;
        /**
         * @description `collections.reembed` computes the vectors of a collection anew, `collections.project` lays one out, `collections.predict` classifies every item of one, `collections.duplicates` looks for near-duplicates in one, `collections.copy` copies one, `items.delete` deletes the items that fit a filter, `items.import` adds those of an upload, `runs.train` trains; `purges.erase` erases what was purged; a server plans `blobs.sweep` (pictures that a crash left)
         *     and `feedback.expire` (feedback that is older than it is to be kept) by itself.
         * @enum {string}
         */
        JobKind: "blobs.sweep" | "collections.copy" | "collections.duplicates" | "collections.predict" | "collections.project" | "collections.reembed" | "feedback.expire" | "items.delete" | "items.import" | "purges.erase" | "runs.train";
        JobList: {
            jobs: components["schemas"]["Job"][];
            /** @description Where older ones go on. */
            next?: string;
        };
        JobProgress: {
            done: number;
            /** @description null as long as nobody knows. */
            total: number | null;
            /** @description For people: how long it still takes, say. */
            note: string | null;
        };
        /**
         * @description `queued` waits, again after an attempt that failed; the last three are final.
         * @enum {string}
         */
        JobState: "queued" | "running" | "done" | "failed" | "cancelled";
        Key: {
            id: components["schemas"]["KeyId"];
            name: components["schemas"]["KeyName"];
            role: components["schemas"]["Role"];
            /** @description Null for all. */
            collections: string[] | null;
            requestsPerMinute: number | null;
            /** @enum {string} */
            state: "active" | "expired" | "revoked";
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            rotatedAt: string | null;
            /**
             * Format: date-time
             * @description Until when the secret before the last rotation is taken.
             */
            previousUntil: string | null;
            /** Format: date-time */
            expiresAt: string | null;
            /** Format: date-time */
            revokedAt: string | null;
            /**
             * Format: date-time
             * @description To within a minute.
             */
            lastUsedAt: string | null;
        };
        /** @description 12 hexadecimal digits. */
        KeyId: string;
        KeyList: {
            keys: components["schemas"]["Key"][];
        };
        /** @description Letters, digits, dot, dash and underscore; starts with a letter or digit; at most 64 characters. */
        KeyName: string;
        /** @description A class name. */
        Label: string;
        LabelIssue: {
            /** @description Its path in the data folder. One that a list of pictures gives as an absolute path is shown whole to admins alone, to others by its last name. */
            picture: string;
            /**
             * @description Where it was in training.
             * @enum {string}
             */
            split: "train" | "validation" | "test";
            given: string;
            suggested: string;
            /** @description Probability of the suggested label. */
            confidence: number;
            /** @description Probability of the given label. */
            givenConfidence: number;
            /** @description What a suggestion of this label had to reach: its mean probability among the pictures that carry it. */
            threshold: number;
            /** @description `givenConfidence` - `confidence`: the lower, the more doubtful. */
            margin: number;
            /** @description The evidence: the nearest other pictures, nearest first. */
            neighbours: components["schemas"]["IssueNeighbour"][];
        };
        LabelIssueList: {
            /** @description How they were found; null where nothing is recorded, or nothing that can be shown. */
            how: components["schemas"]["LabelIssueSearch"] | null;
            /** @description Why what is recorded cannot be shown: the file is damaged, or of another version. */
            problem?: string;
            issues: components["schemas"]["LabelIssue"][];
            /** @description Where less doubtful ones go on. */
            next?: string;
        };
        /** @description How label issues were found. */
        LabelIssueSearch: {
            /** @enum {string} */
            method: "confident-learning";
            /** @description Parts of the pictures, each judged by a linear classifier that was fitted on the others. */
            folds: number;
            seed: number;
            /** @description Pictures that were judged; of more than 20,000, so many are drawn. */
            judged: number;
            /** @description Pictures of the run. */
            images: number;
            /** @description Pictures that are alone in their class, so that no other could vouch for them. */
            unjudged: number;
            /** @description Pictures in doubt. */
            found: number;
        };
        /** @description Classes that hold the right one as often as was asked for, on average over pictures like those of the validation. Models that were frozen without it have none. */
        LabelSet: {
            /** @description Most probable first. */
            labels: string[];
            /** @description As it was asked for. */
            coverage: number;
        };
        Limits: {
            /** @description Of a picture as it is sent. */
            uploadBytes: number;
            /** @description That a body has to bring over any five seconds, once 64 KiB of it have come; 0 for none. Eight times as many while memory for bodies is scarce. */
            uploadMinBytesPerSecond: number;
            /** @description That bodies of one client may hold in memory at the same time. */
            clientBytes: number;
            /** @description Of those that take several. */
            picturesPerRequest: number;
            /** @description Bytes of an artifact that is sent as an archive. */
            modelBytes: number;
            /** @description Of photos to train on that are sent as an archive. */
            dataBytes: number;
            /** @description Of the lines of an import, and of its matrix. */
            importBytes: number;
            /** @description Of an import. */
            importLines: number;
            /** @description Of one of them. */
            importLineBytes: number;
            /** @description Of the models that are loaded, together; `memory` in `GET /v1/models` says what each takes. */
            modelMemoryBytes: number;
            /** @description Of the body of a request of several pictures, and of the pictures of collections that it names, together. */
            batchBytes: number;
            /** @description That one class is added from. */
            classPictures: number;
            /** @description Of a picture in memory. A JPEG is shrunk while it is decoded, so it may have up to eight times as many. */
            pixels: number;
            /** @description Milliseconds that decoding one picture may take. */
            decodeMs: number;
            /** @description Milliseconds: of `waitingPictures`, as many may be under way as are done in this time at the rate of the moment, though 64 always may, and those of one request. */
            queueMs: number;
            /** @description Milliseconds that the work on the pictures of one request may take, once its body is there. */
            pictureMs: number;
            /** @description Beside the picture. */
            formFields: number;
            formFieldBytes: number;
            /** @description Of a JSON body. */
            jsonBytes: number;
            /** @description Elements of all lists and keys of all objects of a JSON body. */
            jsonValues: number;
            /** @description Lists and objects of a JSON body within each other. */
            jsonLevels: number;
            /** @description Of the metadata of an item, as JSON in UTF-8. */
            metadataBytes: number;
            metadataLevels: number;
            metadataKeys: number;
            labelCharacters: number;
            /** @description Neighbours of a search, classes of an answer. */
            k: number;
            /** @description Of a query vector. */
            vectorNumbers: number;
            collections: number;
            /** @description That may be under way at once. */
            waitingPictures: number;
            /** @description Encodings that the explanation of one request may take, pictures times cells; 0 where nothing is explained. */
            occlusions: number;
            /** @description That may be open. */
            eventStreams: number;
            /** @description Pictures that feedback tells of; 0 where none is taken. */
            feedbackRecords: number;
            /** @description Of the pictures that are kept with it. */
            feedbackBytes: number;
            /** @description Of the note of feedback. */
            noteCharacters: number;
        };
        Liveness: {
            /** @enum {string} */
            status: "alive";
        };
        Loss: {
            /** Format: date-time */
            foundAt: string;
            /** @description How many items fewer there are. */
            items: number;
            /** @description The changes that are missing, counted within the collection: the first, */
            fromSeq: number;
            /** @description and the last. */
            toSeq: number;
        };
        MeanScores: components["schemas"]["PrecisionRecall"];
        /** @description Anything of yours; at most 8 KiB as JSON, nested at most 16 levels, 256 keys. */
        Metadata: {
            [key: string]: unknown;
        };
        Model: {
            name: string;
            version: number;
            /** @description Whether it is the one that serves. */
            active: boolean;
            /** @description Whether it was frozen after the one that serves, which goes on serving until `production` names another. */
            offered: boolean;
            /** @description Names that stand for it. */
            aliases: string[];
            /** Format: date-time */
            createdAt: string;
            embeddingSize: number;
            /** @description Pixels of the square that the encoder sees. */
            imageSize: number;
            /**
             * @description What the encoder computes in. `int8` was made of another model by training or by `supcon quantize`.
             * @enum {string}
             */
            precision: "float32" | "int8";
            quantization?: components["schemas"]["ModelQuantization"];
            labels: string[];
            /** @description How it was trained. */
            recipe?: string;
            /** @description What was measured when it was frozen. */
            metrics: {
                [key: string]: unknown;
            };
            memory?: components["schemas"]["ModelMemory"];
        };
        ModelList: {
            models: components["schemas"]["Model"][];
        };
        /** @description What its encoder takes in memory; only of models that are loaded. */
        ModelMemory: {
            /** @description Of its weights, as they lie in the artifact. */
            weightsBytes: number;
            /** @description Beyond that, measured before it was loaded: activations of the largest batch, weights packed for the processor, references for unknown pictures. */
            arenaBytes: number;
        };
        /** @description Letters, digits, dot, dash and underscore; starts with a letter or digit; at most 100 characters. */
        ModelName: string;
        /** @description What a model in 8 bits was made of, and what it lost beside it on validation pictures; only of `int8`. */
        ModelQuantization: {
            of: {
                name: string;
                version: number;
            };
            /** @description Validation pictures that it was measured on. */
            images: number;
            /** @description Share of them that both give the same class. */
            agreement: number;
            /** @description Mean, between the two embeddings of a picture. */
            cosine: number;
            /** @description Whether that is inside the limit in its manifest. Where nobody has said which model serves, one that is not is passed over. */
            withinLimit: boolean;
        };
        /** @description A frozen encoder. */
        ModelRef: {
            name: string;
            version: number;
        };
        /** @description An alias (`production`), a model (`sample`, its highest version), one of its versions (`sample/2`) or the sha256 of an encoder. */
        ModelReference: string;
        Neighbour: {
            id: components["schemas"]["ItemId"];
            /** @description The class */
            label: string | null;
            /** @description Cosine; higher is closer. */
            similarity: number;
            metadata: components["schemas"]["Metadata"];
            /** @description Where its small picture is, from the root of the host: the base path of the server is part of it. */
            thumbnailUrl: string;
        };
        NewFeedback: {
            picture: components["schemas"]["SentPicture"];
            label: components["schemas"]["Label"];
            /** @description Consent; without it, none. */
            mayTrain?: boolean;
            note?: components["schemas"]["FeedbackNote"];
            predicted?: components["schemas"]["PredictedClass"];
        };
        NewKey: {
            name: components["schemas"]["KeyName"];
            role: components["schemas"]["Role"];
            /** @description The only collections that there are for the key, for `reader` and `writer`. Left out or null for all. */
            collections?: components["schemas"]["CollectionName"][] | null;
            /**
             * Format: date-time
             * @description From when on the key is refused.
             */
            expiresAt?: string | null;
            /** @description Null for what the server is set to. */
            requestsPerMinute?: number | null;
        };
        NewVectorItem: {
            /** @description As long as the collection's embedding; need not be unit-length. Numbers, or base64 of float32, little-endian. */
            vector: number[] | string;
            /** @description sha256 of the encoder that made it, as `GET /v1/collections/{collection}` has it; another one answers 409 `MODEL_MISMATCH`. */
            encoderHash: string;
            id?: components["schemas"]["ItemId"];
            label?: string | null;
            metadata?: components["schemas"]["Metadata"];
        };
        /** @description Where the picture speaks for a class; only with `explain=occlusion`. */
        Occlusion: {
            method: components["schemas"]["ExplainMethod"];
            /** @description The class. */
            label: string;
            /** @description Of the class, with nothing covered. */
            probability: number;
            /** @description Rows and columns. */
            grid: number;
            /** @description Of each cell, row by row: `probability` less the probability with the cell covered. Above 0 where the cell speaks for the class, below where it speaks against it. */
            drops: number[];
            /** @description What the grid lies over, in pixels of the picture turned as its EXIF says. The encoder sees the square in the middle; half pixels come of sides that differ by an odd number. */
            box: {
                left: number;
                top: number;
                width: number;
                height: number;
            };
        };
        /** @description Why a picture of several has no answer. */
        PictureProblem: {
            problem: {
                code: components["schemas"]["ErrorCode"];
                /** @description What was received and what to do. */
                message: string;
            };
        };
        /** @description Something is wrong with the picture, which was decoded all the same. */
        PictureWarning: {
            /**
             * @description Stable. `PICTURE_CUT_OFF`: the end of the file is missing; rows that are not there look grey.
             * @enum {string}
             */
            code: "PICTURE_CUT_OFF";
            /** @description What is missing and how much */
            message: string;
        };
        /** @description What is wrong with the picture; empty when nothing is, or when no picture was decoded. A client should take codes that it does not know. */
        PictureWarnings: components["schemas"]["PictureWarning"][];
        PrecisionRecall: {
            /** @description Share right among those taken for the class; 0 for none. */
            precision: number;
            /** @description Share found among those of the class; 0 for none. */
            recall: number;
            f1: number;
        };
        PredictRequest: {
            /** @description Who classifies. Default: the model that serves. */
            model?: components["schemas"]["ModelReference"];
        };
        /** @description What the model had said. `model` may be what `classify` answered as such. */
        PredictedClass: {
            label: components["schemas"]["Label"];
            probability?: number | null;
            /** @description Whether it took the picture for one of none of its classes. */
            unknown?: boolean | null;
            model?: {
                name: string;
                version: number;
                /** @description Passed over. */
                alias?: string | null;
            } | null;
        };
        Prediction: {
            label: string;
            probability: number;
        };
        /** @description Whose predictions these are, and how they came to be. */
        PredictionDescription: {
            collection: components["schemas"]["CollectionName"];
            model: components["schemas"]["ModelRef"];
            /** @description null where the model cannot tell unknown pictures. */
            judge: components["schemas"]["UnknownJudge"] | null;
            /** @description Items that were classified. */
            items: number;
            /** @description Items that the collection had. */
            of: number;
            skipped: components["schemas"]["SkippedItems"];
            /** @description The last change of the collection that they know of. */
            seq: number;
            /** @description The last change of the collection. */
            lastSeq: number;
            /** @description Whether the collection has changed since. */
            outdated: boolean;
            /** Format: date-time */
            computedAt: string;
        };
        /** @description Part of what a model says of the items of a collection. */
        Predictions: components["schemas"]["PredictionDescription"] & {
            /** @description How many fit. */
            total: number;
            predictions: components["schemas"]["ItemPrediction"][];
            /** @description Where more go on. */
            next?: string;
        };
        /** @description RFC 9457 problem details. */
        Problem: {
            /** @description `urn:supcon:error:` and the code. */
            type: string;
            /** @description The code in words. */
            title: string;
            status: number;
            /** @description What was received and what to do. */
            detail: string;
            code: components["schemas"]["ErrorCode"];
            requestId: string;
        };
        ProjectedItem: {
            id: components["schemas"]["ItemId"];
            label: string | null;
            position: number[];
        };
        Projection: {
            collection: components["schemas"]["CollectionName"];
            model: components["schemas"]["ModelRef"];
            method: components["schemas"]["ProjectionMethod"];
            dimensions: number;
            seed: number;
            /** @description Of UMAP. */
            neighbours?: number;
            /** @description Of UMAP. */
            minDistance?: number;
            /** @description Of t-SNE. */
            perplexity?: number;
            /** @description Items in the picture. */
            items: number;
            /** @description Items that the collection had; more than `items` where a sample was drawn. */
            of: number;
            /** @description Items that principal components were fitted on. */
            fittedOn: number;
            /** @description Of PCA, the share of the variance along each component; of the others, along all components that they began from, together. */
            shares: number[];
            /** @description The last change of the collection that is in the picture. */
            seq: number;
            /** @description The last change of the collection. */
            lastSeq: number;
            /** @description Whether the collection has changed since. */
            outdated: boolean;
            /** Format: date-time */
            computedAt: string;
            points: components["schemas"]["ProjectedItem"][];
            /** @description Where more items go on. */
            next?: string;
        };
        /**
         * @description `pca` keeps what varies most; `umap` and `tsne` keep neighbourhoods, and distances between clusters and their sizes mean nothing.
         * @enum {string}
         */
        ProjectionMethod: "pca" | "umap" | "tsne";
        ProjectionRequest: {
            /** @description Default: pca. */
            method?: components["schemas"]["ProjectionMethod"];
            /** @description Default: 2. t-SNE has two. */
            dimensions?: number;
            /** @description Default: 0. */
            seed?: number;
            /** @description Of UMAP, an item itself included. Default: 15. */
            neighbours?: number;
            /** @description Of UMAP. Default: 0.1. */
            minDistance?: number;
            /** @description Of t-SNE. Default: 30. */
            perplexity?: number;
        };
        Purge: {
            id: string;
            /**
             * @description `deleted`: what earlier deletions had left, of everything (`supcon-server purge --deleted`).
             * @enum {string}
             */
            what: "items" | "collection" | "deleted";
            /** @description Its name then; null where it was all of them. */
            collection: string | null;
            /**
             * @description `removing`: items are still being deleted; `erasing`: nothing finds them any more; `done`: no file of the server holds any of them.
             * @enum {string}
             */
            state: "removing" | "erasing" | "done";
            /** Format: date-time */
            requestedAt: string;
            /**
             * Format: date-time
             * @description Since when nothing finds them.
             */
            removedAt: string | null;
            /**
             * Format: date-time
             * @description Since when no file of the server holds them.
             */
            finishedAt: string | null;
            /** @description How many were removed. */
            items: number;
            /** @description The first 100 of them; they and the audit log are all that is left. */
            ids: string[];
            /**
             * @description Of what was removed, to be held against a copy: for each item sha256 over its id, a line feed, its content hash, a line feed, and its vector as little-endian float32; of several, those combined by XOR.
             *     The content hash is the hexadecimal sha256 over the picture as it was added, a zero byte, and label and metadata as they were added as a JSON list of the two.
             */
            sha256: string;
            /** @description Why erasing has not come to its end yet; it is tried again. */
            problem: string | null;
            /** @description What may still hold some of it: backups of this server that it knows of, and what `--begin-anew` has set aside. Found when the purge was done. */
            heldBy: components["schemas"]["PurgeHolder"][];
        };
        PurgeHolder: {
            /** @enum {string} */
            kind: "backup" | "setAside";
            /** @description Of its folder. */
            name: string;
            /** Format: date-time */
            writtenAt: string | null;
            /** @description Whether it was looked into and lists an item of the purge; false where it may hold something. */
            certain: boolean;
        };
        PurgeList: {
            purges: components["schemas"]["Purge"][];
            /** @description Where older ones go on. */
            next?: string;
        };
        Readiness: {
            /** @enum {string} */
            status: "ready" | "not-ready";
            /** @description What is looked at. Only for whoever may use the whole API; others are told the status and nothing else. */
            checks?: components["schemas"]["ReadinessCheck"][];
        };
        ReadinessCheck: {
            name: string;
            ok: boolean;
            detail: string;
        };
        /** @description What counts now, as whoever tells it has told it. */
        RecordedFeedback: {
            id: components["schemas"]["FeedbackId"];
            /** @enum {string} */
            change: "created" | "changed" | "unchanged";
            label: string;
            /** @description Whether the picture is kept. */
            mayTrain: boolean;
            warnings: components["schemas"]["PictureWarnings"];
        };
        ReembedRequest: {
            /** @description Whose vectors are wanted. Default: the model that serves. */
            model?: components["schemas"]["ModelReference"];
            /** @description Leave out items whose picture cannot be read any more, instead of failing with nothing changed. Default: false. */
            dropLost?: boolean;
        };
        RocPoint: {
            /** @description Called unknown from this score on; null where nothing is. */
            score: number | null;
            falsePositiveRate: number;
            truePositiveRate: number;
        };
        /**
         * @description What may be done; each role may do what those before it may.
         * @enum {string}
         */
        Role: "reader" | "writer" | "admin";
        RotateKeyRequest: {
            /** @description How long the secret that the key has is still taken; 3600, an hour, where it is left out. */
            graceSeconds?: number;
        };
        Run: {
            id: components["schemas"]["RunId"];
            status: components["schemas"]["RunStatus"];
            recipe?: string;
            data?: string;
            backend?: string;
            precision?: string;
            /** Format: date-time */
            startedAt?: string;
            /** Format: date-time */
            updatedAt: string;
            epoch?: number;
            epochs?: number;
            etaSeconds?: number;
            error?: components["schemas"]["RunError"];
            owner?: components["schemas"]["RunOwner"];
            result?: components["schemas"]["RunResult"];
            /** @description Everything needed to repeat the run. Absolute paths are shown whole to admins alone, to others by their last name (`…/flowers`). */
            config: {
                [key: string]: unknown;
            };
        };
        RunCurves: {
            id: components["schemas"]["RunId"];
            status: components["schemas"]["RunStatus"];
            recipe?: string;
            curves: components["schemas"]["Curve"][];
        };
        /** @description Stage 1 ended before its last epoch, because validation did not improve any more. */
        RunEarlyStopEvent: {
            /**
             * Format: date-time
             * @description When it was written.
             */
            time?: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "early-stop";
            epoch?: number;
            /** @description The best look at validation. */
            best?: {
                epoch: number;
                value: number;
            };
        };
        /** @description An epoch of stage 1 has ended. Losses are means over its steps, in nats, accuracies in 0..1. `contrastive` is the contrastive term of whatever loss the start event names, `crossEntropy` that of a classifier. */
        RunEpochEvent: {
            /**
             * Format: date-time
             * @description When it was written.
             */
            time?: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "epoch";
            /** @constant */
            stage?: 1;
            /** @description From 1. */
            epoch: number;
            /** @description Of stage 1 altogether. */
            epochs?: number;
            /** @description What was descended: the weighted sum of the terms. */
            loss?: number;
            /** @description The contrastive term, of the kind that the start event names, where there is one. */
            contrastive?: number;
            /** @description The cross-entropy, where there is one. */
            crossEntropy?: number;
            /** @description Of the classifier beside the projection head, on augmented training pictures. */
            accuracy?: number;
            /** @description Of the last step. */
            learningRate?: number;
            /** @description Views a second. */
            imagesPerSecond?: number;
            /** @description How many, over all steps. */
            anchorsWithoutPositives?: number;
            /** @description How far the embeddings of a batch lie apart; 0 is collapse. */
            embeddingSpread?: number;
            /** @description Of all gradients together before clipping, where they are clipped. */
            gradientNorm?: number;
            /** @description Left in stage 1. */
            etaSeconds?: number;
            /**
             * @description The epoch was gone on with: its speed is that of its later part.
             * @constant
             */
            resumed?: true;
            /** @description 5 nearest neighbours on the validation pictures, where the epoch looked. */
            knn?: number;
            /** @description The classifier beside the projection head on the validation pictures, where the epoch looked. */
            classifier?: number;
        };
        RunError: {
            /** @description Of the catalogue in docs/errors.md, or UNEXPECTED. */
            code: string;
            /** @description What happened and what to do. */
            message: string;
        };
        /** @description One line of the run's log, whichever version wrote it; `type` tells which fields there are. Fields of newer versions may appear. */
        RunEvent: components["schemas"]["RunStartEvent"] | components["schemas"]["RunResumeEvent"] | components["schemas"]["RunEpochEvent"] | components["schemas"]["RunEarlyStopEvent"] | components["schemas"]["RunStage2Event"] | components["schemas"]["RunResultEvent"] | components["schemas"]["RunSelectionEvent"] | components["schemas"]["RunWarningEvent"] | components["schemas"]["RunStoppedEvent"] | components["schemas"]["RunFailedEvent"] | components["schemas"]["RunUnknownEvent"];
        /** @description The sitting ended with an error. */
        RunFailedEvent: {
            /**
             * Format: date-time
             * @description When it was written.
             */
            time?: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "failed";
            /** @description Of the catalogue in docs/errors.md, or UNEXPECTED. */
            code?: string;
            message?: string;
        };
        /** @description Letters, digits, dot, dash and underscore; starts with a letter or digit; at most 128 characters. */
        RunId: string;
        RunList: {
            runs: components["schemas"]["RunSummary"][];
        };
        RunLog: {
            /** @description Whether the run keeps what it says; runs of earlier versions do not. */
            recorded: boolean;
            lines: components["schemas"]["RunLogLine"][];
            /** @description Whether there are lines before these. */
            more: boolean;
        };
        RunLogLine: {
            /** Format: date-time */
            time: string;
            /** @description Without absolute paths for those who are not admins: their last name is left. */
            text: string;
        };
        RunMetrics: {
            events: components["schemas"]["RunEvent"][];
            /** @description Where to go on. */
            nextOffset: number;
        };
        /** @description The process that holds a run. */
        RunOwner: {
            /** @description Name of its machine. */
            host: string;
            /** @description Its number there. */
            pid: number;
            /**
             * Format: date-time
             * @description When it took the run.
             */
            since: string;
        };
        RunResult: {
            recipe?: string;
            data?: string;
            backend?: string;
            precision?: string;
            seconds?: number;
            imagesSeen?: number;
            validation?: components["schemas"]["RunScores"];
            test?: components["schemas"]["RunScores"];
        };
        /** @description The run is finished: what result.json says. */
        RunResultEvent: {
            /**
             * Format: date-time
             * @description When it was written.
             */
            time?: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "result";
            id?: string;
            recipe?: string;
            data?: string;
            backend?: string;
            precision?: string;
            /** @description Training and evaluation, over all sittings. */
            seconds?: number;
            /** @description Views passed through the encoder in stage 1. */
            imagesSeen?: number;
            /** @description Finished in stage 1. */
            epochs?: number;
            /** @description The best look at validation. */
            best?: {
                epoch: number;
                value: number;
            };
            /** @description Accuracies by name. */
            validation?: {
                [key: string]: number;
            };
            /** @description Accuracies by name. */
            test?: {
                [key: string]: number;
            };
            /** @description Mean of perClass: a small class counts as much as a large one. */
            balancedAccuracy?: number;
            /** @description Linear accuracy on the test split, by label. */
            perClass?: {
                [key: string]: number;
            };
            /** @description What validation chose. */
            stage2?: {
                l2: number;
                augmentedPasses: number;
            };
            /** @description Of the probabilities, set on validation. */
            calibration?: {
                temperature: number;
                outcome: string;
            };
            /** @description What sets of labels keep their promise by, set on validation. */
            labelSets?: {
                [key: string]: unknown;
            };
            /** @description Thresholds for unknown pictures, set on validation. */
            unknown?: {
                [key: string]: unknown;
            };
            /** @description Of an encoder that was brought as an ONNX file: as it came, and with the head that was trained on its embeddings. */
            adapter?: {
                kept: boolean;
                plain: {
                    validation: {
                        [key: string]: number;
                    };
                    test: {
                        [key: string]: number;
                    };
                };
                adapted: {
                    validation: {
                        [key: string]: number;
                    };
                    test: {
                        [key: string]: number;
                    };
                };
            };
            /** @description Pictures in each split. */
            images?: {
                train: number;
                validation: number;
                test: number;
            };
        };
        /** @description The sitting goes on from a checkpoint. */
        RunResumeEvent: {
            /**
             * Format: date-time
             * @description When it was written.
             */
            time?: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "resume";
            /** @description Finished epochs at the checkpoint. */
            epoch?: number;
            /** @description Finished steps of the epoch under way. */
            step?: number;
        };
        /** @description Accuracies, 0 to 1. */
        RunScores: {
            /** @description Linear classifier on the frozen embedding. */
            linear?: number;
            /** @description 5 nearest neighbours in the embedding. */
            knn?: number;
            /** @description Linear classifier on raw pixels */
            rawPixels?: number;
        };
        /** @description Runs that were tried for the same pictures stand side by side, and validation chose one: recipe `auto` is through. */
        RunSelectionEvent: {
            /**
             * Format: date-time
             * @description When it was written.
             */
            time?: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "selection";
            /** @description Id of the run that was kept. */
            chosen: string;
            /** @description Why, in words. */
            reason?: string;
            /**
             * @description The artifact that was made of it, `name/version`.
             * @example flowers/1
             */
            artifact?: string;
            /** @description All that finished, in the order in which they were tried. */
            candidates: {
                /** @description Id of the run. */
                run: string;
                /**
                 * @description What was tried.
                 * @example probe
                 * @example fine-tuned
                 * @example cross-entropy
                 * @example random-weights
                 */
                role: string;
                validation: {
                    linear: number;
                    knn: number;
                };
                test: {
                    linear: number;
                    knn: number;
                };
                /** @description Finished in stage 1. */
                epochs?: number;
                /** @description Training and evaluation, over all sittings. */
                seconds: number;
            }[];
        };
        /** @description The linear classifier on the frozen encoder is fitted. */
        RunStage2Event: {
            /**
             * Format: date-time
             * @description When it was written.
             */
            time?: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "stage2";
            /** @constant */
            stage?: 2;
            /** @description Strength of the penalty, chosen on validation. */
            l2?: number;
            /** @description Augmented copies of each picture in the fit. */
            augmentedPasses?: number;
            validation?: {
                linear: number;
                knn: number;
            };
        };
        /** @description A sitting at a run begins: the first event of a log, and again after each resume. */
        RunStartEvent: {
            /**
             * Format: date-time
             * @description When it was written.
             */
            time?: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "start";
            /** @description Id of the run. */
            run?: string;
            recipe?: string;
            /** @description Name of the data. */
            data?: string;
            backend?: string;
            /** @description What computes, in words. */
            device?: string;
            precision?: string;
            seed?: number;
            /** @description Class names. */
            labels?: string[];
            /** @description Pictures in each split. */
            images?: {
                train: number;
                validation: number;
                test: number;
            };
            stage1Epochs?: number;
            /**
             * @description Which loss stage 1 trains with, as the recipe names it; a run that does not say is an old one with supcon.
             * @example supcon
             * @example nt-xent
             * @example max-margin
             * @example triplet
             * @example n-pairs
             * @example multi-similarity
             * @example supcon+cross-entropy
             * @example nt-xent+cross-entropy
             * @example max-margin+cross-entropy
             * @example triplet+cross-entropy
             * @example n-pairs+cross-entropy
             * @example multi-similarity+cross-entropy
             * @example cross-entropy
             * @example none
             */
            loss?: string;
            /** @description The process that trains. Runs of versions that did not lock a run lack it. */
            owner?: {
                host: string;
                pid: number;
            };
        };
        /**
         * @description `running`: a process trains it, however long its epochs are. `finished`: it has its result. `stopped`: nobody trains it any more; it was asked to
         *     stop, or its process was killed, and `supcon train --resume` goes on with it without loss. `failed`: it ended with an error, see `error`.
         *     `stalled`: its owner gives no sign: paused, hanging, or on a machine that cannot be asked; for runs of versions without a heartbeat, nothing
         *     reported for 15 minutes.
         * @enum {string}
         */
        RunStatus: "running" | "finished" | "stopped" | "failed" | "stalled";
        /** @description The sitting ended because somebody asked for it; nothing is lost. */
        RunStoppedEvent: {
            /**
             * Format: date-time
             * @description When it was written.
             */
            time?: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "stopped";
            /** @description Finished epochs. */
            epoch?: number;
            /** @description Finished steps of the epoch under way; in stage 2 there is none. */
            step?: number;
        };
        RunSummary: {
            id: components["schemas"]["RunId"];
            status: components["schemas"]["RunStatus"];
            recipe?: string;
            data?: string;
            backend?: string;
            precision?: string;
            /** Format: date-time */
            startedAt?: string;
            /**
             * Format: date-time
             * @description When it last reported something.
             */
            updatedAt: string;
            /** @description The last finished epoch of stage 1. */
            epoch?: number;
            epochs?: number;
            /** @description As last reported */
            etaSeconds?: number;
            /** @description What a failed run ended with. */
            error?: components["schemas"]["RunError"];
            /** @description Who trains it, while it is running, or holds it without a sign, while it is stalled. */
            owner?: components["schemas"]["RunOwner"];
            result?: components["schemas"]["RunResult"];
        };
        /** @description A line of a version that this one does not understand. */
        RunUnknownEvent: {
            /**
             * Format: date-time
             * @description When it was written.
             */
            time?: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "unknown";
            /** @description The line as it was written. */
            original: {
                [key: string]: unknown;
            };
        };
        /** @description Something that people should know but that does not stop the run. */
        RunWarningEvent: {
            /**
             * Format: date-time
             * @description When it was written.
             */
            time?: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "warning";
            code?: string;
            message?: string;
        };
        SearchBatchRequest: {
            searches: components["schemas"]["SearchRequest"][];
        };
        SearchBatchResponse: {
            results: (components["schemas"]["SearchResponse"] | components["schemas"]["PictureProblem"])[];
        };
        SearchForm: {
            /**
             * Format: binary
             * @description The picture.
             */
            image: Blob;
            /** @description JSON, as text: `k`, `filter` and all else that `SearchRequest` has beside `vector` and `itemId`. */
            search?: string;
        };
        /**
         * @description Whether every vector was compared, every one that fits the filter, or a graph was asked for candidates, with or without a filter.
         * @enum {string}
         */
        SearchPlan: "exact" | "filtered-exact" | "hnsw" | "filtered-hnsw";
        /** @description `vector` or `itemId`, or `like` without both. */
        SearchRequest: {
            /** @description As long as the collection's embedding; need not be unit-length. Numbers, or base64 of float32, little-endian, as `embed?encoding=base64` gives it. */
            vector?: number[] | string;
            itemId?: components["schemas"]["ItemId"];
            /**
             * @description Ids of items that the search is drawn to. With them and `unlike` the query becomes query·q + like·mean(like) - unlike·mean(unlike) of unit vectors, at unit length, by `weights`: Rocchio's relevance feedback.
             *     Without another query, of `like` and `unlike` alone.
             */
            like?: components["schemas"]["ItemId"][];
            /** @description Ids of items that the search is drawn away from. */
            unlike?: components["schemas"]["ItemId"][];
            /** @description How much each part counts. Left out: query 1, like 0.75, unlike 0.15 (Manning, Raghavan and Schütze, Introduction to Information Retrieval, 9.1.1). */
            weights?: {
                query?: number;
                like?: number;
                unlike?: number;
            };
            /** @description How many neighbours to return; 10 if left out. */
            k?: number;
            /** @description Leave the items that were asked with out of the neighbours. Left out: those of `like` and `unlike` are, `itemId` is not. */
            excludeSelf?: boolean;
            filter?: components["schemas"]["Filter"];
            /** @description Leave out what is less similar, by cosine. */
            minSimilarity?: number;
            /** @description Compare every item that fits, instead of asking a graph. False if left out. */
            exact?: boolean;
            /** @description Candidates that a graph looks at, at least; more find more and take longer. What the index holds to be right if left out. */
            ef?: number;
            /**
             * @description At most `size` neighbours of one value of a field, as two of each photographer. Items that lack the field are one group; of a list, an item needs room in the group of each element. At most the
             *     4,096 nearest are looked at.
             */
            groupBy?: {
                field: components["schemas"]["FilterField"];
                /** @description 1 if left out. */
                size?: number;
            };
            /**
             * @description Neighbours that are unlike each other, by maximal marginal relevance: each is the candidate of the largest lambda·similarity - (1 - lambda)·(its largest similarity to those before it), of the nearest 4·k, 64 to 400
             *     (Carbonell and Goldstein, SIGIR 1998). `k` is at most 100 then, and the neighbours come in the order in which they were chosen.
             */
            diversity?: {
                /** @description 1: by similarity alone; 0.5 is a good beginning. */
                lambda: number;
            };
        };
        SearchResponse: {
            model: components["schemas"]["ModelRef"];
            /** @description Whether every item was compared that fits. */
            exact: boolean;
            plan: components["schemas"]["SearchPlan"];
            /** @description Candidates that a graph looked at; only where one answered. */
            ef?: number;
            neighbours: components["schemas"]["Neighbour"][];
            /** @description Share of the ten nearest that the graph was measured to find; only where one answered that was measured, with its own `ef`. */
            recall?: number;
            /** @description What is wrong with the picture that was asked with, and with the answer; mostly empty. A client should take codes that it does not know. */
            warnings: components["schemas"]["SearchWarning"][];
        };
        SearchWarning: {
            /**
             * @description Stable. `PICTURE_CUT_OFF`: the end of the file is missing. `RECALL_BELOW_PROMISE`: the graph was measured to find less of the ten nearest than 99 %.
             * @enum {string}
             */
            code: "PICTURE_CUT_OFF" | "RECALL_BELOW_PROMISE";
            /** @description What, and how much, for people. */
            message: string;
        };
        /** @description The bytes of a picture in base64, or an item of a collection, whose kept picture is meant. */
        SentPicture: {
            /** @description Base64, in the usual or the URL-safe alphabet, without a `data:` address around it. */
            data: string;
        } | {
            collection: components["schemas"]["CollectionName"];
            item: components["schemas"]["ItemId"];
        };
        SentPictures: components["schemas"]["SentPicture"][];
        SetAliasRequest: {
            model: components["schemas"]["ModelReference"];
        };
        ShownKey: {
            key: components["schemas"]["Key"];
            /** @description What is sent with requests, as `Authorization: Bearer <secret>`. Not shown again. */
            secret: string;
        };
        /** @description Items that were not classified. */
        SkippedItems: {
            /** @description Items that were added as vectors. */
            withoutPicture: number;
            /** @description Items whose picture is lost or cannot be decoded. */
            unreadable: number;
        };
        TrainingRequest: {
            data: components["schemas"]["DataName"];
            /** @description `auto`, the default, or a built-in recipe (`supcon recipes` lists them). One that there is not fails the job with `BAD_RECIPE`. */
            recipe?: string;
            /** @description Of the artifact. Default: the name of the data. */
            name?: string;
            /** @description Of every random number. Default: 0. */
            seed?: number;
            /** @description That recipe `auto` may take; for it alone. Default: 5. */
            minutes?: number;
            /** @description Instead of the recipe's; not for `auto`. */
            epochs?: number;
            /** @description Go on without files that cannot be read. Default: false. */
            skipBad?: boolean;
        };
        /** @description Whether the picture is of none of the model's classes. Models that were frozen without thresholds do not say. */
        UnknownAnswer: {
            /** @description The score is above the threshold. */
            isUnknown: boolean;
            /** @description Larger for less known, on the method's own scale. */
            score: number;
            /** @description Set on validation pictures for a rate of false alarms that the model was frozen with. */
            threshold: number;
            /**
             * @description The score that the artifact names: msp, gen, fdbd, scale, relativeMahalanobis, mahalanobis, knn or nnGuide.
             * @example mahalanobis
             */
            method: string;
        };
        UnknownEvaluation: {
            method: string;
            threshold: number;
            /** @description Items with a label that the model knows. */
            known: number;
            /** @description Items with one that it does not. */
            strangers: number;
            /** @description How often a stranger has a higher score than a known item; 0.5 is chance. */
            auroc: number;
            atThreshold: components["schemas"]["UnknownRates"];
            curve: components["schemas"]["RocPoint"][];
        };
        /** @description By which score the model tells unknown pictures, and above what. */
        UnknownJudge: {
            method: string;
            threshold: number;
        };
        UnknownRates: {
            /** @description Share of the known that are called unknown. */
            falsePositiveRate: number;
            /** @description Share of the strangers that are called unknown. */
            truePositiveRate: number;
        };
        UploadedData: {
            data: components["schemas"]["DataSet"];
            /** @description Files of the archive that were not kept. */
            leftOut: number;
            /** @description The first of them. */
            leftOutFiles: {
                /** @description As the archive names it. */
                file: string;
                /** @description Why, behind its name. */
                reason: string;
            }[];
        };
        /** @description What the labelled pictures of a collection say that look most like this one, one vote each; only when a collection was named. */
        Vote: {
            collection: string;
            model: components["schemas"]["ModelRef"];
            /** @description Most votes first; of equals, the one whose nearest picture is nearer. Pictures without a label do not vote. */
            votes: {
                label: string;
                /** @description Of those that vote. */
                share: number;
            }[];
            /** @description Most similar first. */
            neighbours: components["schemas"]["Neighbour"][];
        };
    };
    responses: {
        /** @description The request does not fit this document. */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The item is another one, or has changed, since the ETag of `If-Match` was read. Nothing was done. */
        Changed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It contradicts what is there, for example vectors of another model. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The key lacks the role that the operation needs, or is for other collections; or a web page of an origin that is not allowed, or an unknown Host, while the server runs without a key. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A fault of the server; its log has more under the request id. */
        Internal: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such thing. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description What it takes is not installed beside the server. Trying again does not help. */
        NotInstalled: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Nothing finds it any more; what the disk holds of it is being erased. */
        Purged: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                /** @description Address of the purge. */
                Location?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Purge"];
            };
        };
        /** @description There is no room, on the disk (reading still works) or for the model in memory (`MODEL_MEMORY_FULL`). */
        StorageFull: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description More bytes, pixels or parts than allowed. */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The key has asked more than its requests a minute, or the address has sent many requests without a right key. `Retry-After` says when to try again. */
        TooManyRequests: {
            headers: {
                /** @description Seconds to wait. */
                "Retry-After"?: number;
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body came in too slowly. What has come is let go and the connection closed. */
        TooSlow: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The API key is missing, wrong, expired or revoked. */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not now. `Retry-After` says when to try again. */
        Unavailable: {
            headers: {
                /** @description Seconds to wait. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The bytes are not a picture that can be decoded, the vector cannot be compared, or the `Idempotency-Key` was sent with another request before. */
        Unprocessable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The Content-Type is not one of those listed. */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @example production */
        Alias: components["schemas"]["AliasName"];
        /**
         * @description The collection's name.
         * @example sample
         */
        CollectionName: components["schemas"]["CollectionName"];
        /** @description How many pictures the body has, for who wants no more places than that asked for beforehand; without it as many as may be in a body of its length. Refused where it is not so. */
        Count: number;
        /**
         * @description Name of the photos.
         * @example flowers
         */
        DataName: components["schemas"]["DataName"];
        /** @description How embeddings are written in JSON: as numbers, or as base64 of float32, little-endian. */
        Encoding: components["schemas"]["EmbeddingEncoding"];
        /**
         * @description Also says where the picture speaks for a class: a cell of a grid after another is covered with grey (128, 128, 128), and it is told how much less probable the class is then (Zeiler & Fergus,
         *     arXiv:1311.2901). Patch and stride are the same: a cell. It takes as many encodings as there are cells, behind what others wait for; `occlusions` of `GET /v1/limits` bounds them.
         */
        Explain: components["schemas"]["ExplainMethod"];
        /** @description Rows and columns of the grid, 7 where nothing is said; only with `explain`. */
        ExplainGrid: components["schemas"]["ExplainGrid"];
        /**
         * @description The class that is asked about, the most probable one where nothing is said; only with `explain`.
         * @example pear
         */
        ExplainLabel: components["schemas"]["ExplainLabel"];
        /**
         * @description The SHA-256 of the picture's bytes.
         * @example 3f2b0c9d8e7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c
         */
        FeedbackId: components["schemas"]["FeedbackId"];
        /** @description A filter as JSON, at most 4,096 characters; what `Filter` describes. All items where it is left out. */
        Filter: string;
        /**
         * @description Made up by the caller for this request, a UUID say: sent again with the same key and the same request, it is not carried out again but answered as the first time, with `Idempotency-Replayed: true`. Good answers are kept for a day; what failed may be tried again. The key with another
         *     request is 422 `KEY_REUSED`; while the first is being worked on, 409 `REQUEST_UNDER_WAY`.
         */
        IdempotencyKey: string;
        /** @description The `ETag` of the item as it was read, with its quotes; `*` for any. Without it whatever is there is meant. */
        IfMatch: string;
        /**
         * @description The item's id.
         * @example apple-0007
         */
        ItemId: components["schemas"]["ItemId"];
        /** @example 3f9c1a52-8c5a-4d54-9a39-6f6f3f6f2a11 */
        JobId: components["schemas"]["JobId"];
        /**
         * @description The `id` of a key, which is no secret.
         * @example 0f3a5b7c9d1e
         */
        KeyId: components["schemas"]["KeyId"];
        /**
         * @description The model that is to answer; the one that serves where nothing is said. Another one is loaded first, if it is not in memory.
         * @example canary
         */
        Model: components["schemas"]["ModelReference"];
        /** @description Whose predictions. Default: the model that serves. */
        PredictingModel: components["schemas"]["ModelReference"];
        /**
         * @description Erase it: nothing of it is left in the files of the server (vectors, pictures, thumbnails, labels, metadata), not in snapshots of the index, in feedback and examples of drift of the same picture either. Answers
         *     202 with the purge once nothing finds it any more; erasing takes seconds to minutes behind that, and `/v1/purges/{purge}` says when it is done and what may still hold it. False if left out.
         */
        Purge: boolean;
        /** @example 7b0f6b4e-52a7-4b0c-9a51-1f0d2f6f9c11 */
        PurgeId: string;
        /**
         * @description The run's id.
         * @example 20261124-021200-quick
         */
        RunId: components["schemas"]["RunId"];
        /** @description Recorded or changed from this moment on. */
        Since: string;
        /** @description Recorded or last changed before this moment. */
        Until: string;
    };
    requestBodies: {
        /** @description One picture. */
        Image: {
            content: {
                "image/*": Blob;
                "multipart/form-data": components["schemas"]["ImageForm"];
            };
        };
    };
    headers: {
        /** @description Names this state of the item; another one whenever the item is changed, or replaced, or added again under its id. For `If-Match` and `If-None-Match`. */
        ItemTag: string;
        /** @description Which model answered, `name/version`; with `application/x-npy` alone, which has no place for it. */
        Model: string;
        /** @description What is left, in answers to keys that have a limit: `r` requests, and again all of them in `t` seconds. */
        RateLimit: string;
        /** @description The limit: `q` requests in `w` seconds. */
        RateLimitPolicy: string;
        /** @description Names this request in the server's log. */
        RequestId: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    classify: {
        parameters: {
            query?: {
                /** @description How many classes to return; all of them if the model has fewer. */
                topK?: number;
                /** @description Also return the embedding, which costs nothing extra to compute. */
                includeEmbedding?: boolean;
                /** @description How often `labelSet` is to hold the right class. */
                coverage?: number;
                /**
                 * @description Also asks the pictures of this collection that look most like it for their labels, with the model that the collection was made with.
                 * @example fruit
                 */
                collection?: components["schemas"]["CollectionName"];
                /** @description How many pictures of the collection are asked. */
                neighbours?: number;
                /**
                 * @description The model that is to answer; the one that serves where nothing is said. Another one is loaded first, if it is not in memory.
                 * @example canary
                 */
                model?: components["parameters"]["Model"];
                /**
                 * @description Also says where the picture speaks for a class: a cell of a grid after another is covered with grey (128, 128, 128), and it is told how much less probable the class is then (Zeiler & Fergus,
                 *     arXiv:1311.2901). Patch and stride are the same: a cell. It takes as many encodings as there are cells, behind what others wait for; `occlusions` of `GET /v1/limits` bounds them.
                 */
                explain?: components["parameters"]["Explain"];
                /** @description Rows and columns of the grid, 7 where nothing is said; only with `explain`. */
                explainGrid?: components["parameters"]["ExplainGrid"];
                /**
                 * @description The class that is asked about, the most probable one where nothing is said; only with `explain`.
                 * @example pear
                 */
                explainLabel?: components["parameters"]["ExplainLabel"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["Image"];
        responses: {
            /** @description The classes, most probable first. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClassifyResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    embed: {
        parameters: {
            query?: {
                /** @description How embeddings are written in JSON: as numbers, or as base64 of float32, little-endian. */
                encoding?: components["parameters"]["Encoding"];
                /**
                 * @description The model that is to answer; the one that serves where nothing is said. Another one is loaded first, if it is not in memory.
                 * @example canary
                 */
                model?: components["parameters"]["Model"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["Image"];
        responses: {
            /** @description The embedding. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Supcon-Model": components["headers"]["Model"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmbedResponse"];
                    "application/x-npy": Blob;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    classifyBatch: {
        parameters: {
            query?: {
                /** @description How many pictures the body has, for who wants no more places than that asked for beforehand; without it as many as may be in a body of its length. Refused where it is not so. */
                count?: components["parameters"]["Count"];
                /** @description As of `classify`. */
                topK?: number;
                /** @description As of `classify`. */
                includeEmbedding?: boolean;
                /** @description As of `classify`. */
                coverage?: number;
                /**
                 * @description As of `classify`. An item of this collection has no vote on itself.
                 * @example fruit
                 */
                collection?: components["schemas"]["CollectionName"];
                /** @description As of `classify`. */
                neighbours?: number;
                /**
                 * @description The model that is to answer; the one that serves where nothing is said. Another one is loaded first, if it is not in memory.
                 * @example canary
                 */
                model?: components["parameters"]["Model"];
                /**
                 * @description Also says where the picture speaks for a class: a cell of a grid after another is covered with grey (128, 128, 128), and it is told how much less probable the class is then (Zeiler & Fergus,
                 *     arXiv:1311.2901). Patch and stride are the same: a cell. It takes as many encodings as there are cells, behind what others wait for; `occlusions` of `GET /v1/limits` bounds them.
                 */
                explain?: components["parameters"]["Explain"];
                /** @description Rows and columns of the grid, 7 where nothing is said; only with `explain`. */
                explainGrid?: components["parameters"]["ExplainGrid"];
                /**
                 * @description The class that is asked about, the most probable one where nothing is said; only with `explain`.
                 * @example pear
                 */
                explainLabel?: components["parameters"]["ExplainLabel"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["ImagesForm"];
                "application/json": components["schemas"]["ClassifyBatchRequest"];
            };
        };
        responses: {
            /** @description An answer for each picture, in their order. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClassifyBatchResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    embedBatch: {
        parameters: {
            query?: {
                /** @description How many pictures the body has, for who wants no more places than that asked for beforehand; without it as many as may be in a body of its length. Refused where it is not so. */
                count?: components["parameters"]["Count"];
                /** @description How embeddings are written in JSON: as numbers, or as base64 of float32, little-endian. */
                encoding?: components["parameters"]["Encoding"];
                /**
                 * @description The model that is to answer; the one that serves where nothing is said. Another one is loaded first, if it is not in memory.
                 * @example canary
                 */
                model?: components["parameters"]["Model"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["ImagesForm"];
                "application/json": components["schemas"]["EmbedBatchRequest"];
            };
        };
        responses: {
            /** @description An embedding for each picture, in their order. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Supcon-Model": components["headers"]["Model"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmbedBatchResponse"];
                    "application/x-npy": Blob;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    listCollections: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The collections, by name. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CollectionList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
        };
    };
    getCollection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The collection. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collection"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createCollection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It was there already. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collection"];
                };
            };
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collection"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    deleteCollection: {
        parameters: {
            query?: {
                /**
                 * @description Erase it: nothing of it is left in the files of the server (vectors, pictures, thumbnails, labels, metadata), not in snapshots of the index, in feedback and examples of drift of the same picture either. Answers
                 *     202 with the purge once nothing finds it any more; erasing takes seconds to minutes behind that, and `/v1/purges/{purge}` says when it is done and what may still hold it. False if left out.
                 */
                purge?: components["parameters"]["Purge"];
            };
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: components["responses"]["Purged"];
            /** @description Deleted. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    search: {
        parameters: {
            query?: {
                /** @description How many neighbours to return. For a JSON body, give `k` there instead. */
                k?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "image/*": Blob;
                "multipart/form-data": components["schemas"]["SearchForm"];
                "application/json": components["schemas"]["SearchRequest"];
            };
        };
        responses: {
            /** @description The neighbours, most similar first; fewer than `k` when the collection is smaller. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    searchBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SearchBatchRequest"];
            };
        };
        responses: {
            /** @description An answer for each. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchBatchResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    reembedCollection: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Made up by the caller for this request, a UUID say: sent again with the same key and the same request, it is not carried out again but answered as the first time, with `Idempotency-Replayed: true`. Good answers are kept for a day; what failed may be tried again. The key with another
                 *     request is 422 `KEY_REUSED`; while the first is being worked on, 409 `REQUEST_UNDER_WAY`.
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReembedRequest"];
            };
        };
        responses: {
            /** @description It is planned. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Address of the job. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    copyCollection: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Made up by the caller for this request, a UUID say: sent again with the same key and the same request, it is not carried out again but answered as the first time, with `Idempotency-Replayed: true`. Good answers are kept for a day; what failed may be tried again. The key with another
                 *     request is 422 `KEY_REUSED`; while the first is being worked on, 409 `REQUEST_UNDER_WAY`.
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CopyRequest"];
            };
        };
        responses: {
            /** @description It is planned. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Address of the job. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    getDuplicates: {
        parameters: {
            query?: {
                /** @description Items on a page. */
                limit?: number;
                /** @description `next` of the page before. */
                after?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Duplicates"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    findDuplicates: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Made up by the caller for this request, a UUID say: sent again with the same key and the same request, it is not carried out again but answered as the first time, with `Idempotency-Replayed: true`. Good answers are kept for a day; what failed may be tried again. The key with another
                 *     request is 422 `KEY_REUSED`; while the first is being worked on, 409 `REQUEST_UNDER_WAY`.
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DuplicatesRequest"];
            };
        };
        responses: {
            /** @description It is planned. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Address of the job. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    getPredictions: {
        parameters: {
            query?: {
                /** @description Whose predictions. Default: the model that serves. */
                model?: components["parameters"]["PredictingModel"];
                /** @description Items with this label alone. */
                label?: string;
                /** @description Those that the model takes for this class. */
                predicted?: string;
                /** @description Those that the model is right about, or those that it is wrong about. */
                correct?: boolean;
                /** @description Those that the model calls unknown, or those that it does not. */
                unknown?: boolean;
                minConfidence?: number;
                maxConfidence?: number;
                /** @description As items were added; by confidence; or first where the model believes most in its answer and least in the label. */
                sort?: "added" | "leastConfident" | "mostConfident" | "mostWrong";
                /** @description Of JSON, items on a page. */
                limit?: number;
                /** @description Of JSON, `next` of the page before, which was asked for with the same filters. */
                after?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The predictions. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Predictions"];
                    "application/vnd.supcon.columns": Blob;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    predictCollection: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Made up by the caller for this request, a UUID say: sent again with the same key and the same request, it is not carried out again but answered as the first time, with `Idempotency-Replayed: true`. Good answers are kept for a day; what failed may be tried again. The key with another
                 *     request is 422 `KEY_REUSED`; while the first is being worked on, 409 `REQUEST_UNDER_WAY`.
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PredictRequest"];
            };
        };
        responses: {
            /** @description It is planned. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Address of the job. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    getEvaluation: {
        parameters: {
            query?: {
                /** @description Whose predictions. Default: the model that serves. */
                model?: components["parameters"]["PredictingModel"];
            };
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The evaluation. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Evaluation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getProjection: {
        parameters: {
            query?: {
                method?: components["schemas"]["ProjectionMethod"];
                /** @description t-SNE has two. */
                dimensions?: number;
                seed?: number;
                /** @description Of UMAP: neighbours of an item that count, itself included. Default 15. */
                neighbours?: number;
                /** @description Of UMAP: how near points may lie. Default 0.1. */
                minDistance?: number;
                /** @description Of t-SNE: neighbours that an item listens to, softly. Default 30. */
                perplexity?: number;
                /** @description Of JSON, items on a page. */
                limit?: number;
                /** @description Of JSON, `next` of the page before. */
                after?: string;
            };
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Projection"];
                    "application/vnd.supcon.columns": Blob;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    projectCollection: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Made up by the caller for this request, a UUID say: sent again with the same key and the same request, it is not carried out again but answered as the first time, with `Idempotency-Replayed: true`. Good answers are kept for a day; what failed may be tried again. The key with another
                 *     request is 422 `KEY_REUSED`; while the first is being worked on, 409 `REQUEST_UNDER_WAY`.
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectionRequest"];
            };
        };
        responses: {
            /** @description It is planned. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Address of the job. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    listItems: {
        parameters: {
            query?: {
                /** @description A filter as JSON, at most 4,096 characters; what `Filter` describes. All items where it is left out. */
                filter?: components["parameters"]["Filter"];
                /** @description `next` of the page before. */
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    addItem: {
        parameters: {
            query?: {
                /** @description The class, for a raw image body. */
                label?: components["schemas"]["Label"];
                /** @description The id, for a raw image body. */
                id?: components["schemas"]["ItemId"];
            };
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["ItemForm"];
                "image/*": Blob;
                "application/json": components["schemas"]["NewVectorItem"];
            };
        };
        responses: {
            /** @description The same item was there already; nothing changed. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ItemTag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedItem"];
                };
            };
            /** @description Added, committed to disk and searchable. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ItemTag"];
                    /** @description The address of the item. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedItem"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    getItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
                /**
                 * @description The item's id.
                 * @example apple-0007
                 */
                id: components["parameters"]["ItemId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The item. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ItemTag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Item"];
                };
            };
            /** @description The item has not changed since the `If-None-Match` of the request. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
        };
    };
    deleteItem: {
        parameters: {
            query?: {
                /**
                 * @description Erase it: nothing of it is left in the files of the server (vectors, pictures, thumbnails, labels, metadata), not in snapshots of the index, in feedback and examples of drift of the same picture either. Answers
                 *     202 with the purge once nothing finds it any more; erasing takes seconds to minutes behind that, and `/v1/purges/{purge}` says when it is done and what may still hold it. False if left out.
                 */
                purge?: components["parameters"]["Purge"];
            };
            header?: {
                /** @description The `ETag` of the item as it was read, with its quotes; `*` for any. Without it whatever is there is meant. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
                /**
                 * @description The item's id.
                 * @example apple-0007
                 */
                id: components["parameters"]["ItemId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: components["responses"]["Purged"];
            /** @description Deleted. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["Changed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    patchItem: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the item as it was read, with its quotes; `*` for any. Without it whatever is there is meant. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
                /**
                 * @description The item's id.
                 * @example apple-0007
                 */
                id: components["parameters"]["ItemId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ItemPatch"];
            };
        };
        responses: {
            /** @description The item as it is now, committed to disk; filters and searches see it. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ItemTag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Item"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            412: components["responses"]["Changed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    getThumbnail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
                /**
                 * @description The item's id.
                 * @example apple-0007
                 */
                id: components["parameters"]["ItemId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The item's picture, at most 256 pixels on its longer side. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Changes when the picture does. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": Blob;
                };
            };
            /** @description The picture has not changed since the `If-None-Match` of the request. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
        };
    };
    getFacets: {
        parameters: {
            query: {
                /** @example label */
                field: components["schemas"]["FilterField"];
                /** @description A filter as JSON, at most 4,096 characters; what `Filter` describes. All items where it is left out. */
                filter?: components["parameters"]["Filter"];
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Values and counts. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Facets"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    exportItems: {
        parameters: {
            query?: {
                /** @description A filter as JSON, at most 4,096 characters; what `Filter` describes. All items where it is left out. */
                filter?: components["parameters"]["Filter"];
                /** @description With the vector of each, base64 of float32. False if left out. */
                vectors?: boolean;
            };
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The items. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Names what the items were when the answer began; another text whenever one is added, changed or deleted, or vectors are exchanged. */
                    "X-Collection-State"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["ExportedItem"];
                    "application/x-npy": Blob;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    sampleItems: {
        parameters: {
            query?: {
                /** @description How many; all there are where there are fewer. */
                size?: number;
                seed?: number;
                /** @description A filter as JSON, at most 4,096 characters; what `Filter` describes. All items where it is left out. */
                filter?: components["parameters"]["Filter"];
            };
            header?: never;
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The items. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemSample"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteItems: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Made up by the caller for this request, a UUID say: sent again with the same key and the same request, it is not carried out again but answered as the first time, with `Idempotency-Replayed: true`. Good answers are kept for a day; what failed may be tried again. The key with another
                 *     request is 422 `KEY_REUSED`; while the first is being worked on, 409 `REQUEST_UNDER_WAY`.
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeleteItemsRequest"];
            };
        };
        responses: {
            /** @description Counted, or deleted from disk and from every later search. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedItems"];
                };
            };
            /** @description They are many, and a job deletes them; or they are being erased. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Address of the job or the purge. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedItems"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    importItems: {
        parameters: {
            query?: {
                /** @description sha256 of the encoder that made the vectors, as `GET /v1/collections/{collection}` has it; another one answers 409 `MODEL_MISMATCH`. Needed where there are vectors. */
                encoderHash?: string;
            };
            header?: {
                /**
                 * @description Made up by the caller for this request, a UUID say: sent again with the same key and the same request, it is not carried out again but answered as the first time, with `Idempotency-Replayed: true`. Good answers are kept for a day; what failed may be tried again. The key with another
                 *     request is 422 `KEY_REUSED`; while the first is being worked on, 409 `REQUEST_UNDER_WAY`.
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The collection's name.
                 * @example sample
                 */
                collection: components["parameters"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-ndjson": Blob;
                "multipart/form-data": components["schemas"]["ImportForm"];
            };
        };
        responses: {
            /** @description It is there as a whole, and planned. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Address of the job. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    listCollectionAliases: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The aliases, by name. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CollectionAliasList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    setCollectionAlias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example current */
                alias: components["schemas"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CollectionAliasRequest"];
            };
        };
        responses: {
            /** @description It names that collection now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CollectionAlias"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    removeCollectionAlias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example current */
                alias: components["schemas"]["CollectionName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Forgotten. The collection stays. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    listModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The models. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
        };
    };
    uploadModel: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The sha256 of the body (RFC 9530), `sha-256=:BASE64:`; `Digest` (RFC 3230) is understood too. Another one than the body has is refused.
                 * @example sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:
                 */
                "Content-Digest"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-tar": Blob;
            };
        };
        responses: {
            /** @description It is there. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    downloadModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example sample */
                name: components["schemas"]["ModelName"];
                /** @example 1 */
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The archive. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/x-tar": Blob;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
        };
    };
    deleteModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example sample */
                name: components["schemas"]["ModelName"];
                /** @example 1 */
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listAliases: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The aliases. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AliasList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
        };
    };
    setAlias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example production */
                alias: components["parameters"]["Alias"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetAliasRequest"];
            };
        };
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alias"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    removeAlias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example production */
                alias: components["parameters"]["Alias"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
        };
    };
    rollBackAlias: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Made up by the caller for this request, a UUID say: sent again with the same key and the same request, it is not carried out again but answered as the first time, with `Idempotency-Replayed: true`. Good answers are kept for a day; what failed may be tried again. The key with another
                 *     request is 422 `KEY_REUSED`; while the first is being worked on, 409 `REQUEST_UNDER_WAY`.
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @example production */
                alias: components["parameters"]["Alias"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alias"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    listKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewKey"];
            };
        };
        responses: {
            /** @description The key. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The `id` of a key, which is no secret.
                 * @example 0f3a5b7c9d1e
                 */
                key: components["parameters"]["KeyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    rotateKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The `id` of a key, which is no secret.
                 * @example 0f3a5b7c9d1e
                 */
                key: components["parameters"]["KeyId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateKeyRequest"];
            };
        };
        responses: {
            /** @description The key with its new secret, shown this once. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    listPurges: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The purges. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurgeList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getPurge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 7b0f6b4e-52a7-4b0c-9a51-1f0d2f6f9c11 */
                purge: components["parameters"]["PurgeId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The purge. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Purge"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listJobs: {
        parameters: {
            query?: {
                state?: components["schemas"]["JobState"];
                /** @example collections.reembed */
                kind?: components["schemas"]["JobKind"];
                /** @description `next` of the page before. */
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The jobs. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 3f9c1a52-8c5a-4d54-9a39-6f6f3f6f2a11 */
                job: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getJobReport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 3f9c1a52-8c5a-4d54-9a39-6f6f3f6f2a11 */
                job: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The refused lines. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["ImportRefusal"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 3f9c1a52-8c5a-4d54-9a39-6f6f3f6f2a11 */
                job: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    listClasses: {
        parameters: {
            query?: {
                /**
                 * @description The model that is to answer; the one that serves where nothing is said. Another one is loaded first, if it is not in memory.
                 * @example canary
                 */
                model?: components["parameters"]["Model"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The classes, in the order of the model. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClassList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    addClass: {
        parameters: {
            query?: {
                /** @description How many pictures the body has, for who wants no more places than that asked for beforehand; without it as many as may be in a body of its length. Refused where it is not so. */
                count?: components["parameters"]["Count"];
            };
            header?: {
                /**
                 * @description Made up by the caller for this request, a UUID say: sent again with the same key and the same request, it is not carried out again but answered as the first time, with `Idempotency-Replayed: true`. Good answers are kept for a day; what failed may be tried again. The key with another
                 *     request is 422 `KEY_REUSED`; while the first is being worked on, 409 `REQUEST_UNDER_WAY`.
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["AddClassForm"];
                "application/json": components["schemas"]["AddClassRequest"];
            };
        };
        responses: {
            /** @description The classes of the new version. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClassList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    removeClass: {
        parameters: {
            query?: {
                /**
                 * @description The model that is to answer; the one that serves where nothing is said. Another one is loaded first, if it is not in memory.
                 * @example canary
                 */
                model?: components["parameters"]["Model"];
            };
            header?: {
                /**
                 * @description Made up by the caller for this request, a UUID say: sent again with the same key and the same request, it is not carried out again but answered as the first time, with `Idempotency-Replayed: true`. Good answers are kept for a day; what failed may be tried again. The key with another
                 *     request is 422 `KEY_REUSED`; while the first is being worked on, 409 `REQUEST_UNDER_WAY`.
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @example quince */
                label: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The classes of the new version. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClassList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    listFeedback: {
        parameters: {
            query?: {
                /** @description What pictures really show. */
                label?: components["schemas"]["Label"];
                /** @description Whether the model had said another label. Records without a prediction are neither. */
                disagrees?: boolean;
                /** @description Whether they may be trained with. */
                mayTrain?: boolean;
                /** @description Recorded or changed from this moment on. */
                since?: components["parameters"]["Since"];
                /** @description Recorded or last changed before this moment. */
                until?: components["parameters"]["Until"];
                /** @description `next` of the page before. */
                after?: string;
                /** @description Records at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The records. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedbackPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    recordFeedback: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["FeedbackForm"];
                "application/json": components["schemas"]["NewFeedback"];
            };
        };
        responses: {
            /** @description Something was told of this picture before. It is changed now, or was the same. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordedFeedback"];
                };
            };
            /** @description Recorded, and on disk. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description The address of the record. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordedFeedback"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    summariseFeedback: {
        parameters: {
            query?: {
                /** @description Recorded or changed from this moment on. */
                since?: components["parameters"]["Since"];
                /** @description Recorded or last changed before this moment. */
                until?: components["parameters"]["Until"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts, of one moment. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedbackSummary"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getFeedback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The SHA-256 of the picture's bytes.
                 * @example 3f2b0c9d8e7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c
                 */
                feedback: components["parameters"]["FeedbackId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Feedback"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    forgetFeedback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The SHA-256 of the picture's bytes.
                 * @example 3f2b0c9d8e7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c
                 */
                feedback: components["parameters"]["FeedbackId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Forgotten. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    getFeedbackPicture: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The SHA-256 of the picture's bytes.
                 * @example 3f2b0c9d8e7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c
                 */
                feedback: components["parameters"]["FeedbackId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": Blob;
                    "image/png": Blob;
                    "image/webp": Blob;
                    "image/gif": Blob;
                    "image/avif": Blob;
                    "image/tiff": Blob;
                    "image/bmp": Blob;
                    "image/heic": Blob;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getDrift: {
        parameters: {
            query?: {
                /**
                 * @description The model that is asked about; the one that serves where nothing is said.
                 * @example canary
                 */
                model?: components["schemas"]["ModelReference"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How it stands. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Drift"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    getDriftExample: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As a report names it.
                 * @example 1f8f8e7e-3c1b-4f0f-8a50-1d1f6c1f9a11
                 */
                example: components["schemas"]["ExampleId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": Blob;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /** @description The name of a key or another `who`. */
                who?: string;
                /** @description An `operationId` of this document. */
                operation?: string;
                outcome?: components["schemas"]["AuditOutcome"];
                /** @description From this moment on. */
                since?: string;
                /** @description Before this moment. */
                until?: string;
                /** @description `next` of the page before. */
                after?: string;
                /** @description Entries at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entries. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getLimits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The limits. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Limits"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
        };
    };
    listRuns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The runs. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
        };
    };
    startRun: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Made up by the caller for this request, a UUID say: sent again with the same key and the same request, it is not carried out again but answered as the first time, with `Idempotency-Replayed: true`. Good answers are kept for a day; what failed may be tried again. The key with another
                 *     request is 422 `KEY_REUSED`; while the first is being worked on, 409 `REQUEST_UNDER_WAY`.
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrainingRequest"];
            };
        };
        responses: {
            /** @description It is planned. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Address of the job. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            501: components["responses"]["NotInstalled"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    getCurves: {
        parameters: {
            query?: {
                /**
                 * @description Ids, one parameter each. Default the five newest.
                 * @example [
                 *       "20261124-021200-quick"
                 *     ]
                 */
                run?: components["schemas"]["RunId"][];
                /** @description Which curves, one parameter each. Default all. */
                name?: components["schemas"]["CurveName"][];
                /** @description Of a curve, at most. */
                points?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The runs in the order that was asked for. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CurveList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
        };
    };
    getRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The run's id.
                 * @example 20261124-021200-quick
                 */
                id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
        };
    };
    stopRun: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Made up by the caller for this request, a UUID say: sent again with the same key and the same request, it is not carried out again but answered as the first time, with `Idempotency-Replayed: true`. Good answers are kept for a day; what failed may be tried again. The key with another
                 *     request is 422 `KEY_REUSED`; while the first is being worked on, 409 `REQUEST_UNDER_WAY`.
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The run's id.
                 * @example 20261124-021200-quick
                 */
                id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    resumeRun: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Made up by the caller for this request, a UUID say: sent again with the same key and the same request, it is not carried out again but answered as the first time, with `Idempotency-Replayed: true`. Good answers are kept for a day; what failed may be tried again. The key with another
                 *     request is 422 `KEY_REUSED`; while the first is being worked on, 409 `REQUEST_UNDER_WAY`.
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The run's id.
                 * @example 20261124-021200-quick
                 */
                id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is planned. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Address of the job. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            501: components["responses"]["NotInstalled"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    listData: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The folders. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DataList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
        };
    };
    uploadData: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Name of the photos.
                 * @example flowers
                 */
                name: components["parameters"]["DataName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/zip": Blob;
            };
        };
        responses: {
            /** @description The folder is there. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadedData"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["TooSlow"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
            507: components["responses"]["StorageFull"];
        };
    };
    deleteData: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Name of the photos.
                 * @example flowers
                 */
                name: components["parameters"]["DataName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They are gone. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    checkData: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Name of the photos.
                 * @example flowers
                 */
                name: components["parameters"]["DataName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DataCheck"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            501: components["responses"]["NotInstalled"];
            503: components["responses"]["Unavailable"];
        };
    };
    getRunMetrics: {
        parameters: {
            query?: {
                /** @description Byte offset, 0 or a `nextOffset` received before. */
                offset?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The run's id.
                 * @example 20261124-021200-quick
                 */
                id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events, oldest first. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunMetrics"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
        };
    };
    streamRunEvents: {
        parameters: {
            query?: {
                /** @description Start behind this byte offset. `Last-Event-ID` wins over it. */
                offset?: number;
            };
            header?: {
                /** @description The id of the last message received. */
                "Last-Event-ID"?: number;
            };
            path: {
                /**
                 * @description The run's id.
                 * @example 20261124-021200-quick
                 */
                id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description The run has ended and there is nothing behind the offset. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getRunLabelIssues: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The run's id.
                 * @example 20261124-021200-quick
                 */
                id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The issues; none where the run has not come so far, or a version trained it that recorded none. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabelIssueList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
        };
    };
    getRunLog: {
        parameters: {
            query?: {
                /** @description At most. */
                lines?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The run's id.
                 * @example 20261124-021200-quick
                 */
                id: components["parameters"]["RunId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lines, oldest first. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunLog"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Liveness"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The model that serves is loaded and every collection is searchable. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description Not now; each check says why, to whom it is shown. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
}
