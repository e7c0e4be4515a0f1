import { beforeEach, describe, expect, it } from 'vitest'
import { number } from '../src/format/number'
import { stateOf, UNKNOWN } from '../src/pointstate'
import { preferences } from '../src/preferences'
import { point } from './specimens'

beforeEach(() => (preferences.language = 'en'))

describe('a point on the screen', () => {
  it('is its value with the unit while it is good', () => {
    expect(stateOf(point('a/x', { value: 0.456 }), undefined, false)).toMatchObject({ text: '0.5', unit: 'MPa', stale: false })
  })

  it('keeps its last value when stale, and says that it is', () => {
    expect(stateOf(point('a/x', { quality: 'stale' }), undefined, false)).toMatchObject({ quality: 'stale', text: '1.0', stale: true })
    expect(stateOf(point('a/x'), undefined, true)).toMatchObject({ quality: 'stale', stale: true })
  })

  it('is "—?" when bad or missing: never 0, never an old value', () => {
    for (const unknown of [point('a/x', { quality: 'bad', value: null }), point('a/x', { value: null }), undefined]) {
      expect(stateOf(unknown, undefined, false)).toMatchObject({ text: UNKNOWN, value: null })
    }
  })

  it('is its word where it is a state', () => {
    expect(stateOf(point('a/x', { text: { zh: '合闸', en: 'Closed' } }), undefined, false)).toMatchObject({ text: 'Closed', unit: '' })
    expect(stateOf(point('a/online', { value: 0 }), undefined, false).text).toBe('Offline')
  })

  it('groups thousands and never shows a minus zero', () => {
    expect([number(482113.44, 1), number(-0.04, 1), number(-3, 0), number(null, 1)]).toEqual(['482\u202f113.4', '0.0', '−3', '—'])
  })
})
