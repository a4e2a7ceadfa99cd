export const text = `stdout is the answer. stderr is progress, questions, notes, warnings and errors.
--quiet leaves only errors, plans and questions on stderr.

-o, --output
  table     Table [default on a terminal]
  tsv       One upload per line, no heading; \\t, \\n and \\\\ are escaped [default
            in a pipe]
  json      One document with S3's own names; --json for short
  ndjson    One JSON object per line
  csv       RFC 4180 with a heading, for spreadsheets

tsv and csv have the columns Key, UploadId, Initiated, Parts, Size,
LastActivity and Bucket.

JSON has the fields of aws s3api list-multipart-uploads, all pages in one
document, and more:
  {"Bucket": "b", "Filter": null, "Uploads": [{"Key": …, "UploadId": …}],
   "Total": 17, "Truncated": false, "Complete": true}
No uploads are [], never an empty answer. Times are in UTC, sizes in bytes.
Filter holds the selection flags, or is null for the whole bucket.

abort and abort-all have one outcome per upload: aborted, already-gone,
still-listed, failed or skipped. The counts add up to Matched:
  {"Uploads": [{"Key": …, "Outcome": "aborted"}], "Summary": {"Aborted": 1}}

An error is a document too:
  {"Error": {"Code": …, "Message": …, "Hint": …}, "ExitCode": 4}

json, ndjson and tsv hold every key exactly, so that a listing can be reviewed
and then aborted:
  $ cwmpu list my-bucket -o ndjson > reviewed.ndjson
  $ cwmpu abort my-bucket --from reviewed.ndjson

On a terminal, control characters in keys are shown as $'\\x1b'. --color,
NO_COLOR, FORCE_COLOR and TERM decide about color, in this order.
`
