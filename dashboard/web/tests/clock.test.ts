import { beforeEach, describe, expect, it } from 'vitest'
import { age, fromInput, siteDate, siteMoment, siteTime, span, toInput } from '../src/format/clock'
import { preferences } from '../src/preferences'

const AT = Date.parse('2026-11-21T19:05:09.000Z')

describe('times at the site', () => {
  it('are in its time zone, whatever the browser has', () => {
    expect(siteTime(AT, 'Asia/Shanghai')).toBe('03:05:09')
    expect(siteDate(AT, 'Asia/Shanghai')).toBe('2026-11-22')
    expect(siteTime(AT, 'UTC')).toBe('19:05:09')
  })

  it('say midnight as 00, not as 24', () => {
    expect(siteTime(Date.parse('2026-11-21T16:00:00Z'), 'Asia/Shanghai')).toBe('00:00:00')
  })

  it('have the date in front on another day', () => {
    expect(siteMoment(AT, AT + 60_000, 'Asia/Shanghai')).toBe('03:05:09')
    expect(siteMoment(AT, AT + 86_400_000, 'Asia/Shanghai')).toBe('11-22 03:05:09')
  })

  it('go into an input and come back, also across a change of the clocks', () => {
    expect(toInput(AT, 'Asia/Shanghai')).toBe('2026-11-22T03:05')
    expect(fromInput('2026-11-22T03:05', 'Asia/Shanghai')).toBe(Date.parse('2026-11-21T19:05:00Z'))
    expect(fromInput('2026-03-29T12:00', 'Europe/Berlin')).toBe(Date.parse('2026-03-29T10:00:00Z'))
    expect(fromInput('', 'UTC')).toBeNaN()
  })
})

describe('spans', () => {
  beforeEach(() => (preferences.language = 'en'))

  it.each([
    [0, '0:00'],
    [61_000, '1:01'],
    [3_661_000, '1:01:01'],
    [-5_000, '−0:05'],
    [49 * 3_600_000, '2 d'],
  ])('%d ms is %s', (ms, text) => expect(span(ms)).toBe(text))

  it.each([
    [-3000, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [7_200_000, '2 h'],
    [172_800_000, '2 d'],
  ])('an age of %d ms is %s', (ms, text) => expect(age(ms)).toBe(text))

  it('have their units in the language of the moment', () => {
    preferences.language = 'zh'
    expect([age(5000), age(60_000), span(49 * 3_600_000)]).toEqual(['5 秒', '1 分钟', '2 天'])
  })
})
