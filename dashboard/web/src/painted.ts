/** Marks in the browser's timeline when an alarm was first painted, so that its way from the server can be measured. */

const KEPT = 2000
const marked: string[] = []
const seen = new Set<string>()

/** To be called when the alarm is in the page; the mark is set in the frame that paints it. */
export function markPainted(id: string): void {
  if (seen.has(id)) return
  seen.add(id)
  marked.push(id)
  requestAnimationFrame(() => performance.mark(`alarm-painted:${id}`))
  if (marked.length <= KEPT) return
  const oldest = marked.shift() as string
  seen.delete(oldest)
  performance.clearMarks(`alarm-painted:${oldest}`)
}
