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
    source.value = list(230)
    await nextTick()
    expect(drawn.value).toEqual(list(100))
    vi.advanceTimersToNextFrame()
    expect(drawn.value).toEqual(list(200))
    vi.advanceTimersToNextFrame()
    expect(drawn.value).toEqual(list(230))
  })

  it('starts small again after it has become short', async () => {
    const source = shallowRef<readonly number[]>(list(400))
    const drawn = effectScope().run(() => useGrowing(source))!
    for (let frame = 0; frame < 5; frame++) vi.advanceTimersToNextFrame()
    expect(drawn.value).toHaveLength(400)
    source.value = list(3)
    await nextTick()
    source.value = list(400)
    await nextTick()
    expect(drawn.value.length).toBeLessThan(210)
  })

  it.each([
    [0, 500, 100],
    [480, 500, 500],
    [500, 3, 100],
  ])('of %d drawn and %d wanted goes on to %d', (drawn, wanted, next) => expect(nextPart(drawn, wanted)).toBe(next))
})
