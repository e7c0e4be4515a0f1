import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import { nextPart, useGrowing } from '../src/growing'

const list = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

describe('a growing list', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('takes a part a frame until all are drawn, in their order', async () => {
    const source = shallowRef<readonly number[]>([])
    const drawn = effectScope().run(() => useGrowing(source))!
    source.value = list(130)
    await nextTick()
    expect(drawn.value).toEqual(list(50))
    vi.advanceTimersToNextFrame()
    expect(drawn.value).toEqual(list(100))
    vi.advanceTimersToNextFrame()
    expect(drawn.value).toEqual(list(130))
  })

  it('starts small again after it has become short', async () => {
    const source = shallowRef<readonly number[]>(list(200))
    const drawn = effectScope().run(() => useGrowing(source))!
    vi.advanceTimersToNextTimer()
    for (let frame = 0; frame < 5; frame++) vi.advanceTimersToNextFrame()
    expect(drawn.value).toHaveLength(200)
    source.value = list(3)
    await nextTick()
    source.value = list(200)
    await nextTick()
    expect(drawn.value.length).toBeLessThan(110)
  })

  it.each([
    [0, 500, 50],
    [480, 500, 500],
    [500, 3, 50],
  ])('of %d drawn and %d wanted goes on to %d', (drawn, wanted, next) => expect(nextPart(drawn, wanted)).toBe(next))
})
