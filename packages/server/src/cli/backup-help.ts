/** What `supcon-server backup --help`, `restore --help` and `verify --help` print. */
export const BACKUP_HELP = `Usage: supcon-server backup --out FOLDER [options]     the databases, pictures and models of a home, also while servers run
       supcon-server restore --from FOLDER [options]   make a home of a backup
       supcon-server verify [--from FOLDER] [options]  look through a backup, or the items of a home

backup writes a folder that holds each database as it was at one moment, the pictures of its items and feedback, the models, and
a manifest with the sha256 of every file. Pictures are linked where the folder lies on the same disk, else copied. The folder is
there once it is whole; what was broken off lies in FOLDER.partial, and the same command goes on with it. Trainings, data and
background jobs are not taken along.

restore reads every byte of the backup first, and writes nothing if one is wrong. The home may have neither server/ nor
artifacts/. Broken off, it is begun again by the same command. Indexes are built anew at the first start.

verify without --from looks through the items of a home: the databases by SQLite's own check, that every vector can be used and
every picture is there, and whether acknowledged changes are missing.

Options
  --out FOLDER        of backup: a folder that is not there yet
  --from FOLDER       of restore and verify: a backup
  --accept-losses     of verify: forget what a start has found missing; it is not said any more
  --home DIR          where models, runs and collections lie (SUPCON_HOME, default .supcon)
  --config FILE       a JSON object of settings, by the names of the environment variables (SUPCON_CONFIG)
  --json              one event a line on stdout; all for people is on stderr
  -h, --help          this text

Exit codes: 0 ok, 1 failure, 2 usage, 4 something is damaged or missing, 130 interrupted.

Examples
  supcon-server backup --out /backups/photos-monday
  supcon-server verify --from /backups/photos-monday
  supcon-server restore --from /backups/photos-monday --home /srv/supcon
  supcon-server verify --home /srv/supcon
`;
