import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { WebSettings } from './settings.ts';

/** 128 bits, new for every answer. */
export function newNonce(): string {
  return randomBytes(16).toString('base64');
}

/**
 * Scripts run only with this answer's nonce. `wasm-unsafe-eval` is for the SQL parser's WASM,
 * `blob:` workers for Monaco; Monaco, React Flow and the grid write style attributes.
 */
export function contentSecurityPolicy(nonce: string, { dev }: Pick<WebSettings, 'dev'>): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic' 'wasm-unsafe-eval'${dev ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
  ].join('; ');
}

/** Headers of every answer, pages and data alike. */
export function setSecurityHeaders(response: ServerResponse, policy: string): void {
  response.setHeader('Content-Security-Policy', policy);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('X-Frame-Options', 'DENY');
  response.setHeader('Referrer-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Permissions-Policy', 'camera=(), microphone=(), geolocation=()');
}
