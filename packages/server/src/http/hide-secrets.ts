/** Names of parameters whose values are keys: nobody is to send one in an address, and some do. */
const SECRET = /([?&;][^=&;?]*(?:key|token|secret|password|auth)[^=&;]*=)[^&;#]*/gi;

/** Keys of this server, wherever somebody put one; the id in it is no secret. */
const OWN_KEY = /(supcon_[0-9a-f]{12}_)[\w-]+/g;

/** An address as it may stand in a log: values that look like keys by their name, and keys of this server, are left out. */
export function hideSecrets(url: string): string {
  return hideKeys(url.replace(SECRET, '$1[hidden]'));
}

/** A text of which parts came from the caller, as it may stand in a log or an answer: keys of this server are left out. */
export function hideKeys(text: string): string {
  return text.replace(OWN_KEY, '$1[hidden]');
}
