/** Names of parameters whose values are keys: nobody is to send one in an address, and some do. */
const SECRET = /([?&;][^=&;?]*(?:key|token|secret|password|auth)[^=&;]*=)[^&;#]*/gi;

/** An address as it may stand in a log: values that look like keys by their name are left out. */
export function hideSecrets(url: string): string {
  return url.replace(SECRET, '$1[hidden]');
}
