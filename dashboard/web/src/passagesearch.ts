/** Which passages are looked for, and what of them has been found so far. */
import type { Passage } from './api/types'

export const PAGE = 50

const NAMES = ['plate', 'gate', 'decision', 'from', 'to'] as const
/** As in the address; empty: any. `from` and `to` are RFC 3339. */
export type Choice = Readonly<Record<(typeof NAMES)[number], string>>

export function choiceOf(query: Readonly<Record<string, unknown>>): Choice {
  const text = (name: string): string => (typeof query[name] === 'string' ? query[name] : '')
  return Object.fromEntries(NAMES.map((name) => [name, text(name)])) as Choice
}

/** For the address: what is chosen, and nothing else. */
export const queryOf = (choice: Choice): Record<string, string> =>
  Object.fromEntries(Object.entries(choice).filter(([, value]) => value !== ''))

/** Newest first. `complete`: there is nothing before the last one. */
export interface Found {
  readonly passages: readonly Passage[]
  readonly complete: boolean
}

export const START: Found = { passages: [], complete: false }

export function withOlder(found: Found, page: readonly Passage[]): Found {
  const known = new Set(found.passages.map((passage) => passage.id))
  return { passages: [...found.passages, ...page.filter((passage) => !known.has(passage.id))], complete: page.length < PAGE }
}
