/** What `supcon-server --help` prints. */
export const HELP = `Usage: supcon-server [serve] [options]        answer over HTTP (the default)
       supcon-server index --data DIR --collection NAME [options]
                                              fill a collection from folders of pictures; a server may run meanwhile
       supcon-server models [options]         what models there are, their aliases, and which one serves
       supcon-server alias NAME MODEL [options]
                                              let a name stand for a model; the one that production names serves
       supcon-server keys create|list|rotate|revoke [options]
                                              who may ask; supcon-server keys --help has more
       supcon-server feedback list|export|forget [options]
                                              what pictures really were; supcon-server feedback --help has more
       supcon-server backup|restore|verify [options]
                                              keep what a home holds; supcon-server backup --help has more
       supcon-server purge [options]          delete items so that no file holds any of them; supcon-server purge --help has more
       supcon-server audit [options]          who did what; supcon-server audit --help has more
       supcon-server config show|check [options]
                                              what a server would run with; supcon-server config --help has more

Options
  --home DIR          where models, runs and collections lie (SUPCON_HOME, default .supcon)
  --config FILE       a JSON object of settings, by the names of the environment variables (SUPCON_CONFIG)
  --artifact DIR      the model that serves this time, wherever it lies (SUPCON_ARTIFACT, default: the one that production names)
  --json              one event a line on stdout; all for people is on stderr
  --log-level LEVEL   trace, debug, info, warn, error, fatal or silent (SUPCON_LOG_LEVEL, default info)
  -h, --help          this text

Options of serve
  --port N            0 takes any free one (SUPCON_PORT, default 8080)
  --host ADDRESS      127.0.0.1 by default; an address others can reach needs a key (SUPCON_HOST)
  --metrics-port N    show metrics for Prometheus on this port, 0 for any free one (SUPCON_METRICS_PORT, default: none)
  --metrics-host ADDRESS
                      where that port listens; metrics need no key (SUPCON_METRICS_HOST, default 127.0.0.1)
  --drift-examples N  keep small copies of so many pictures that drive each measure of drift most, at most 100
                      (SUPCON_DRIFT_EXAMPLES, default 0: none is kept)
  --begin-anew        where the database of the items is missing or damaged: move what is left of them into server/left-TIME, delete
                      nothing, and begin with none
  --allow-training    let admins begin, stop and go on with trainings over HTTP (SUPCON_ALLOW_TRAINING=on, default off)
  --model-memory MIB  memory that loaded models may take together (SUPCON_MODEL_MEMORY, default: half of the machine's)
  --dashboard DIR     the built dashboard (SUPCON_DASHBOARD, default: the package's, or in a checkout what was built)

Options of index
  --data DIR          a folder with one sub-folder of pictures for each class, the same inside train/, val/ and test/, or a
                      list of pictures (.csv, .jsonl)
  --split NAME        train, val or test: only these pictures; those in no split are training pictures (default: all)
  --collection NAME   made if it does not exist. It then holds what the folder holds: pictures that are gone from
                      the folder are removed, what was added over HTTP or from other folders stays
  --replace           if the collection holds vectors of another model, compute them anew from the pictures it keeps
  --drop-lost         with --replace: leave out items whose pictures can no longer be read

Operands of alias
  NAME                production for the model that serves, or a name of your own: lower-case letters, digits and ._-
  MODEL               a model (its highest version), MODEL/VERSION, another alias, or the sha256 of an encoder
  --remove            instead of MODEL: the name stands for nothing any more
A server that runs follows what production stands for within seconds. Without production, its start chooses: the model that most items of the
collections were encoded with, or the newest.

Settings: as environment variables, or in the file that --config names. A flag wins over its variable, and that over the file
  SUPCON_API_KEY            a key that may do everything, beside those of supcon-server keys (at least 16 characters); once there is
                            any key, every request needs one
  SUPCON_REQUESTS_PER_MINUTE    of keys that have no limit of their own, 0 for none (the default)
  SUPCON_WRONG_KEYS_PER_MINUTE  requests without a right key from one address before it is told to wait (600), 0 for no limit
  SUPCON_ALLOWED_HOSTS      host names, separated by commas, that requests without a key may use beside localhost
  SUPCON_ALLOWED_ORIGINS    origins, separated by commas, whose pages may use the API from a browser, e.g. https://photos.example
  SUPCON_BASE_PATH          the path below which a proxy shows the server, e.g. /supcon; the proxy may take it off or leave it
  SUPCON_TRUSTED_PROXIES    addresses or networks of proxies, separated by commas (also loopback), whose X-Forwarded-For, -Host
                            and -Proto are believed
  SUPCON_KEEP_ALIVE_MS      how long a connection without a request is kept (65000); longer than the proxy keeps it
  SUPCON_THREADS            threads of one inference
  SUPCON_MAX_BATCH          most pictures that are encoded together
  SUPCON_MAX_WAITING        pictures that may be under way before others are refused with 503
  SUPCON_QUEUE_MS           of them, as many as are done in this time at the rate of the moment (800)
  SUPCON_PICTURE_MS         how long the work on one may take, once its body is there
  SUPCON_OCCLUSIONS         encodings that an explanation of one request may take (400), 0 for no explanations
  SUPCON_DECODE_MS          how long one may be decoded
  SUPCON_MAX_ENCODERS       encoders in memory at a time (8): the one that serves, and others that are asked for
  SUPCON_MAX_PIXELS         pixels of one picture in memory at once
  SUPCON_UPLOAD_BYTES       largest upload
  SUPCON_PICTURES_PER_REQUEST
                            pictures of one request that takes many (32)
  SUPCON_BATCH_BYTES        largest body of such a request (67108864)
  SUPCON_MODEL_BYTES        largest artifact that is sent as an archive (1073741824)
  SUPCON_DATA_BYTES         largest archive of photos to train on (4294967296)
  SUPCON_IMPORT_BYTES       largest import, its lines and its matrix each (4294967296)
  SUPCON_IMPORT_LINES       lines that one may have (1000000)
  SUPCON_UPLOAD_MIN_RATE    bytes a second that a body has to bring (8192), 0 for none; slower ones answer 408
  SUPCON_FREE_DISK_BYTES    kept free on the disk; adding answers 507 below it
  SUPCON_INDEX              the addon of the HNSW graph: hnswlib (default) or usearch
  SUPCON_EXACT_UP_TO        collections up to this size (5000), and others where it is quicker, are searched exactly
  SUPCON_RECALL             share of the ten nearest that an HNSW search is to find (0.99); measured, and met by raising
  SUPCON_EF                 the candidates that it looks at (64), up to
  SUPCON_EF_MAX             so many (4096)
  SUPCON_PCA_ITEMS          items that a projection shows at most: by PCA (100000),
  SUPCON_UMAP_ITEMS         by UMAP (20000),
  SUPCON_TSNE_ITEMS         by t-SNE (3000)
  SUPCON_DUPLICATE_ITEMS    items of a collection that are compared for near-duplicates (200000)
  SUPCON_PROJECTION_BYTES   bytes of the projections that are kept (268435456)
  SUPCON_PREDICTION_BYTES   bytes of the predictions that are kept (268435456)
  SUPCON_AUDIT_DAYS         how long the audit log keeps what was done (90)
  SUPCON_AUDIT_ROWS         entries that it keeps at most (100000)
  SUPCON_FEEDBACK_RECORDS   pictures that feedback may tell of (100000), 0 for none
  SUPCON_FEEDBACK_BYTES     bytes of the pictures that are kept with it (10737418240)
  SUPCON_FEEDBACK_DAYS      how long it is kept after it was last told (0: until it is forgotten)
  SUPCON_DRIFT_PICTURES     pictures of late that are compared with those of validation (1000), 0 for none
  SUPCON_DRIFT_HOURS        how old they may be (168)
  SUPCON_DRIFT_EXAMPLE_BYTES
                            bytes of all of them (16777216)
  SUPCON_TRAIN_COMMAND      the program that trains, a supcon.mjs (default: of the @supcon/train that is installed beside the server)
  SUPCON_DRAIN_MS           how long open requests may go on after a signal to stop

Exit codes: 0 ok, 1 failure, 2 usage, 3 not found, 4 data invalid, 130 interrupted.

Examples
  supcon-server --port 8080
  supcon-server index --data photos/train --collection photos
  supcon-server models
  supcon-server alias production photos/2
  supcon-server alias candidate photos-int8
  supcon-server alias candidate --remove
  supcon-server keys create ops --role admin
  supcon-server config show --origin
  SUPCON_API_KEY=$(openssl rand -hex 32) supcon-server --host 0.0.0.0
  curl --data-binary @photo.jpg -H 'content-type: image/jpeg' 'localhost:8080/v1/classify?topK=3'
`;
