/** A long list a part at a time, a part a frame, so that hundreds of new rows do not hold up the first of them. */
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'

const PART = 100

/** How many may be drawn in this frame, when `drawn` are and `wanted` should be. */
export function nextPart(drawn: number, wanted: number): number {
  return Math.min(drawn + PART, Math.max(wanted, PART))
}

export function useGrowing<T>(source: Ref<readonly T[]>) {
  const drawn = ref(PART)
  let frame = 0

  function grow(): void {
    frame = 0
    drawn.value = nextPart(drawn.value, source.value.length)
    if (drawn.value < source.value.length) soon()
  }

  function soon(): void {
    frame ||= requestAnimationFrame(grow)
  }

  watch(() => source.value.length, (wanted) => {
    drawn.value = Math.min(drawn.value, nextPart(wanted, wanted))
    if (drawn.value < wanted) soon()
  }, { immediate: true })
  onScopeDispose(() => cancelAnimationFrame(frame))

  return computed(() => source.value.slice(0, drawn.value))
}
