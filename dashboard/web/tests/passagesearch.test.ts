import { describe, expect, it } from 'vitest'
import { choiceOf, PAGE, queryOf, START, withOlder } from '../src/passagesearch'
import { passage } from './specimens'

describe('looking for passages', () => {
  it('keeps its choice in the address, and nothing that is not chosen', () => {
    const choice = choiceOf({ plate: '粤B*', gate: 'south', from: '2026-11-21T00:00:00.000Z', other: 'x', decision: ['ask', 'open'] })
    expect(choice).toEqual({ plate: '粤B*', gate: 'south', decision: '', from: '2026-11-21T00:00:00.000Z', to: '' })
    expect(queryOf(choice)).toEqual({ plate: '粤B*', gate: 'south', from: '2026-11-21T00:00:00.000Z' })
  })

  it('adds page after page, each passage once, until one is not full', () => {
    const full = Array.from({ length: PAGE }, (_, n) => passage(String(200 - n)))
    const first = withOlder(START, full)
    expect(first.complete).toBe(false)
    const both = withOlder(first, [full.at(-1)!, passage('007')])
    expect(both.passages.length).toBe(PAGE + 1)
    expect(both.passages.at(-1)?.id).toBe('007')
    expect(both.complete).toBe(true)
  })

  it('that finds nothing is complete', () => {
    expect(withOlder(START, [])).toEqual({ passages: [], complete: true })
  })
})
