export const text = `stdout is the answer, stderr the conversation: progress, notes, questions and
errors. So a pipe holds nothing but the answer.

-o, --output
  table     for people; what a terminal gets
  tsv       an upload a line, with \\t, \\n and \\\\ escaped; what a pipe gets
  json      one document, by the names of S3; --json for short
  ndjson    an upload a line, as JSON
  csv       by RFC 4180, with a line of headings

JSON has what aws s3api list-multipart-uploads prints, all in one document:
  {"Bucket": "b", "Uploads": [{"Key": …, "UploadId": …, "Initiated": …}]}
No uploads are [], never an empty answer. Times are in UTC, sizes are bytes.

What is aborted is answered for by one outcome each, aborted, already-gone,
still-listed, failed or skipped, and a summary whose numbers add up:
  {"Uploads": [{"Key": …, "Outcome": "aborted"}], "Summary": {"Aborted": 1}}

json and ndjson carry keys exactly, whatever bytes they hold, so that a listing
can be looked through and then be aborted to the letter:
  $ cwmpu list --bucket my-bucket -o ndjson > reviewed.ndjson
  $ cwmpu abort --bucket my-bucket --from reviewed.ndjson

What a terminal shows is made safe first: a control character in a key is seen
as $'\\x1b'. Colour goes by --color, NO_COLOR, FORCE_COLOR and TERM, in this
order, and for each stream by itself.
`
