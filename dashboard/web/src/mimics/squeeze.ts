/** Texts of a drawing that must keep to their place. */

/** About how wide a text is, in ems: what is Chinese is square, what is not takes some more than half of that. */
const ems = (text: string): number => [...text].reduce((sum, sign) => sum + (sign > '\u2e7f' ? 1 : 0.56), 0)

/** A length for a text that would not fit in its own; none for one that does. */
export const squeezed = (text: string, size: number, room: number): number | undefined => (ems(text) * size > room ? room : undefined)
