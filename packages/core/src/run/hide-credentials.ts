/** Names of environment variables whose values are secret. */
const SECRET_NAME = /(?:KEY|TOKEN|SECRET|PASSWORD|PASSPHRASE|CREDENTIALS?)$/i;
/** Shorter values stand in ordinary words too. */
const SHORTEST_SECRET = 8;
/** `https://name:password@host`. */
const IN_ADDRESS = /(:\/\/)[^\s/@]+@/g;
/** `?token=...`, `X-Amz-Signature=...`. */
const IN_QUERY = /([?&;][^=&;?\s]*(?:key|token|secret|password|auth|signature|credential)[^=&;\s]*=)[^&;#\s]+/gi;

/** A text as it may be kept: credentials in addresses, and the values of environment variables that are called like secrets, are left out.
 * @param environment variables by name. */
export function hideCredentials(text: string, environment: Readonly<Record<string, string | undefined>>): string {
  const secrets = Object.entries(environment)
    .flatMap(([name, value]) => (SECRET_NAME.test(name) && value !== undefined && value.length >= SHORTEST_SECRET ? [value] : []))
    .sort((a, b) => b.length - a.length);
  const without = secrets.reduce((rest, secret) => rest.replaceAll(secret, '[hidden]'), text);
  return without.replace(IN_ADDRESS, '$1[hidden]@').replace(IN_QUERY, '$1[hidden]');
}
