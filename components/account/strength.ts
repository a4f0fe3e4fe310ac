/**
 * How hard a password is to guess, 0 to 4, by length and variety alone (NIST SP 800-63B prefers
 * length over rules). Twelve characters that are not one pattern make two steps.
 */
export function strengthOf(password: string): number {
  const distinct = new Set(password).size;
  if (password.length < 12) return password.length >= 8 && distinct >= 6 ? 1 : 0;
  if (distinct < 6) return 1;
  return password.length >= 20 ? 4 : password.length >= 16 ? 3 : 2;
}
