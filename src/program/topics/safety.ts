export const text = `Aborting cannot be undone: what was uploaded of it is gone.

Before
  abort-all shows what it is about to do, where and as whom, and how many began
  within 24 h and may still be written to. It asks, and takes only a clear yes;
  for a whole bucket in use, its name. Where nobody can be asked, it needs
  --yes, and then aborts while it still lists. --dry-run shows what would go.
  --max 100 lists all first, and aborts nothing if more are selected.

Meanwhile
  An abort names its upload by key and upload id, always both. Without them the
  same request deletes an object or a bucket; none such can leave the process.
  Uploads that began after the run did are told of, never aborted.
  Ctrl-C finishes what is under way and counts; a second one leaves at once.

After
  What a store answers is a claim, a fresh listing is the proof. What is still
  listed is aborted again, three rounds at most. "Clear" is said after a listing
  that was complete from its first page to its last, never after a broken one.
  Running it again is always safe.

What it never does
  It deletes no object and no bucket, follows no redirect, shows no secret, and
  speaks to nobody but your store and whoever hands out your keys. lifecycle set
  changes the one rule that it shows, and writes all others back as they were.
`
