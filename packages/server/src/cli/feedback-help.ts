/** What `supcon-server feedback --help` prints. */
export const FEEDBACK_HELP = `Usage: supcon-server feedback list [options]
       supcon-server feedback export --to FOLDER [options]
       supcon-server feedback forget ID [ID ...] [options]

What pictures really were, as POST /v1/feedback was told: the way from production back to training. Works beside servers on the home.

export writes the pictures that may be trained with (mayTrain), and no others, into a new folder, with feedback.csv, a list that
supcon train --data, supcon data check and supcon suggest --labelled take. All of it or nothing, and never over something that is there.

ID is the SHA-256 of the picture (sha256sum photo.jpg).

Options of list and export
  --label LABEL       what the pictures really show
  --disagrees         only those that the model had said another label of
  --since WHEN        changed since: a time span back from now (24h, 7d) or a date (2027-01-31)

Options of list
  --limit N           the newest N of those (default 100)

Options of all
  --home DIR          where models, runs and collections lie (SUPCON_HOME, default .supcon)
  --config FILE       a JSON object of settings, by the names of the environment variables (SUPCON_CONFIG)
  --json              one event a line on stdout; all for people is on stderr
  -h, --help          this text

Exit codes: 0 ok, 1 failure, 2 usage, 3 there is no such feedback, 4 nothing to export, 130 interrupted.

Examples
  supcon-server feedback list --disagrees --since 7d
  supcon-server feedback export --to from-production --since 30d
  supcon train --data from-production/feedback.csv
  supcon-server feedback forget $(sha256sum photo.jpg | cut -c1-64)
`;
