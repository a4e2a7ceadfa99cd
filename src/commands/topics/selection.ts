export const text = `Selection flags of list, abort-all and verify. An upload matches if all of them
hold. Without any, all uploads of the bucket match.

Keys
  --prefix checkpoints/       Start of the key
  --match 'tmp/**'            Glob; can be repeated, any may match
  --exclude '*.pt'            Glob; can be repeated, none may match
    * matches within one level, ** across levels. A glob without a slash matches
    the last part of the key, as in .gitignore. Quote globs for the shell.
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

Shards, for several processes
  --shard 3/8                 Shard 3 of 8
  --shards 8                  One of 8 shards, chosen by JOB_COMPLETION_INDEX of
                              a Kubernetes Job

To check a selection before anything is aborted:
  $ cwmpu abort-all my-bucket --older-than 7d --dry-run
`
