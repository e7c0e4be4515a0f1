/** What a picture of all devices of a kind is given (`all/{kind}.vue`): it stands in the place of the table. */
import type { Alarm, Device } from '../api/types'
import type { Look } from './look'

export interface AllProps {
  readonly devices: readonly Device[]
  /** By the point's whole id, `device/point`. */
  readonly look: (point: string) => Look
  readonly name: (device: string) => string
  readonly place: (device: string) => string
  /** The open alarms of these devices, the newest first. */
  readonly alarms: readonly Alarm[]
  readonly now: number
  readonly label: string
}
