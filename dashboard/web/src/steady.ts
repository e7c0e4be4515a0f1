/** A list whose rows keep their places while a pointer is over it, so that nobody clicks the wrong one. */
import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef } from 'vue'

/** A pointer that has not moved for so long holds the list no more: a new alarm does not wait for a mouse left lying. */
const HOLD_MS = 3_000

/** The held order with what is new left out; what has left keeps its row as it last was. */
export function heldRows<T extends { id: string }>(before: readonly T[], now: readonly T[]): T[] {
  const current = new Map(now.map((item) => [item.id, item]))
  return before.map((item) => current.get(item.id) ?? item)
}

export function useSteady<T extends { id: string }>(source: ComputedRef<readonly T[]>) {
  const held = ref(false)
  const rows = shallowRef<readonly T[]>(source.value)
  let timer = 0

  function release(): void {
    window.clearTimeout(timer)
    held.value = false
  }

  function hold(): void {
    held.value = true
    window.clearTimeout(timer)
    timer = window.setTimeout(release, HOLD_MS)
  }

  watch([source, held], () => (rows.value = held.value ? heldRows(rows.value, source.value) : source.value))
  onScopeDispose(release)

  const shown = computed(() => new Set(rows.value.map((item) => item.id)))
  const waiting = computed(() => source.value.filter((item) => !shown.value.has(item.id)).length)
  return { rows, waiting, hold, release }
}
