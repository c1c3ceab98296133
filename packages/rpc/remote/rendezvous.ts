import { PARTITIONS } from '../partition.ts';

/**
 * How much each partition is drawn to one address: rendezvous hashing (Thaler and Ravishankar, 1998). A partition belongs to the address that
 * draws it most; when that one goes, only its own partitions move, and evenly to all others. Every process computes the same.
 */
export function attractions(address: string): Uint32Array {
  const seed = fnv1a(address);
  return Uint32Array.from({ length: PARTITIONS }, (_, partition) => mix(seed ^ mix(partition + 1)));
}

/** Which of the addresses each partition belongs to; empty without addresses. */
export function owners<A extends { readonly attractions: Uint32Array }>(addresses: readonly A[]): A[] {
  const [first, ...rest] = addresses;
  if (first === undefined) return [];
  return Array.from({ length: PARTITIONS }, (_, partition) => {
    let owner = first;
    for (const address of rest) if (attraction(address, partition) > attraction(owner, partition)) owner = address;
    return owner;
  });
}

const attraction = (address: { readonly attractions: Uint32Array }, partition: number): number =>
  address.attractions[partition] ?? 0;

/** 32 bits of a text: FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Spreads 32 bits: the finalizer of MurmurHash3. */
function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
