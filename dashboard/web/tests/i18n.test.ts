import { beforeEach, describe, expect, it } from 'vitest'
import { say, t, word } from '../src/i18n'
import { en } from '../src/i18n/en'
import { words as wordsEn } from '../src/i18n/words.en'
import { words as wordsZh } from '../src/i18n/words.zh'
import { t as ofAlarms } from '../src/i18n/parts/alarms'
import { zh } from '../src/i18n/zh'
import { preferences } from '../src/preferences'

const parts = import.meta.glob<{ phrases: Record<string, { zh: string; en: string }> }>('../src/i18n/parts/*.ts', { eager: true })

const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string).sort()

beforeEach(() => (preferences.language = 'zh'))

describe('words', () => {
  it('change with the language at once', () => {
    expect(t('alarms.acknowledge')).toBe('确认')
    preferences.language = 'en'
    expect(t('alarms.acknowledge')).toBe('Acknowledge')
    expect(word('ticket_state', 'on_hold')).toBe('On hold')
    expect(say({ zh: '泵', en: 'Pump' })).toBe('Pump')
  })

  it('fill their places', () => {
    expect(t('alarms.none', { good: 3, all: 4 })).toBe('没有未结报警；4 个测点中 3 个正常')
  })

  it('fall back to the value itself, and to the language that is there', () => {
    expect(word('event', 'something_new')).toBe('something_new')
    preferences.language = 'en'
    expect(say({ zh: '泵', en: '' })).toBe('泵')
    expect(say(null)).toBe('')
  })

  it('have the same places in both languages, and no empty text', () => {
    for (const [key, text] of Object.entries(zh)) {
      expect(places(en[key as keyof typeof zh]), key).toEqual(places(text))
      expect(en[key as keyof typeof zh], key).not.toBe('')
    }
  })

  it('of screens that are loaded later hold both languages too, and hide no phrase of all', () => {
    const keys = Object.values(parts).flatMap(({ phrases }) => Object.keys(phrases))
    expect(Object.keys(parts).length).toBeGreaterThan(10)
    expect(keys.filter((key) => key in zh)).toEqual([])
    for (const { phrases } of Object.values(parts)) {
      for (const [key, text] of Object.entries(phrases)) {
        expect(places(text.en), key).toEqual(places(text.zh))
        expect(text.en && text.zh, key).toBeTruthy()
      }
    }
  })

  it('of a screen stand beside those of all', () => {
    expect(ofAlarms('alarms.without_supply', { n: 38 })).toBe('38 台设备失电')
    expect(ofAlarms('alarms.acknowledge')).toBe('确认')
  })

  it('have the same groups in both languages', () => {
    for (const [group, words] of Object.entries(wordsZh)) {
      expect(Object.keys(wordsEn[group as keyof typeof wordsEn])).toEqual(Object.keys(words))
    }
  })
})
