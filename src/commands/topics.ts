import { EXIT_CODES, type ExitStatus } from '../errors.js'

const connecting = `cwmpu reads the configuration that CoreWeave's documentation describes.

  A profile [cw] in ~/.coreweave/cw.credentials and cw.config, or in ~/.aws

  Keys in the environment
    $ export AWS_ACCESS_KEY_ID=…  AWS_SECRET_ACCESS_KEY=…

  A pod in a CoreWeave cluster, with keys from a Secret or with its identity
    Set AWS_ENDPOINT_URL=http://cwlota.com, or use --endpoint lota.

  An API token
    $ export AWS_CONTAINER_CREDENTIALS_FULL_URI=https://api.coreweave.com/v1/cwobject/temporary-credentials/api-token
    $ export AWS_CONTAINER_AUTHORIZATION_TOKEN="Bearer $COREWEAVE_API_TOKEN"

  An s3cmd configuration file, or another S3-compatible server
    $ cwmpu list my-bucket --s3cfg
    $ cwmpu list my-bucket --endpoint https://s3.example.com

The default endpoint is https://cwobject.com. Many other servers require
--addressing path. Amazon S3 must be named with --endpoint. EC2's metadata
service is never used.

Permissions: s3:ListBucketMultipartUploads and s3:AbortMultipartUpload.
Optional: s3:ListMultipartUploadParts for sizes, s3:ListAllMyBuckets for
--all-buckets, s3:GetLifecycleConfiguration and s3:PutLifecycleConfiguration
for lifecycle, s3:ListBucket and s3:ListBucketVersions for verify.

To check the connection: cwmpu doctor my-bucket
`

const selection = `Selection flags of list, abort-all and verify. An upload matches if all of them
hold. Without any, all uploads of the bucket match.

Keys
  --prefix checkpoints/       Start of the key
  --match 'tmp/**'            Glob; can be repeated, any may match
  --exclude '*.pt'            Glob; can be repeated, none may match
    * matches within one level, ** across levels, ? one character, [a-z] one of
    a set, {a,b} alternatives, and \\ escapes. A glob with a slash is compared
    with the whole key, one without with its last part. Quote globs for the
    shell.
    s3://my-bucket/checkpoints/ is the same as --prefix checkpoints/.

Time
  --older-than 7d             Minimum age
  --newer-than 12h            Maximum age
  --initiated-before 2026-11-01
  --initiated-after 2026-11-01T09:30:00Z
    Durations: 7d, 12h, 7d10h, 1h30m, with the units w d h m s. A date is its
    midnight in UTC. A time needs a zone. Ages must hold by the clock of the
    server and by the local clock. An upload of unknown age never matches.

Parts (one extra request per upload)
  --idle-for 2d               Time since the newest part, or since the start if
                              there is none
  --larger-than 500MiB        Minimum size; KiB is 1024 bytes, KB is 1000

Shards, for several processes or the pods of a Kubernetes Job
  --shard 3/8                 Shard 3 of 8
  --shards 8                  One of 8 shards, chosen by JOB_COMPLETION_INDEX
`

const output = `stdout is the answer. stderr is progress, questions, notes, warnings and errors.
--quiet leaves only errors, plans and questions on stderr.

-o, --output [default: table on a terminal, else tsv]
  table     Columns for a terminal
  tsv       One upload per line, no heading; \\t, \\n and \\\\ are escaped
  json      One document with S3's own names; --json for short
  ndjson    One JSON object per line
  csv       RFC 4180 with a heading, for spreadsheets

list, abort and abort-all have these formats. verify, lifecycle and doctor have
only --json, and print text without it.

tsv and csv of list have the columns Key, UploadId, Initiated, Parts, Size,
LastActivity and Bucket. Those of abort and abort-all have Outcome, Key,
UploadId, Code, Message, RequestId and Bucket. For other columns, those of
--summary and of several buckets, see the heading of csv.

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
and then aborted with cwmpu abort --from.

On a terminal, control characters in keys are shown as $'\\x1b'. --color,
NO_COLOR, FORCE_COLOR and TERM decide about color, in this order.
`

const safety = `Aborting an upload permanently deletes its parts.

Before
  abort-all shows a plan: endpoint, bucket, credentials, number of uploads, and
  how many started in the last 24 hours and may still be in progress. Then it
  asks. The default is No. For a whole bucket with recent uploads, it asks for
  the name of the bucket. Without a terminal it needs --yes. --dry-run only
  shows the uploads. --max 100 aborts nothing if more uploads match.

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

const environment = `Environment variables. Flags override all of them.

Endpoint and region (first match wins)
  AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL
  AWS_REGION, AWS_DEFAULT_REGION
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS
                              true: ignore endpoints of variables and profiles
  HTTPS_PROXY, HTTP_PROXY     Proxy for https and http endpoints
  NO_PROXY                    Hosts and domains that are reached directly; LOTA
                              and localhost always are

Credentials (first match wins)
  AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
  ACCESS_KEY_ID, SECRET_ACCESS_KEY
  AWS_PROFILE                 Profile, also for its endpoint and region
  AWS_CONTAINER_CREDENTIALS_FULL_URI
                              Server that returns keys for the token in
                              AWS_CONTAINER_AUTHORIZATION_TOKEN, or in the file
                              AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE

Profile files
  AWS_SHARED_CREDENTIALS_FILE, AWS_CONFIG_FILE
                              Read instead of ~/.aws/credentials and config,
                              and before ~/.coreweave/cw.credentials and
                              cw.config

Appearance
  NO_COLOR                    No color, if not empty
  FORCE_COLOR                 Color in pipes too; 0 for none
  TERM                        dumb: no color, no progress bar
  CI                          No progress bar, if set
  COLUMNS                     Width of the output

TLS
  NODE_EXTRA_CA_CERTS         File with the certificate of a private CA
  NODE_TLS_REJECT_UNAUTHORIZED
                              0 is refused by verify and by commands that change
                              something

Startup cache
  XDG_CACHE_HOME              Folder for compiled code of cwmpu, if it exists
                              (Node 22 and later) [default: ~/.cache]
  NODE_DISABLE_COMPILE_CACHE  1: keep no compiled code

To show the resolved values and their sources: cwmpu doctor
`

export const MEANINGS: Readonly<Record<ExitStatus, string>> = {
  done: 'done, or nothing to do',
  'internal-error': 'an internal error, or output that could not be written',
  usage: 'invalid usage, or --yes is missing and there is no terminal',
  partial: 'some uploads were not aborted, or some buckets not listed',
  'access-denied': 'credentials, signature or permission',
  'not-found': 'no such bucket, or no such upload',
  retryable: 'throttled, network or timeout, after all retries: run it again',
  'invalid-response': 'an invalid or unsupported response, TLS included',
  remaining: 'verify: uploads remain',
  'safety-check': 'a safety check failed, for example --max',
  declined: 'confirmation declined',
  hangup: 'SIGHUP',
  interrupted: 'SIGINT (Ctrl-C)',
  terminated: 'SIGTERM',
}

const exitCodeLines = Object.entries(MEANINGS).map(
  ([status, meaning]) => `  ${String(EXIT_CODES[status as ExitStatus]).padStart(3)}  ${meaning}\n`,
)

const exitCodes = `Exit codes for scripts. Codes are added, never changed. Treat unknown codes as
failures.

${exitCodeLines.join('')}
3 means that a run did something and left something. If nothing was done, the
code is the cause, 4 to 7.

  # Abort old uploads, and send an alert if any remain
  $ cwmpu abort-all my-bucket --older-than 7d --yes &&
      cwmpu verify my-bucket --older-than 7d || send-alert
`

/** Text of `cwmpu help <topic>`, at most 80 columns wide, except for commands to copy. */
export const TOPIC_TEXTS = { connecting, selection, output, safety, environment, 'exit-codes': exitCodes }
