/** What the side pane shows instead of the chat list. */
export const panels = ['new-chat', 'new-group', 'settings', 'profile', 'devices', 'privacy', 'archived', 'search'] as const;
export type Panel = (typeof panels)[number];

/** The search part of every address. */
export interface PlaceSearch {
  readonly panel?: Panel;
  /** Chat that the search panel is limited to. */
  readonly within?: string;
  /** Seq of the message to show, after a jump. */
  readonly at?: number;
  /** Whether the details of the chat are open. */
  readonly info?: true;
}

/** Reads the search part of an address, leaving out what makes no sense. */
export function parsePlaceSearch(search: Readonly<Record<string, unknown>>): PlaceSearch {
  const panel = panels.find((name) => name === search['panel']);
  const at = Number(search['at']);
  return {
    ...(panel ? { panel } : {}),
    ...(typeof search['within'] === 'string' ? { within: search['within'] } : {}),
    ...(Number.isSafeInteger(at) && at > 0 ? { at } : {}),
    ...(search['info'] === true ? { info: true as const } : {}),
  };
}
