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
type Values<Text extends string> = [Places<Text>] extends [never] ? [] : [values: Record<Places<Text>, string | number>]

const phrases: Record<Language, Record<Key, string>> = { zh, en }
const words: Record<Language, Record<Group, Readonly<Record<string, string>>>> = { zh: wordsZh, en: wordsEn }

function filled(text: string, values: Record<string, string | number> | undefined): string {
  return values ? text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name])) : text
}

/** The phrase of `key` in the language of the moment, its {places} filled in. */
export function t<K extends Key>(key: K, ...given: Values<(typeof zh)[K]>): string {
  return filled(phrases[preferences.language][key], given[0] as Record<string, string | number> | undefined)
}

type Phrases = Readonly<Record<string, Words>>
/** The same for a screen with phrases of its own. */
export type PlainKeyOf<Own extends Phrases> = PlainKey | { [K in keyof Own & string]: [Places<Own[K]['zh']>] extends [never] ? K : never }[keyof Own & string]
type TextOf<Own extends Phrases, K> = K extends keyof Own ? Own[K]['zh'] : K extends Key ? (typeof zh)[K] : never

/** `t` with the phrases of a screen that is loaded when it is asked for: what few see is not loaded by all. */
export function withPhrases<const Own extends Phrases>(own: Own) {
  return <K extends Key | (keyof Own & string)>(key: K, ...given: Values<TextOf<Own, K>>): string => {
    const text = own[key]?.[preferences.language] ?? phrases[preferences.language][key as Key]
    return filled(text, given[0] as Record<string, string | number> | undefined)
  }
}

/** A text that came from the gateway, in the language of the moment. */
export function say(text: Partial<Words> | null | undefined): string {
  return text?.[preferences.language] || text?.zh || text?.en || ''
}

/** The word for a value that the gateway names, such as a ticket's state; the value itself where there is none. */
export function word(group: Group, value: string): string {
  return words[preferences.language][group][value] ?? value
}
