export const text = `Which uploads list, abort-all and verify are about: those for which every
condition that you give holds. Without any, that is the whole bucket.

By key
  --prefix checkpoints/       begins with this
  --match 'tmp/**'            matches one of these; repeatable
  --exclude '*.pt'            matches none of these; repeatable
    * stays within one level, ** crosses them, and a glob without a slash is
    held against the last part of the key, as in .gitignore. Quote them, or the
    shell takes them for files.

By age
  --older-than 7d             begun longer ago than this
  --newer-than 12h            begun less long ago
  --initiated-before 2026-11-01
  --initiated-after 2026-11-01T09:30:00Z
    Durations are 7d, 12h, 7d10h, 1h30m, with w d h m s. A day is its midnight
    in UTC, a time needs its zone. Ages are counted back from the store's clock,
    not from yours. An upload whose age the store does not tell never matches.

By what is in it, at one request per upload
  --idle-for 2d               no part came for longer than this; without parts,
                              since it began
  --larger-than 500MiB        its parts hold more than this; KiB counts by 1024,
                              KB by 1000

For several processes at once
  --shard 3/8                 one share of eight
  --shards 8                  the share that a Kubernetes Job's index names

See what it comes to before anything is aborted:
  $ cwmpu abort-all --bucket my-bucket --older-than 7d --dry-run
`
