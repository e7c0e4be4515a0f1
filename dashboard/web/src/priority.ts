/** The four priorities, each told by shape, digit, word and colour. */

export type Priority = 1 | 2 | 3 | 4
export const PRIORITIES: readonly Priority[] = [1, 2, 3, 4]

/** Outlines in a box of 24 × 24, and how high in it the digit stands. */
export const SHAPES: Record<Priority, { readonly path: string; readonly digitY: number }> = {
  1: { path: 'M12 1.5 23.2 22H.8Z', digitY: 19.4 },
  2: { path: 'M12 .6 23.4 12 12 23.4.6 12Z', digitY: 16.6 },
  3: { path: 'M2 2h20v20H2Z', digitY: 16.8 },
  4: { path: 'M12 1a11 11 0 1 0 0 22 11 11 0 0 0 0-22Z', digitY: 16.6 },
}

/** The same as characters, for the page's title and for texts. */
export const SIGNS: Record<Priority, string> = { 1: '▲1', 2: '◆2', 3: '■3', 4: '●4' }

export function asPriority(value: number): Priority {
  return value === 1 || value === 2 || value === 3 ? value : 4
}
