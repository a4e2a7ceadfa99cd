export const text = `Aborting an upload permanently deletes its parts.

Before
  abort-all shows a plan: endpoint, bucket, credentials, number of uploads, and
  how many started in the last 24 hours and may still be in progress. Then it
  asks. The default is No. For a whole bucket with recent uploads, it asks for
  the name of the bucket. Without a terminal it needs --yes. --dry-run shows
  what would be aborted. --max 100 aborts nothing if more uploads match.

During
  Every abort names its upload by key and upload ID. Without them, the same
  request would delete an object or a bucket. cwmpu never sends such a request.
  Uploads initiated after the run started are reported, not aborted.
  Ctrl-C finishes the requests in flight and prints the counts. A second one
  exits at once.

After
  cwmpu verifies every abort with a new, complete listing. Uploads that are
  still listed are aborted again, in up to three rounds. A bucket is called
  clear only after a complete listing.
  It is always safe to run the same command again.

Never
  cwmpu deletes no object and no bucket, follows no redirect, and prints no
  secret. It connects only to your server, and to the source of your keys.
  lifecycle set changes one rule and writes all others back unchanged.
`
