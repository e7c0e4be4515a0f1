/** The one WebSocket of the screen: it feeds the store and keeps the link's state. */
import type { LiveMessage } from './api/types'
import { newLink, nextLink, type Link, type LinkEvent, SILENT_MS } from './link'

const TICK_MS = 200

export interface LiveSink {
  /** False when a message is missing in between, so that a new snapshot is needed. */
  receive(message: LiveMessage): boolean
  linked(link: Link): void
}

export interface Live {
  start(): void
  stop(): void
}

export function live(url: string, sink: LiveSink): Live {
  let link = newLink(Date.now())
  let socket: WebSocket | null = null
  let timer = 0
  let connectedAt = 0

  function step(event: LinkEvent): void {
    const next = nextLink(link, event)
    if (next !== link) sink.linked((link = next))
  }

  function closed(was: WebSocket): void {
    if (was !== socket) return
    socket = null
    step({ type: 'closed', at: Date.now(), chance: Math.random() })
  }

  function connect(): void {
    connectedAt = Date.now()
    step({ type: 'connect' })
    const mine = (socket = new WebSocket(url))
    mine.onmessage = (event: MessageEvent<string>) => {
      if (mine !== socket) return
      const complete = sink.receive(JSON.parse(event.data) as LiveMessage)
      if (!complete) mine.send('{"type":"snapshot"}')
      step({ type: 'message', at: Date.now() })
    }
    mine.onclose = () => closed(mine)
  }

  /** A socket that is silent for twice as long as it may be is given up, so that a new one is tried. */
  function tick(): void {
    const at = Date.now()
    step({ type: 'tick', at })
    const given = socket
    if (given && at - Math.max(link.heardAt, connectedAt) > 2 * SILENT_MS) {
      closed(given)
      given.close()
    }
    if (!socket && link.retryAt !== null && at >= link.retryAt) connect()
  }

  return {
    start() {
      connect()
      timer = window.setInterval(tick, TICK_MS)
    },
    stop() {
      window.clearInterval(timer)
      const mine = socket
      socket = null
      mine?.close()
    },
  }
}
