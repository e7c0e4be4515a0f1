import { describe, expect, it } from 'vitest'
import { computed, effectScope, nextTick, ref } from 'vue'
import { heldRows, useSteady } from '../src/steady'

describe('a list under the pointer', () => {
  it('keeps its order and its length while its rows change', () => {
    const before = [{ id: 'b', n: 1 }, { id: 'a', n: 1 }]
    expect(heldRows(before, [{ id: 'c', n: 1 }, { id: 'b', n: 2 }])).toEqual([{ id: 'b', n: 2 }, { id: 'a', n: 1 }])
  })

  it('counts what waits and takes it in when it is let go', async () => {
    const scope = effectScope()
    const source = ref([{ id: 'a' }])
    const list = scope.run(() => useSteady(computed(() => source.value)))!
    list.hold()
    source.value = [{ id: 'b' }, { id: 'a' }]
    await nextTick()
    expect([list.rows.value.map((row) => row.id), list.waiting.value]).toEqual([['a'], 1])
    list.release()
    await nextTick()
    expect([list.rows.value.map((row) => row.id), list.waiting.value]).toEqual([['b', 'a'], 0])
    scope.stop()
  })
})
