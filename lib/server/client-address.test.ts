import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { clientAddress } from './client-address.ts';

function request(peer: string, forwarded?: string): IncomingMessage {
  const message = new IncomingMessage(Object.defineProperty(new Socket(), 'remoteAddress', { value: peer }));
  if (forwarded !== undefined) message.headers['x-forwarded-for'] = forwarded;
  return message;
}

test.each([
  ['a browser', '203.0.113.7', undefined, [], '203.0.113.7'],
  ['a browser over IPv6', '::ffff:203.0.113.7', undefined, [], '203.0.113.7'],
  ['a browser that says that it is another', '203.0.113.7', '198.51.100.1', [], '203.0.113.7'],
  ['a proxy on this machine', '127.0.0.1', '198.51.100.1', [], '198.51.100.1'],
  ['a proxy that passes on what a browser made up', '::1', '10.0.0.1, 198.51.100.1', [], '198.51.100.1'],
  ['a proxy elsewhere', '10.1.1.1', '198.51.100.1', ['https://insitu.example.org'], '198.51.100.1'],
])('of %s', (_name, peer, forwarded, origins, address) => {
  expect(clientAddress(request(peer, forwarded), origins)).toBe(address);
});
