/** Keys with characters that XML 1.0 cannot contain. RGW writes them anyway. Swift fails after it created the upload. */
export const unwritableKeys = (prefix: string): string[] =>
  ['control\u0001character', '\u001b[31mred\u001b[0m', 'not a character \ufffe'].map((key) => prefix + key)

/**
 * Keys that other tools lose, change or reject. The AWS CLI, Boto3 and rclone fail on a bucket that contains them.
 *
 * @param maxBytes Length of the longest keys, including the prefix.
 */
export const writableKeys = (prefix: string, maxBytes = 1024): string[] =>
  [
    ' ',
    ' leading and trailing ',
    'line\nbreak',
    '\n\n',
    'tab\tstop',
    'carriage\rreturn',
    'delete\u007f and c1\u009b2J',
    'line\u2028separator',
    'right\u202eto left',
    'a+b c',
    '+',
    '100%',
    'a%20b',
    '%2F',
    'not%zzencoded',
    '<Key>&"\'</Key>',
    '&amp;',
    ']]>&#x41;',
    'naïve/日本語/🦄.bin',
    'precomposed \u00e9',
    'combining e\u0301',
    '/',
    '/leading slash',
    '//two//slashes//',
    '..',
    '../up',
    'a/../b',
    'a/./b/.',
    'back\\slash',
    '__proto__',
    'constructor',
    '?x=1#y',
    'k?uploadId=1&key-marker=k',
    'uploads',
    '-rf',
    "$(touch x)`y`'; z",
    '*?[a]{b,c}!',
    'x'.repeat(maxBytes - Buffer.byteLength(prefix)),
    '🦄'.repeat(Math.floor((maxBytes - Buffer.byteLength(prefix)) / 4)),
  ].map((key) => prefix + key)

export const oddKeys = (prefix: string): string[] => [...writableKeys(prefix), ...unwritableKeys(prefix)]
