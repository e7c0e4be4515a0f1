import { describe, expect, it } from 'vitest'
import { yuan } from '../src/format/money'
import { PAGE, usePages } from '../src/views/gates/pages'

interface Row {
  readonly id: string
}

const rows = (count: number, from = 0): Row[] => Array.from({ length: count }, (_, index) => ({ id: String(from + index) }))

describe('a list that is read page by page', () => {
  it('asks for the next page with the last id of the one before', async () => {
    const asked: (string | undefined)[] = []
    const list = usePages<Row>(async (after) => {
      asked.push(after)
      return after === undefined ? rows(PAGE) : rows(3, PAGE)
    })
    expect(list.known.value).toBe(false)
    await list.load()
    expect(list.rows.value).toHaveLength(PAGE)
    expect(list.complete.value).toBe(false)
    await list.more()
    expect(asked).toEqual([undefined, String(PAGE - 1)])
    expect(list.rows.value.map((row) => row.id)).toEqual(rows(PAGE + 3).map((row) => row.id))
    expect(list.complete.value).toBe(true)
  })

  it('begins anew when it is loaded again', async () => {
    let round = 0
    const list = usePages<Row>(async () => rows(2, 10 * round++))
    await list.load()
    await list.load()
    expect(list.rows.value.map((row) => row.id)).toEqual(['10', '11'])
  })

  it('keeps what it has when a page fails', async () => {
    const list = usePages<Row>(async (after) => {
      if (after !== undefined) throw new Error('away')
      return rows(PAGE)
    })
    await list.load()
    await list.more()
    expect(list.failure.value?.cause).toBe('away')
    expect(list.rows.value).toHaveLength(PAGE)
  })
})

describe('money', () => {
  it('is told in yuan, to the fen', () => {
    expect(yuan(0)).toBe('¥0.00')
    expect(yuan(1505)).toBe('¥15.05')
  })
})
