/** What `supcon-server keys --help` prints. */
export const KEYS_HELP = `Usage: supcon-server keys create NAME --role ROLE [options]
       supcon-server keys list [options]
       supcon-server keys rotate KEY [--grace SPAN] [options]
       supcon-server keys revoke KEY [options]

The keys of a home, for the servers on it. A server that runs follows within a second. From the first key on, every request to /v1 needs
one; SUPCON_API_KEY goes on as a further key that may do everything. What create and rotate print on stdout is the key: it is shown this
once, and only a hash of it is kept (server/keys.sqlite).

KEY is the name of a key that was not revoked, or the id of any.

Options of create
  --role ROLE         reader looks and asks; writer also adds and removes items; admin also deletes collections, changes models
                      and manages keys
  --collections A,B   the only collections that there are for it (reader, writer); default: all
  --expires WHEN      a time span (90d, 12h) or a date (2027-01-31); default: never
  --requests-per-minute N
                      more than these are answered 429; default: what the server is set to

Options of rotate
  --grace SPAN        how long the key that was is still taken (default 1h; 0s: no longer)

Options of all
  --home DIR          where models, runs and collections lie (SUPCON_HOME, default .supcon)
  --config FILE       a JSON object of settings, by the names of the environment variables (SUPCON_CONFIG)
  --json              one event a line on stdout; all for people is on stderr
  -h, --help          this text

Exit codes: 0 ok, 1 failure, 2 usage, 3 there is no such key.

Examples
  supcon-server keys create ops --role admin
  KEY=$(supcon-server keys create shop --role reader --collections photos --expires 90d)
  curl -H "Authorization: Bearer $KEY" localhost:8080/v1/collections
  supcon-server keys rotate shop --grace 1d
  supcon-server keys revoke shop
`;
