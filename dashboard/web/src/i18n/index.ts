/** Words in two languages. Keys and the places for values are checked by the compiler. */
import type { Words } from '../api/types'
import { preferences, type Language } from '../preferences'
import { en } from './en'
import { words as wordsEn } from './words.en'
import { words as wordsZh } from './words.zh'
import { zh } from './zh'

export type Key = keyof typeof zh
export type Group = keyof typeof wordsZh

type Places<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Places<Rest> : never
/** Keys of phrases without places; only these may stand in a table of keys. */
export type PlainKey = { [K in Key]: [Places<(typeof zh)[K]>] extends [never] ? K : never }[Key]
type Values<K extends Key> = [Places<(typeof zh)[K]>] extends [never]
  ? []
  : [values: Record<Places<(typeof zh)[K]>, string | number>]

const phrases: Record<Language, Record<Key, string>> = { zh, en }
const words: Record<Language, Record<Group, Readonly<Record<string, string>>>> = { zh: wordsZh, en: wordsEn }

/** The phrase of `key` in the language of the moment, its {places} filled in. */
export function t<K extends Key>(key: K, ...given: Values<K>): string {
  const text = phrases[preferences.language][key]
  const values = given[0] as Record<string, string | number> | undefined
  return values ? text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name])) : text
}

/** A text that came from the gateway, in the language of the moment. */
export function say(text: Partial<Words> | null | undefined): string {
  return text?.[preferences.language] || text?.zh || text?.en || ''
}

/** The word for a value that the gateway names, such as a ticket's state; the value itself where there is none. */
export function word(group: Group, value: string): string {
  return words[preferences.language][group][value] ?? value
}
