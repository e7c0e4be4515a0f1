/** What a device said when somebody stood before it, as the sheet of the inspection has it: by its name, in words or with its unit. */
import type { Checkpoint, Stop } from './api/patrol'
import type { KindPoint } from './api/types'
import { number } from './format/number'
import { say } from './i18n'
import type { useNames } from './names'

type Names = Pick<ReturnType<typeof useNames>, 'pointOf' | 'pointName'>
type Said = number | string

const DECIMALS = 2

export function readingsOf(stop: Stop, checkpoint: Checkpoint | undefined, names: Names): string[] {
  const device = checkpoint?.device ?? ''
  return Object.entries(stop.readings).map(([point, said]) => {
    const id = `${device}/${point}`
    return `${names.pointName(id)} ${shown(said, names.pointOf(id))}`
  })
}

function shown(said: Said, point: KindPoint | undefined): string {
  const meant = meaning(said, Object.entries(point?.texts ?? {}))
  if (meant) return meant
  return typeof said === 'string' ? said : `${number(said, point?.decimals ?? DECIMALS)} ${point?.unit ?? ''}`.trim()
}

/** Of a state, which is told by its number or, by what says things in words, by its text in one of the languages. */
function meaning(said: Said, texts: readonly [string, KindPoint['texts'][string]][]): string {
  return say(texts.find(([value, text]) => value === String(said) || text.zh === said || text.en === said)?.[1])
}
