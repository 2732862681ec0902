import { isIPv6 } from 'node:net';
import type { Request } from 'express';

/** Who a request comes from, as far as shares of clients go: its address, as proxies that are trusted give it. Of IPv6 the network of 64 bits, all
 * addresses of which are in one hand. */
export function clientAddress({ ip = '' }: Pick<Request, 'ip'>): string {
  return networkOf(ip);
}

/** @param address as Node writes it. @returns an IPv4 address, or the first four groups of an IPv6 one. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [bare = ''] = address.split('%');
  if (!isIPv6(bare)) return bare;
  const [head = '', tail = ''] = bare.toLowerCase().split('::');
  const groups = (text: string): string[] => text.split(':').filter((group) => group !== '');
  const first = groups(head);
  const zeros = bare.includes('::') ? 8 - first.length - groups(tail).length : 0;
  return [...first, ...Array<string>(Math.max(0, zeros)).fill('0'), ...groups(tail)].slice(0, 4).join(':');
}
