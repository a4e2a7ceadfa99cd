export const text = `Environment variables. Flags override all of them.

Endpoint and region
  AWS_ENDPOINT_URL_S3         Endpoint, for example http://cwlota.com
  AWS_ENDPOINT_URL            Same, if AWS_ENDPOINT_URL_S3 is not set
  AWS_REGION                  Region for the signature
  AWS_DEFAULT_REGION          Same, if AWS_REGION is not set
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
                              Read before ~/.coreweave/cw.credentials and
                              cw.config, and ~/.aws/credentials and config

Appearance
  NO_COLOR                    No color, if not empty
  FORCE_COLOR                 Color in pipes too; 0 for none
  TERM                        dumb: no color, no progress bar
  COLUMNS                     Width of the output

TLS
  NODE_EXTRA_CA_CERTS         File with the certificate of a private CA
  NODE_TLS_REJECT_UNAUTHORIZED
                              0 is refused by commands that change something

Startup cache
  XDG_CACHE_HOME              Folder for compiled code of cwmpu, if it exists
                              (Node 22 and later) [default: ~/.cache]
  NODE_DISABLE_COMPILE_CACHE  1: keep no compiled code

To show the resolved values and their sources:
  $ cwmpu doctor
`
