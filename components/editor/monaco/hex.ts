/**
 * A colour as Monaco takes it. A stylesheet's minifier writes `#ffffff` as `#fff`, and Monaco
 * refuses three digits.
 */
export function sixDigits(colour: string): string {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(colour);
  return short
    ? `#${short
        .slice(1)
        .map((digit) => digit + digit)
        .join('')}`
    : colour;
}
