/** The four priorities and, above them, fire: each told by shape, sign, word and colour. */

export type Priority = 1 | 2 | 3 | 4
/** What an alarm counts as on the screens. */
export type Grade = 'fire' | Priority
export const PRIORITIES: readonly Priority[] = [1, 2, 3, 4]
/** The gravest first. */
export const GRADES: readonly Grade[] = ['fire', ...PRIORITIES]

/** Outlines in a box of 24 × 24, and how high in it the sign stands. */
export const SHAPES: Record<Grade, { readonly path: string; readonly digitY: number }> = {
  fire: { path: 'M12 .5C13 5 19.500 8.500 20.500 14.500A8.600 8.600 0 0 1 12 23.500 8.600 8.600 0 0 1 3.500 14.500C3.500 11.500 5 9 6.500 7.500 7 9.500 8 10.500 9 10.500 10.500 8 10 4 12 .5Z', digitY: 20 },
  1: { path: 'M12 1.5 23.2 22H.8Z', digitY: 19.4 },
  2: { path: 'M12 .6 23.4 12 12 23.4.6 12Z', digitY: 16.6 },
  3: { path: 'M2 2h20v20H2Z', digitY: 16.8 },
  4: { path: 'M12 1a11 11 0 1 0 0 22 11 11 0 0 0 0-22Z', digitY: 16.6 },
}

/** What stands inside the shape. */
export const DIGITS: Record<Grade, string> = { fire: 'F', 1: '1', 2: '2', 3: '3', 4: '4' }

/** The same as characters, for the page's title and for texts. */
export const SIGNS: Record<Grade, string> = { fire: '🔥F', 1: '▲1', 2: '◆2', 3: '■3', 4: '●4' }

export function asPriority(value: number): Priority {
  return value === 1 || value === 2 || value === 3 ? value : 4
}

/** What the screens name by number or word, as a grade. */
export function asGrade(value: number | string): Grade {
  return value === 'fire' ? 'fire' : asPriority(Number(value))
}

/** A fire alarm counts as fire, whatever its priority. */
export function gradeOf(alarm: { readonly kind: string; readonly priority: number }): Grade {
  return alarm.kind === 'fire' ? 'fire' : asPriority(alarm.priority)
}

/** The gravest of them; null where there is none. */
export function gravest(grades: Iterable<Grade | null>): Grade | null {
  const found = new Set(grades)
  return GRADES.find((grade) => found.has(grade)) ?? null
}

/** For sorting: the graver, the lower; nothing at all comes last. */
export function rankOf(grade: Grade | null): number {
  return grade === null ? GRADES.length : GRADES.indexOf(grade)
}
