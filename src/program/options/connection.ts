import { type Command, Option } from 'commander'

/** How to reach the store that holds the bucket. */
export function takesConnection(command: Command): Command {
  return command
    .optionsGroup('Connection:')
    .option(
      '--endpoint <url>',
      'a URL, "primary" (https://cwobject.com, the default) or "lota" (http://cwlota.com)',
    )
    .option('--region <name>', 'the region to sign for; CoreWeave takes any')
    .option(
      '--profile <name>',
      'a profile of ~/.coreweave/cw.credentials, ~/.aws/credentials or their config files',
    )
    .option('--s3cfg [file]', "take endpoint and keys from a configuration of s3cmd's (default: ~/.s3cfg)")
    .addOption(
      new Option('--addressing <style>', 'where the bucket goes: host name or path').choices([
        'virtual',
        'path',
      ]),
    )
    .option('--timeout <duration>', 'give up on an answer after this long (default: 1m)')
    .option('--allow-http', 'speak without TLS to a store that is neither LOTA nor on this machine')
    .option('--debug', 'show every request on stderr')
}
