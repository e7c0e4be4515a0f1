import { describe, expect, it } from 'vitest'
import { phrases } from '../../src/i18n/parts/scan'
import { uidOf } from '../../src/scan/camera/nfc'
import { measured, offsetNow } from '../../src/scan/sending/clock'
import { isInApp, isQueueOld } from '../../src/scan/surroundings'
import { fitted } from '../../src/scan/telling/picture'
import { filled, isOutside, typed } from '../../src/scan/telling/sheet'
import type { Check } from '../../src/scan/wire'

describe('the clock of the phone', () => {
  const asked = { wall_ms: 1_000_000, monotonic_ms: 500, origin_ms: 7 }
  const come = { wall_ms: 1_000_200, monotonic_ms: 700, origin_ms: 7 }
  const known = measured(new Date(1_005_100).toISOString(), asked, come)

  it('is behind the gateway by what was measured half-way', () => {
    expect(known.offset_ms).toBe(5000)
    expect(offsetNow(known, { wall_ms: 1_060_200, monotonic_ms: 60_700, origin_ms: 7 })).toBe(5000)
  })

  it('may be set by somebody: the difference changes with it', () => {
    expect(offsetNow(known, { wall_ms: 1_060_200 + 90_000, monotonic_ms: 60_700, origin_ms: 7 })).toBe(5000 - 90_000)
  })

  it('is trusted again on another page, and unknown before it was measured', () => {
    expect(offsetNow(known, { wall_ms: 9_000_000, monotonic_ms: 3, origin_ms: 8 })).toBe(5000)
    expect(offsetNow(undefined, come)).toBeNull()
  })
})

describe('the surroundings', () => {
  it('tell a browser inside another app from one of its own', () => {
    expect(isInApp('Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile MicroMessenger/8.0.47')).toBe(true)
    expect(isInApp('Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36')).toBe(false)
  })

  it('find the queue old after half an hour', () => {
    expect(isQueueOld(null, 1e12)).toBe(false)
    expect(isQueueOld(0, 1_800_000)).toBe(false)
    expect(isQueueOld(0, 1_800_001)).toBe(true)
  })

  it('have a phrase for each hindrance', () => {
    for (const one of ['insecure', 'in_app', 'storage_full', 'storage_loose', 'queue_old', 'no_worker']) expect(phrases).toHaveProperty([`scan.warn.${one}`])
  })
})

describe('a tag', () => {
  it('has its number as the site file writes it', () => expect(uidOf('04:a2:b3:c4:d5:e6:80')).toBe('04A2B3C4D5E680'))
})

describe('a photo', () => {
  it('has no side above 1600 px, and is never made larger', () => {
    expect(fitted(4000, 3000)).toEqual([1600, 1200])
    expect(fitted(1200, 4800)).toEqual([400, 1600])
    expect(fitted(640, 480)).toEqual([640, 480])
    expect(fitted(5000, 1)).toEqual([1600, 1])
  })
})

describe('a sheet', () => {
  const level: Check = { id: 'oil', name: { zh: '油位', en: 'Oil' }, unit: 'mm', low: 20, high: 80 }

  it('takes numbers as people type them', () => {
    expect(['42', ' 4,5 ', '-3', '', 'x', '1e999'].map(typed)).toEqual([42, 4.5, -3, null, null, null])
  })

  it('says what is outside', () => {
    expect([19.9, 20, 80, 80.1].map((entry) => isOutside(level, entry))).toEqual([true, false, false, true])
    expect(isOutside({ ...level, low: null }, -100)).toBe(false)
    expect([true, false, null].map((entry) => isOutside({ ...level, unit: '' }, entry))).toEqual([false, true, false])
  })

  it('leaves out the lines that are empty', () => expect(filled({ a: true, b: null, c: 0 })).toEqual({ a: true, c: 0 }))
})
