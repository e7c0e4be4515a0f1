/** Single letters as commands. Never while something is being written, never with a modifier. */
import { onBeforeUnmount, onMounted } from 'vue'
import { preferences } from './preferences'

const LEADER_MS = 1500

export type Commands = Readonly<Record<string, (event: KeyboardEvent) => void>>

function writing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName))
}

/** Which command a key means, given the letter before it: "g" waits for a second one. */
export function command(key: string, before: string): string {
  return before === 'g' ? `g ${key}` : key
}

/** Listens while the component is there. Keys: 'a', 'Enter', '?', or two letters as 'g o'. */
export function useKeys(commands: Commands): void {
  let before = ''
  let timer = 0

  function pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (!preferences.keys || writing(event.target) || document.querySelector('dialog[open]')) return
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
    const act = commands[command(key, before)]
    window.clearTimeout(timer)
    before = before === '' && key === 'g' ? 'g' : ''
    if (before) timer = window.setTimeout(() => (before = ''), LEADER_MS)
    act?.(event)
  }

  onMounted(() => window.addEventListener('keydown', pressed))
  onBeforeUnmount(() => window.removeEventListener('keydown', pressed))
}

/** Moves the focus among the rows of a page (`data-row`), and gives back the row that has it. */
export function moveRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')]
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))
  rows[next]?.focus()
}

export function focusedRow(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>('[data-row]') ?? null
}
