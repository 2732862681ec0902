/** What `supcon-server purge --help` prints. */
export const PURGE_HELP = `Usage: supcon-server purge --collection NAME (--id ID ... | --filter JSON | --whole) [options]
       supcon-server purge --deleted [options]     what earlier deletions have left, of everything
       supcon-server purge --receipts [options]    what was purged, newest first

Deletes items so that no file of the home holds anything of them: vectors, pictures, thumbnails, labels, metadata, snapshots of the
index, projections, and feedback and examples of drift of the same picture. It takes as long as building the index of the collection
anew, and as much room again as the database. Broken off or killed, the next purge or the next start of a server finishes it.

For a home that no server has open; a server that runs is asked over HTTP: DELETE /v1/collections/NAME/items/ID?purge=true,
DELETE /v1/collections/NAME?purge=true, or POST /v1/collections/NAME/delete-items with "purge": true.

Options
  --collection NAME   which collection
  --id ID             an item of it; may be given several times
  --filter JSON       the items that fit, as the API takes filters
  --whole             the collection with all that is in it
  --deleted           nothing that is there, only what is left of what was deleted without purging
  --receipts          only list what was purged
  --dry-run           only say what would go
  --yes               do it; without it nothing is done, and what would go is said
  --home DIR          where models, runs and collections lie (SUPCON_HOME, default .supcon)
  --config FILE       a JSON object of settings, by the names of the environment variables (SUPCON_CONFIG)
  --json              one event a line on stdout; all for people is on stderr
  -h, --help          this text

The receipt names the backups of this home that hold it still. What no purge can reach: docs/operations.md, Erasing.

Exit codes: 0 ok, 1 failure, 2 usage, or --yes is missing, 3 there is no such collection or item, 130 interrupted.

Examples
  supcon-server purge --collection photos --id holiday-7 --dry-run
  supcon-server purge --collection photos --id holiday-7 --id holiday-8 --yes
  supcon-server purge --collection photos --filter '{"field":"metadata.person","eq":"jane"}' --yes --json
  supcon-server purge --collection photos --whole --yes
  supcon-server purge --deleted --yes
`;
