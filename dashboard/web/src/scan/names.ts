/** What things are called on this page. */
import { say } from '../i18n'
import { checkpoints } from './phone'

export function nameOf(checkpoint: string): string {
  return say(checkpoints.value.get(checkpoint)?.name) || checkpoint
}

export function placeOf(checkpoint: string): string {
  return say(checkpoints.value.get(checkpoint)?.location)
}
