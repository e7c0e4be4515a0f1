/** The site's words, as the gateway says them. */
import type { components } from './schema.generated'

type Schemas = components['schemas']

export type Words = Schemas['Words']
export type Site = Schemas['Site']
export type Device = Schemas['Device']
export type Point = Schemas['Point']
export type Alarm = Schemas['Alarm']
export type DeviceFile = Schemas['DeviceFile']
export type TimelineEntry = Schemas['TimelineEntry']
export type Ticket = Schemas['Ticket']
export type TicketEvent = Schemas['TicketEvent']
export type TicketWithEvents = Schemas['TicketWithEvents']
export type TicketState = Ticket['state']
export type Health = Schemas['Health']
export type Session = Schemas['Session']
export type Role = Session['role']
export type Account = Schemas['Account']
export type History = Schemas['History']
export type Notification = Schemas['Notification']
export type Selection = Schemas['Selection']
export type WriteResult = Schemas['WriteResult']
export type Kind = Schemas['Kind']
export type KindPoint = Schemas['KindPoint']
export type Limit = Schemas['Limit']
export type Vehicle = Schemas['Vehicle']
export type VehicleList = Vehicle['list']
export type Holder = Schemas['Holder']
export type ImportResult = Schemas['ImportResult']
export type Pass = Schemas['Pass']
export type Visit = Schemas['Visit']
export type Parking = Schemas['Parking']
export type Stay = Schemas['ParkingSession']
export type Gate = Schemas['Gate']
export type Passage = Schemas['Passage']
export type Snapshot = Schemas['LiveSnapshot']
/** What has not changed is left out. */
export type PointChange = Omit<Schemas['PointChange'], 'text'> & { text?: Words | null }
export type Delta = Pick<Schemas['LiveDelta'], 'type' | 'seq' | 'time'> &
  Partial<Omit<Schemas['LiveDelta'], 'points'>> & { points?: PointChange[] | null }
export type Heartbeat = Schemas['LiveHeartbeat']
export type LiveMessage = Snapshot | Delta | Heartbeat
