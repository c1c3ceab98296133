/** The same things in a random order (Fisher–Yates). `random` is evenly spread over [0, 1). */
export function shuffle<T>(things: Iterable<T>, random: () => number): T[] {
  const order = [...things];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const thing = order[last] as T;
    order[last] = order[other] as T;
    order[other] = thing;
  }
  return order;
}
