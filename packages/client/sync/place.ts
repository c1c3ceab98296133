/** Where something numbered stands to what was taken in last. */
export type Placement = 'known' | 'next' | 'ahead';

/** Decides whether `incoming` is known already, is the next one, or tells of a gap. */
export type Place = (last: number, incoming: number) => Placement;

export const place: Place = (last, incoming) => {
  if (incoming <= last) return 'known';
  return incoming === last + 1 ? 'next' : 'ahead';
};
