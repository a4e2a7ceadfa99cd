export const text = `Variables that count. Flags win over all of them.

Where to
  AWS_ENDPOINT_URL_S3         the endpoint, such as http://cwlota.com
  AWS_ENDPOINT_URL            the same, where the one above is not set
  AWS_REGION                  the region to sign for; CoreWeave takes any
  AWS_DEFAULT_REGION          the same, where the one above is not set
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS
                              true: endpoints of variables and profiles do not
                              count

  HTTPS_PROXY, HTTP_PROXY     the proxy for https and http endpoints
  NO_PROXY                    hosts and domains that are reached directly; LOTA
                              and localhost always are

As whom, the first of these that is there
  AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
  ACCESS_KEY_ID, SECRET_ACCESS_KEY
  AWS_PROFILE                 a profile, also for its endpoint and region
  AWS_CONTAINER_CREDENTIALS_FULL_URI
                              hands out keys for the token in
                              AWS_CONTAINER_AUTHORIZATION_TOKEN, or in the file
                              AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE

Files of profiles
  AWS_SHARED_CREDENTIALS_FILE, AWS_CONFIG_FILE
                              searched before ~/.coreweave/cw.credentials and
                              cw.config, and ~/.aws/credentials and config

Looks
  NO_COLOR                    not empty: no colour
  FORCE_COLOR                 colour in pipes too; 0 for none
  TERM                        dumb: no colour, and nothing that moves
  COLUMNS                     the width, where it is not the terminal's

Trust
  NODE_EXTRA_CA_CERTS         a file with the certificate of your own authority
  NODE_TLS_REJECT_UNAUTHORIZED
                              0 is refused where anything would be aborted

Sooner
  XDG_CACHE_HOME              instead of ~/.cache: where there is such a folder,
                              Node 22 keeps in it what it has compiled of cwmpu
  NODE_DISABLE_COMPILE_CACHE  1: nothing is kept

What came of it, and which variable each value is from:
  $ cwmpu doctor
`
